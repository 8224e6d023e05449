import { BY_KEYS, createKysely, createPool } from '@agency-graph/postgres';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

let database: EmbeddedDatabase;
let db: Kysely<Record<string, never>>;
beforeAll(async () => {
  database = await embeddedDatabase('prepared');
  // One connection, since each has its own prepared statements.
  db = createKysely(createPool({ url: database.url, applicationName: 'test', max: 1 }));
});
afterAll(async () => {
  await db?.destroy();
  await database?.close();
});

const prepared = async (): Promise<string[]> =>
  (
    await sql<{ statement: string }>`select statement from pg_prepared_statements order by prepare_time`.execute(db)
  ).rows.map(({ statement }) => statement);
const marked = sql.raw(BY_KEYS);

test('a statement that says it is over a list of keys is kept prepared, once for all lists', async () => {
  for (const keys of [['a'], ['b', 'c']]) await sql`select 1 where 'a' = any(${keys}) ${marked}`.execute(db);
  expect(await prepared()).toEqual([`select 1 where 'a' = any($1) ${BY_KEYS}`]);
});

test('a statement that looks like one but does not say so, and one that is too long to be kept, are not', async () => {
  const before = await prepared();
  await sql`select 1 where 'level' = any(${['a']})`.execute(db);
  await sql`select ${sql.lit('x'.repeat(5_000))} where 'a' = any(${['a']}) ${marked}`.execute(db);
  expect(await prepared()).toEqual(before);
});
