import { onRegisterChange } from '@agency-graph/members';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMembers, type MembersUnderTest } from './members-under-test.js';

let members: MembersUnderTest;
beforeAll(async () => {
  members = await startMembers();
});
afterAll(() => members.close());

const CELL = 'G07.C012.K03.B02';
const counts = async (): Promise<Record<string, number>> => {
  const rows = await members.db
    .selectFrom('member_count')
    .select(['org_path', 'grouping', 'key', 'n'])
    .where('n', '<>', 0)
    .execute();
  return Object.fromEntries(rows.map(({ org_path, grouping, key, n }) => [`${org_path} ${grouping} ${key}`, n]));
};

/** As the kit does: the copy first, then the subgraph's hook, in one transaction. */
const move = (path: string): Promise<void> =>
  members.db.transaction().execute(async (transaction) => {
    await transaction.updateTable('org_register').set({ path }).where('id', '=', CELL).execute();
    await onRegisterChange(transaction, [CELL, 'G07']);
  });

test('A cell that moves takes its members, and what is counted of them, along', async () => {
  const before = await counts();
  const list = async (id: string): Promise<string[]> => {
    const answer = await members.entities(
      'Organisation',
      [id],
      `members(first: 100, filter: { cellId: "${CELL}" }) { nodes { id rowCellPath } }`,
    );
    return answer.data._entities[0].members.nodes.map(
      (one: { id: string; rowCellPath: string }) => `${one.id} ${one.rowCellPath}`,
    );
  };
  const moved = (await list(CELL)).map((line) => line.replace('TW.G07.C012.K03.B02', 'TW.G11.B99'));
  expect(moved.length).toBeGreaterThan(5);

  await move('TW.G11.B99');
  expect(await list(CELL)).toEqual(moved);
  expect(await list('G11')).toEqual(moved);
  expect(await list('G07.C012')).toEqual([]);
  const during = await counts();
  const total = (all: Record<string, number>, path: string): number =>
    (all[`${path} GENDER MALE`] ?? 0) + (all[`${path} GENDER FEMALE`] ?? 0);
  for (const path of ['TW.G07', 'TW.G07.C012']) expect(total(before, path) - total(during, path)).toBe(moved.length);
  for (const path of ['TW.G11', 'TW.G11.B99']) expect(total(during, path) - total(before, path)).toBe(moved.length);
  expect(total(during, 'TW')).toBe(total(before, 'TW'));

  await move(`TW.${CELL}`);
  expect(await counts()).toEqual(before);
});

test('A change that moves no cell changes nothing', async () => {
  const before = await counts();
  await members.db.transaction().execute((transaction) => onRegisterChange(transaction, ['G07', 'G11', 'TWG']));
  expect(await counts()).toEqual(before);
});

test('A cell that the register withdraws lies under no other organisation and is counted for none, until it is back', async () => {
  const before = await counts();
  await move('~G07~C012~K03~B02');
  const { data } = await members.entities(
    'Organisation',
    ['G07.C012', 'NOBODY'],
    'members(first: 100) { nodes { cell { id } } }',
  );
  const cells = data._entities.flatMap((one: { members: { nodes: { cell: { id: string } }[] } }) =>
    one.members.nodes.map(({ cell }) => cell.id),
  );
  expect(cells.length).toBeGreaterThan(0);
  expect(cells).not.toContain(CELL);
  const during = await counts();
  expect(during['TW.G07 GENDER MALE']).toBeLessThan(before['TW.G07 GENDER MALE']!);
  await move(`TW.${CELL}`);
  expect(await counts()).toEqual(before);
});
