import { all, any, effectiveLevel, lapseDay, type RowCondition } from '@agency-graph/contract';
import { expect, test } from 'vitest';

const LEVEL = { kind: 'level', field: 'rowSecrecy', until: 'rowUntil', atMost: 'SECRET' } as const;
const LAPSING: RowCondition = { ...LEVEL, lapsedBefore: '2026-03-15' };
const UNDER: RowCondition = { kind: 'under', field: 'rowPath', paths: ['TW.G07'] };
const OWN: RowCondition = { kind: 'ids', ids: ['D-1'] };

test.each([
  ['2026-03-14', 'UNCLASSIFIED'],
  ['2026-03-15', 'SECRET'],
  [null, 'SECRET'],
  [0, 'SECRET'],
])('a level until %j is %s on 15 March', (until, level) => {
  expect(effectiveLevel('SECRET', until, '2026-03-15')).toBe(level);
});

test('where no level lapses, each stays as marked', () => {
  expect(effectiveLevel('SECRET', '1990-01-01', undefined)).toBe('SECRET');
});

test.each([
  ['no condition', undefined, undefined],
  ['a condition without levels', UNDER, undefined],
  ['a level that does not lapse', LEVEL, undefined],
  ['a level that lapses', LAPSING, '2026-03-15'],
  ['one deep inside', any([OWN, all([UNDER, any([LEVEL, LAPSING])])]), '2026-03-15'],
])('the day of %s', (_what, condition, day) => {
  expect(lapseDay(condition)).toBe(day);
});
