import { rowSource } from '@agency-graph/kit';
import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { CLAIMS } from './fixture/serve-people.js';

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await embeddedDatabase('index');
  await withClient(database.ownerUrl, async (client) => {
    await client.query(`create table thing (id text primary key, path text collate "C" not null, secrecy text not null);
      insert into thing select n::text, 'TW.G' || n % 100 || '.C' || n, 'UNCLASSIFIED' from generate_series(1, 50000) n;
      create index on thing (path); analyze thing`);
  });
});
afterAll(() => database.close());

test('a path condition is served by a plain btree', async () => {
  const things = rowSource({
    type: 'Thing',
    table: 'thing',
    secrecy: 'rowSecrecy',
    columns: { rowSecrecy: 'secrecy', rowPath: 'path' },
  });
  const agency = {
    ...CLAIMS,
    iss: 'gateway-1',
    iat: 0,
    exp: 0,
    jti: '',
    rows: { Thing: { kind: 'under', field: 'rowPath', paths: ['TW.G07', 'TW.G8'] } },
  } as const;
  const kysely = createKysely<never>(createPool({ url: database.url, applicationName: 'test' }));
  const { rows } = await sql<
    Record<'QUERY PLAN', string>
  >`explain select count(*) from thing where ${things.where({ agency })}`.execute(kysely);
  await kysely.destroy();
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('Bitmap Index Scan on thing_path_idx');
  expect(plan).not.toContain('Seq Scan');
});
