import type { OrganisationRecord } from '@agency-graph/world';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOrganisations, type OrganisationsUnderTest } from './organisations-under-test.js';

let register: OrganisationsUnderTest;
let heir: OrganisationRecord;
let merged: OrganisationRecord;
beforeAll(async () => {
  register = await startOrganisations();
  const communes = [...register.world.organisations()].filter(
    ({ level, kind, block, status, parentId }) =>
      level === 'COMMUNE' && kind === 'COMMITTEE' && block === 'PARTY' && status === 'ACTIVE' && parentId === 'G07',
  );
  heir = communes.find(({ id }) => id === 'G07.C012')!;
  merged = communes.find(({ id }) => id !== heir.id)!;
});
afterAll(() => register?.close());

const merge = (from: readonly string[], into: string) =>
  sql`select merge_organisations(${from}, ${into}, '2026-03-10')`.execute(register.db);
const versions = async (): Promise<Map<string, { path: string; status: string; version: number }>> => {
  const { rows } = await sql<{ id: string; path: string; status: string; version: string }>`
    select id, path, status, version from org_register`.execute(register.db);
  return new Map(rows.map(({ id, version, ...row }) => [id, { ...row, version: Number(version) }]));
};

describe('what cannot be merged', () => {
  const cases: [string, () => [string[], string], RegExp][] = [
    ['nothing', () => [[], heir.id], /name the organisations/],
    ['a body into itself', () => [[heir.id], heir.id], /not among them/],
    ['into nobody', () => [[merged.id], 'NOBODY'], /not an active/],
    ['nobody', () => [['NOBODY'], heir.id], /must be active and of the level/],
    ['a province into a commune', () => [['G11'], heir.id], /must be active and of the level/],
  ];
  test.each(cases)('%s', async (_name, make, why) => {
    const before = await versions();
    await expect(merge(...make())).rejects.toThrow(why);
    expect(await versions()).toEqual(before);
  });
});

describe('a merger of two communes', () => {
  let before: Awaited<ReturnType<typeof versions>>;
  let below: OrganisationRecord[];
  beforeAll(async () => {
    before = await versions();
    below = [...register.world.organisations()].filter(({ path }) => path.startsWith(`${merged.path}.`));
    await merge([merged.id], heir.id);
  });

  test('marks the merged body and names its successor', async () => {
    const query =
      'query ($id: ID) { organisation(id: $id) { status dissolvedOn path successors { id } children { nodes { id } } } }';
    expect((await register.ask(query, { id: merged.id })).data.organisation).toEqual({
      status: 'MERGED',
      dissolvedOn: '2026-03-10',
      path: merged.path,
      successors: [{ id: heir.id }],
      children: { nodes: [] },
    });
  });

  test('moves all that stood under it under the successor: ids stay, paths change and stay unique', async () => {
    const { data } = await register.entities(
      'Organisation',
      below.map(({ id }) => id),
      'id path parent { id }',
    );
    expect(below.length).toBeGreaterThan(2);
    const paths: string[] = [];
    for (const [index, body] of below.entries()) {
      const { id, path, parent } = data._entities[index];
      const isChild = body.parentId === merged.id;
      expect(id).toBe(body.id);
      expect(parent.id).toBe(isChild ? heir.id : body.parentId);
      expect(path.startsWith(`${heir.path}.`)).toBe(true);
      expect(path.split('.')).toHaveLength(body.path.split('.').length);
      paths.push(path);
    }
    const stayed = [...before.values()].map(({ path }) => path);
    expect(new Set([...paths, ...stayed]).size).toBe(paths.length + stayed.length);
    // A path that the wire admits: see the contract's reader of contexts.
    for (const path of paths) expect(path).toMatch(/^[A-Za-z0-9_-]{1,32}(\.[A-Za-z0-9_-]{1,32}){0,15}$/);
  });

  test('gives every body that changed a new version, and no other', async () => {
    const after = await versions();
    const changed = [...after].filter(([id, { version }]) => before.get(id)?.version !== version).map(([id]) => id);
    expect(changed.toSorted()).toEqual([merged.id, ...below.map(({ id }) => id)].toSorted());
    const last = Math.max(...[...before.values()].map(({ version }) => version));
    for (const id of changed) expect(after.get(id)!.version).toBeGreaterThan(last);
  });

  test('ends the territory of the merged commune in the successor’s', async () => {
    const { data } = await register.ask(
      'query ($code: ID!) { adminUnit(code: $code) { type validTo replacedBy { code } } }',
      { code: merged.adminUnitCode },
    );
    expect(data.adminUnit).toEqual({
      type: 'COMMUNE_FORMER',
      validTo: '2026-03-10',
      replacedBy: [{ code: heir.adminUnitCode }],
    });
  });

  test('cannot be done twice', async () => {
    await expect(merge([merged.id], heir.id)).rejects.toThrow(/must be active/);
  });
});

test('two mergers at once leave no body behind: one above the other waits for it', async () => {
  const connectionString = register.databaseUrl.replace(/\/\/(\w+)@/, '//$1_owner@');
  const [below, above] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
  await Promise.all([below.connect(), above.connect()]);
  try {
    // The successor of the one is the first that the other moves.
    await below.query("update organisation set parent_id = 'G11', path = 'TW.G11.X' where id = 'G12.BTC'");
    await below.query('begin');
    await below.query("select merge_organisations('{G12.C003}', 'G12.C001', '2026-03-10')");
    const { rows: pids } = await above.query<{ pid: number }>('select pg_backend_pid() as pid');
    const merging = above.query("select merge_organisations('{G12}', 'G11', '2026-03-10')");
    await expect
      .poll(
        async () =>
          (
            await sql<{ waits: boolean }>`select cardinality(pg_blocking_pids(${pids[0]!.pid})) > 0 as waits`.execute(
              register.db,
            )
          ).rows[0]!.waits,
      )
      .toBe(true);
    await below.query('commit');
    await merging;
  } finally {
    await Promise.all([below.end(), above.end()]);
  }
  const { rows: astray } = await sql`
    select o.id, o.path, p.path as parent from organisation o join organisation p on p.id = o.parent_id
    where not starts_with(o.path, p.path || '.')`.execute(register.db);
  expect(astray).toEqual([]);
});
