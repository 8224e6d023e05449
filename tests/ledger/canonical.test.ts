import {
  canonicalJson,
  decodeEntry,
  encodeEntry,
  Malformed,
  parseCanonical,
  type CanonicalValue,
} from '@agency-graph/ledger';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test.each<[CanonicalValue, string]>([
  // RFC 8785, § 3.2.2 and 3.2.3, as far as records have such values.
  [
    { string: '€$\u000F\nA\'B"\\\\"/', literals: [true, false] },
    String.raw`{"literals":[true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  ],
  [
    { '€': 1, '\r': 2, '\ufb33': 3, 1: 4, '😀': 5, '\u0080': 6, ö: 7 },
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  [[9007199254740991, -9007199254740991, 0], '[9007199254740991,-9007199254740991,0]'],
  ['\b\t\n\f\r\u0000\u001f\u007f', String.raw`"\b\t\n\f\r\u0000\u001f` + '\u007f"'],
])('RFC 8785: %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
  expect(parseCanonical(Buffer.from(text))).toEqual(value);
});

const text = fc.string({ unit: 'grapheme' });
const { value: anyValue } = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.array(tie('value')),
    fc.dictionary(text, tie('value')) as fc.Arbitrary<CanonicalValue>,
  ),
}));

test('what is written is read again, byte for byte', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const bytes = Buffer.from(canonicalJson(value));
      expect(canonicalJson(parseCanonical(bytes))).toBe(bytes.toString());
    }),
  );
});

test.each([
  ['white space', '{"a": 1}'],
  ['keys out of order', '{"b":1,"a":2}'],
  ['a repeated key', '{"a":1,"a":2}'],
  ['a float', '1.5'],
  ['an exponent', '1e2'],
  ['minus zero', '-0'],
  ['an integer beyond 2^53', '9007199254740993'],
  ['a needless escape', String.raw`"\u0041"`],
  ['an upper-case escape', String.raw`"\u000F"`],
  ['an escaped slash', String.raw`"\/"`],
  ['a lone surrogate', String.raw`"\ud800"`],
  ['a byte order mark', '\ufeff1'],
  ['two values', '1 2'],
  ['nothing', ''],
  ['deep nesting', '['.repeat(30_000) + ']'.repeat(30_000)],
])('not canonical: %s', (_, bytes) => {
  expect(() => parseCanonical(Buffer.from(bytes))).toThrow(Malformed);
});

test('not canonical: bytes that are not UTF-8', () => {
  expect(() => parseCanonical(Buffer.of(0x22, 0xc0, 0x80, 0x22))).toThrow(Malformed);
  expect(() => parseCanonical(Buffer.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toThrow(Malformed);
});

test('an entry is an object of at most 60,000 bytes', () => {
  const longest = 'x'.repeat(60_000 - '{"a":""}'.length);
  const { bytes } = encodeEntry({ a: longest });
  expect(decodeEntry(bytes)).toEqual({ a: longest });
  expect(() => encodeEntry({ a: `${longest}x` })).toThrow('must be split');
  expect(() => decodeEntry(Buffer.from(`{"a":"${longest}x"}`))).toThrow(Malformed);
  expect(() => decodeEntry(Buffer.from('[]'))).toThrow(Malformed);
});

test('__proto__ is a key like any other', () => {
  expect(canonicalJson(parseCanonical(Buffer.from('{"__proto__":{"a":1}}')))).toBe('{"__proto__":{"a":1}}');
});
