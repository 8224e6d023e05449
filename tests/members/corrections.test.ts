import type { RowCondition } from '@agency-graph/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBadInput, type Answer } from '../support/subgraph-harness.js';
import type { Caller } from '../support/test-gateway.js';
import { startMembers, type MembersUnderTest } from './members-under-test.js';

let members: MembersUnderTest;
beforeAll(async () => {
  members = await startMembers();
});
afterAll(() => members?.close());

const allowed = (condition: RowCondition): Caller => ({ fields: { 'Mutation.requestCorrection': condition } });
const SELF = allowed({ kind: 'ids', ids: ['M-000124'] });

const ask = (
  caller: Caller,
  key: string,
  field = 'hometownRaw',
  member = 'M-000124',
  reason = 'Written wrong',
): Promise<Answer> =>
  members.as(caller)(
    'mutation ($member: ID!, $field: String!, $reason: String!, $key: ID!) { requestCorrection(member: $member, field: $field, reason: $reason, idempotencyKey: $key) { id hometownRaw } }',
    { member, field, reason, key },
  );
const queue = async () => {
  const { rows } = await sql<{ member_id: string; field: string; steward: string; status: string }>`
    select member_id, field, steward, status from correction_request order by id`.execute(members.db);
  return rows;
};

test('a request goes to the queue of the field’s steward, and changes no value', async () => {
  const before = await members.ask('{ member(id: "M-000124") { id hometownRaw fullName updatedAt } }');
  const { data } = await ask(SELF, 'k1');
  expect(data.requestCorrection).toEqual({ id: 'M-000124', hometownRaw: before.data.member.hometownRaw });
  await ask(SELF, 'k2', 'fullName');
  expect(await queue()).toEqual([
    { member_id: 'M-000124', field: 'hometownRaw', steward: 'BTCTW', status: 'OPEN' },
    { member_id: 'M-000124', field: 'fullName', steward: 'C06', status: 'OPEN' },
  ]);
  expect((await members.ask('{ member(id: "M-000124") { id hometownRaw fullName updatedAt } }')).data).toEqual(
    before.data,
  );
});

test('once for a key; another input under it is refused', async () => {
  const before = (await queue()).length;
  await Promise.all(Array.from({ length: 8 }, () => ask(SELF, 'k3', 'phone')));
  expect(await queue()).toHaveLength(before + 1);
  expectBadInput(await ask(SELF, 'k3', 'religion'), 'idempotencyKey');
});

test('for a member who is not the caller’s to ask for it is answered as for an unknown one', async () => {
  const before = await queue();
  const [theirs, unknown, unsaid] = [
    await ask(SELF, 'k4', 'phone', 'M-000125'),
    await ask(SELF, 'k4', 'phone', 'M-none'),
    await ask({}, 'k4', 'phone'),
  ];
  for (const answer of [theirs, unknown, unsaid]) expect(answer.data).toEqual({ requestCorrection: null });
  expect(await queue()).toEqual(before);
});

test.each(['nothing', 'rowCellPath', '__typename', 'constructor', ''])('“%s” is no field to correct', async (field) => {
  expectBadInput(await ask(SELF, 'k5', field), 'field');
});
