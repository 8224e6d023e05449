import { expect, test } from 'vitest';
import { addUsage, usageOf } from '../../gateway/src/inquiry/usage.js';
import { contextOf, fieldset, REQUEST, searchIn, token } from './support/small-log.js';

test('an application that has a token each month has one line for a purpose and basis, whatever months a period touches', async () => {
  const [february, march, other, person, PHONE] = [0, 1, 2, 3, 4];
  const read = (context: number, at: string, members: readonly string[]) => {
    const records = members.map(token).toSorted();
    const access = [{ fieldset: PHONE, n: records.length, records }];
    return { ...REQUEST, type: 'outcome', context, access, at: `2026-${at}.000000Z` };
  };
  const search = searchIn([
    contextOf('february', 'BO02', true),
    contextOf('march', 'BO02', true),
    contextOf('other', 'BO02', true),
    contextOf('person', 'BO02'),
    fieldset('Member', 'BTCTW', 'phone', { effect: 'allow' }),
    read(february, '02-27T00:00:00', ['m1-february', 'm2-february']),
    read(february, '02-28T23:59:59', ['m1-february']),
    read(march, '03-01T00:00:00', ['m1-march']),
    read(other, '03-01T00:00:00', ['m1-march']),
    read(person, '03-02T00:00:00', ['m1-march']),
  ]);
  const period = { from: '2026-02-15T00:00:00.000000Z', to: '2026-03-15T00:00:00.000000Z' };
  const { lines, all } = await usageOf(search, 'BTCTW', period, null);
  expect([all, lines.length]).toEqual([true, 4]);
  const named = new Map(['february', 'march'].map((month) => [token(month), 'A-P9']));
  const nameOf = (one: string): string => named.get(one) ?? one;
  const added = addUsage(lines.map((line) => ({ ...line, application: line.application && nameOf(line.application) })));
  expect(added[0]).toEqual({
    organisation: 'BO02',
    application: 'A-P9',
    purpose: 'MEMBER_ADMIN',
    agreement: null,
    calls: 3,
    // A person counts once a month.
    subjects: 3,
    last: '2026-03-01T00:00:00.000000Z',
  });
  expect(added.slice(1).map(({ application, calls }) => [application, calls])).toEqual([
    [null, 1],
    [token('other'), 1],
  ]);
});

test('what an agency was sent is no use of whoever asked, whom it was not shown', async () => {
  const [SHOWN, MASKED, SENT] = [1, 2, 3];
  const rows = (...sets: readonly number[]) =>
    sets.map((one) => ({ fieldset: one, n: 1, records: [token(`m${one}`)] }));
  const search = searchIn([
    contextOf('person', 'BO02'),
    fieldset('Member', 'BTCTW', 'phone', { effect: 'allow' }),
    fieldset('Member', 'BTCTW', 'email', { effect: 'mask', reason: 'ROW' }),
    fieldset('Member', 'BTCTW', 'years', { effect: 'mask', reason: 'SENT:pensions' }),
    { ...REQUEST, type: 'outcome', access: rows(SHOWN, MASKED, SENT) },
    { ...REQUEST, type: 'outcome', access: rows(SENT) },
  ]);
  const period = { from: '2026-02-15T00:00:00.000000Z', to: '2026-03-15T00:00:00.000000Z' };
  const { lines } = await usageOf(search, 'BTCTW', period, null);
  expect(lines).toMatchObject([{ organisation: 'BO02', calls: 1, subjects: 2 }]);
});
