import { createEntries, createSearch, type Leaf } from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createPool } from '@agency-graph/postgres';
import { afterAll, expect, test } from 'vitest';
import { tally, type TallyBy } from '../../gateway/src/inquiry/tally.js';

const EVER = { from: '1970-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' };
const AT = '2026-03-01T00:00:00.000000Z';
const token = (name: string): string => name.padEnd(21, '0') + 'A';
const HASH = 'A'.repeat(43);
const REQUEST = { txn: token('txn'), trace: '0'.repeat(32), context: 0, operation: 0 };

/** Of which the members' agency gives fields of, and of which it withholds them; tasks are given. */
const [SHOWN, WITHHELD, TASK] = [1, 2, 3];
const fieldset = (type: string, agency: string, field: string, fate: object): object => ({
  type: 'define',
  fieldset: { agency, type, ...fate, grants: [{ source: agency, rule: 'R6', agreement: null, fields: [field] }] },
});
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

const reader = createPool({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' });
afterAll(() => reader.end());

/** Subjects by value of a log of these records. */
async function subjectsIn(records: readonly object[], by: TallyBy): Promise<Readonly<Record<string, number>>> {
  const all = [...DEFINITIONS, ...records];
  const leafAt = (index: number): Leaf => {
    const record = { ...all[index], v: 1, at: AT, nonce: token('') } as unknown as LogRecord;
    const bytes = Buffer.from(writeRecord(record));
    return { index, bytes, leaf: leafHash(bytes) };
  };
  const entries = createEntries({
    origin: 'tally',
    size: () => all.length,
    published: () => all.length,
    leaf: (index) => (index >= 0 && index < all.length ? leafAt(index) : null),
    *leaves(from) {
      for (let index = from; index < all.length; index += 1) yield leafAt(index);
    },
  });
  const search = createSearch({ entries, reader, check: null });
  const { counts } = await tally(search, { question: { kind: 'everything' }, period: EVER, line: null }, by);
  return Object.fromEntries(counts.map(({ key, subjects }) => [key, subjects]));
}

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
