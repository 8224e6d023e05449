import pg from 'pg';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asService } from '../support/as-service.js';
import { startOrganisations, type OrganisationsUnderTest } from './organisations-under-test.js';

let register: OrganisationsUnderTest;
let owner: pg.Pool;
beforeAll(async () => {
  register = await startOrganisations();
  // The owner has the service's name and "_owner".
  const connectionString = register.databaseUrl.replace(/\/\/(\w+)@/, '//$1_owner@');
  owner = new pg.Pool({ connectionString, max: 4 });
});
afterAll(async () => {
  await owner?.end();
  await register?.close();
});

interface Entry {
  readonly id: string;
  readonly path: string;
  readonly status: string;
  readonly version: string;
}
const entries = async (since = 0): Promise<Entry[]> =>
  (
    await sql<Entry>`select id, path, status, version from org_register where version > ${since} order by version`.execute(
      register.db,
    )
  ).rows;
const newest = async (): Promise<number> => Number((await entries()).at(-1)?.version);

describe('the register', () => {
  test('has every organisation of the world once, with a version of its own, without gaps', async () => {
    const rows = await entries();
    const wanted = [...register.world.organisations()].map(({ id, path, status }) => ({ id, path, status }));
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(rows.map(({ id, path, status }) => ({ id, path, status })).toSorted(byId)).toEqual(wanted.toSorted(byId));
    expect(rows.map(({ version }) => Number(version))).toEqual(wanted.map((_, index) => index + 1));
  });

  test('moves on with a path or a status, and with nothing else', async () => {
    const before = await newest();
    await owner.query("update organisation set name = name || ' (mới)' where id = 'G12'");
    await owner.query("update organisation set status = status, path = path where id = 'G12'");
    expect(await newest()).toBe(before);
    await owner.query("update organisation set status = 'DISSOLVED' where id = 'G12'");
    await owner.query("update organisation set status = 'ACTIVE' where id = 'G12'");
    const [last] = await entries(before);
    expect([last?.id, last?.status, Number(last?.version)]).toEqual(['G12', 'ACTIVE', before + 2]);
  });

  test('shows versions in the order of their numbers, whichever transaction is quicker', async () => {
    const before = await newest();
    const [slow, quick] = [await owner.connect(), await owner.connect()];
    try {
      await slow.query('begin');
      await slow.query("update organisation set status = 'DISSOLVED' where id = 'G11'");
      const waiting = quick.query("update organisation set status = 'DISSOLVED' where id = 'G12'");
      const seen = await Promise.race([waiting.then(() => 'committed'), sleep(200).then(() => 'waiting')]);
      expect(seen).toBe('waiting');
      expect(await entries(before)).toEqual([]);
      await slow.query('commit');
      await waiting;
      expect((await entries(before)).map(({ id, version }) => [id, Number(version)])).toEqual([
        ['G11', before + 1],
        ['G12', before + 2],
      ]);
    } finally {
      await quick.query("update organisation set status = 'ACTIVE' where id in ('G11', 'G12')");
      slow.release();
      quick.release();
    }
  });

  test('takes back the versions of a transaction that failed', async () => {
    const before = await newest();
    const failed = owner.query(
      "do $$ begin update organisation set status = 'MERGED' where id = 'G12'; perform 1 / 0; end $$",
    );
    await expect(failed).rejects.toThrow();
    expect(await newest()).toBe(before);
  });

  test('never loses an organisation', async () => {
    await expect(owner.query("delete from organisation where id = 'G12'")).rejects.toThrow(/never deleted/);
  });
});

describe('a TOP_SECRET organisation', () => {
  test('does not come into the register, and neither what happens to it', async () => {
    const before = await newest();
    await owner.query(`
      insert into organisation select (jsonb_populate_record(o,
        '{"id": "G12-X", "code": "G12-X", "path": "TW.G12-X", "secrecy": "TOP_SECRET"}')).* from organisation o where id = 'G12'`);
    await owner.query("update organisation set status = 'DISSOLVED' where id = 'G12-X'");
    expect(await newest()).toBe(before);
    expect((await entries()).map(({ id }) => id)).not.toContain('G12-X');
  });

  test('that was in it stands outside the tree there, until it is none any more', async () => {
    const before = await newest();
    const { path, status } = (await entries()).find(({ id }) => id === 'G12')!;
    await owner.query("update organisation set secrecy = 'TOP_SECRET' where id = 'G12'");
    await owner.query("update organisation set status = 'DISSOLVED', path = path || '-Y' where id = 'G12'");
    expect(await entries(before)).toEqual([{ id: 'G12', path: '~G12', status: 'WITHDRAWN', version: `${before + 1}` }]);
    await owner.query(
      "update organisation set status = 'ACTIVE', path = 'TW.G12', secrecy = 'UNCLASSIFIED' where id = 'G12'",
    );
    expect(await entries(before)).toEqual([{ id: 'G12', path, status, version: `${before + 2}` }]);
  });
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the service', () => {
  test('reads and never writes', async () => {
    expect(await asService(register, 'select 1 from organisation, admin_unit, org_register limit 1')).toBe('done');
    const forbidden = [
      "update organisation set status = 'ACTIVE'",
      'truncate admin_unit',
      'update org_register_version set version = 0',
      "select merge_organisations(array['G12'], 'G11', '2026-03-15')",
    ];
    for (const statement of forbidden)
      expect(await asService(register, statement)).toMatch(/permission denied|must be owner/);
  });
});
