import { DateScalar, DateTimeScalar } from '@agency-graph/kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });

test('every day of the calendar goes in and comes out as it is', () => {
  fc.assert(
    fc.property(day, (date) => {
      const text = date.toISOString().slice(0, 10);
      expect(DateScalar.parseValue(text)).toBe(text);
      expect(DateScalar.serialize(text)).toBe(text);
    }),
  );
});

test.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-01-32',
  '0000-01-01',
  '2026-1-1',
  '2026-01-01T00:00:00Z',
  ' 2026-01-01',
  20260101,
  null,
  {},
])('%j is no day, and is not repeated', (value) => {
  expect(() => DateScalar.parseValue(value)).toThrow(/^Date must be YYYY-MM-DD\.$/);
});

test.each(['2026-03-15T09:00:00+07:00', '2026-03-15T02:00:00Z', '2026-03-15T02:00:00.123456Z'])(
  '%s is an instant',
  (value) => {
    expect(DateTimeScalar.parseValue(value)).toBe(value);
  },
);

test.each([
  '2026-03-15',
  '2026-03-15T09:00:00',
  '2026-03-15 09:00:00Z',
  '2026-03-15T24:00:00Z',
  '2026-03-15T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '2026-03-15T00:00:00+24:00',
  0,
])('%j is no instant', (value) => {
  expect(() => DateTimeScalar.parseValue(value)).toThrow(/^DateTime must be an RFC 3339 instant\.$/);
});

test('what the driver reads as a Date goes out as an instant', () => {
  expect(DateTimeScalar.serialize(new Date('2026-03-15T02:00:00Z'))).toBe('2026-03-15T02:00:00.000Z');
});
