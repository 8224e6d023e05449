import { expect, test } from 'vitest';
import { tally, type TallyBy } from '../../gateway/src/inquiry/tally.js';
import { fieldset, REQUEST, searchIn, token } from './support/small-log.js';

const EVER = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };
const HASH = 'A'.repeat(43);

/** Of which the members' agency gives fields of, and of which it withholds them; tasks are given. */
const [SHOWN, WITHHELD, TASK] = [1, 2, 3];
const DEFINITIONS = [
  {
    type: 'define',
    operation: {
      hash: HASH,
      kind: 'query',
      name: null,
      arguments: [{ argument: 'Query.member.nationalId', of: 'Member.nationalId' }],
      text: 'query { x }',
    },
  },
  fieldset('Member', 'members', 'phone', { effect: 'allow' }),
  fieldset('Member', 'members', 'phone', { effect: 'deny', reason: 'ROW' }),
  fieldset('Task', 'tasks', 'title', { effect: 'allow' }),
];

const outcome = (rows: readonly (readonly [set: number, records: readonly string[]])[], sought: readonly string[]) => ({
  ...REQUEST,
  type: 'outcome',
  access: rows.map(([set, records]) => ({ fieldset: set, n: Math.max(1, records.length), records })),
  ...(sought.length === 0 ? {} : { identifiers: [{ argument: 0, tokens: sought }] }),
});

/** Values of a log of these records, each with how often it is. */
async function countsIn(records: readonly object[], by: TallyBy) {
  const search = searchIn([...DEFINITIONS, ...records]);
  return (await tally(search, { question: { kind: 'everything' }, period: EVER, line: null }, by)).counts;
}

const subjectsIn = async (records: readonly object[], by: TallyBy): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries((await countsIn(records, by)).map(({ key, subjects }) => [key, subjects]));

const MEMBER = token('member');
const SOUGHT = token('sought');

test('somebody who was asked for by an identifier and found is one subject', async () => {
  expect(await subjectsIn([outcome([[SHOWN, [MEMBER]]], [SOUGHT])], 'KIND')).toEqual({ outcome: 1 });
  expect(await subjectsIn([outcome([[TASK, ['T-0100']]], [SOUGHT])], 'FIELD')).toEqual({ 'Task.title': 1 });
});

test('somebody who was asked for and not found is a subject by what was asked', async () => {
  const records = [outcome([], [SOUGHT]), outcome([[WITHHELD, []]], [token('another')])];
  expect(await subjectsIn(records, 'KIND')).toEqual({ outcome: 2 });
  expect(await subjectsIn(records, 'EFFECT')).toEqual({ deny: 1 });
});

test('subjects count under what became of their own rows', async () => {
  const withheld = Array.from({ length: 9 }, (_, member) => token(`withheld-${member}`)).toSorted();
  const records = [
    outcome(
      [
        [SHOWN, [MEMBER]],
        [WITHHELD, withheld],
        [TASK, ['T-0100']],
      ],
      [SOUGHT],
    ),
  ];
  expect(await subjectsIn(records, 'EFFECT')).toEqual({ allow: 2, deny: 9 });
  expect(await subjectsIn(records, 'AGENCY')).toEqual({ members: 10, tasks: 1 });
  expect(await subjectsIn(records, 'FIELD')).toEqual({ 'Member.phone': 10, 'Task.title': 1 });
  expect(await subjectsIn(records, 'DAY')).toEqual({ '2026-03-01': 11 });
});

test('days and months end at midnight of Vietnam, as the periods do that one asks for', async () => {
  const at = (time: string): object => ({ ...outcome([], []), at: time });
  const records = [
    at('2026-02-28T16:59:59.999999Z'),
    at('2026-02-28T17:00:00.000000Z'),
    at('2026-03-31T16:59:59.999999Z'),
  ];
  const told = async (by: TallyBy) => (await countsIn(records, by)).map(({ key, records: n }) => [key, n]);
  expect(await told('MONTH')).toEqual([
    ['2026-03', 2],
    ['2026-02', 1],
  ]);
  expect(await told('DAY')).toEqual([
    ['2026-03-31', 1],
    ['2026-03-01', 1],
    ['2026-02-28', 1],
  ]);
});
