import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

let database: EmbeddedDatabase;
let dir: string;

beforeAll(async () => {
  database = await embeddedDatabase('migrate');
});
afterAll(() => database.close());

beforeEach(async () => {
  dir = join(database.directory, 'migrations');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  await withClient(database.ownerUrl, (client) =>
    client.query('drop owned by current_user cascade; create schema if not exists public'),
  );
});

const write = (name: string, sql: string): void => writeFileSync(join(dir, name), sql);
const run = (): Promise<readonly string[]> => migrate(database.ownerUrl, dir);
const tables = (): Promise<readonly string[]> =>
  withClient(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    return rows.map(({ name }) => name);
  });

test('files are applied once, in the order of their names', async () => {
  write('002-b.sql', 'alter table a add column n int;');
  write('001-a.sql', 'create table a ();');
  expect(await run()).toEqual(['001-a.sql', '002-b.sql']);
  expect(await run()).toEqual([]);
});

test('a later file is applied to a database that has the earlier ones', async () => {
  write('001-a.sql', 'create table a ();');
  await run();
  write('002-b.sql', 'create table b ();');
  expect(await run()).toEqual(['002-b.sql']);
  expect(await tables()).toEqual(['a', 'b', 'schema_migration']);
});

test('a file that fails leaves nothing, and the error names file and line', async () => {
  write('001-a.sql', 'create table a ();');
  write('002-b.sql', 'create table b ();\n\n-- again\ncreate table a ();\n');
  await expect(run()).rejects.toThrow(`${join(dir, '002-b.sql')}:4: relation "a" already exists.`);
  expect(await tables()).toEqual(['a', 'schema_migration']);
});

test('an error inside a long statement names its own line', async () => {
  write('001-a.sql', 'create table a (\n  Đảng text,\n  n itn\n);\n');
  await expect(run()).rejects.toThrow(`001-a.sql:3: type "itn" does not exist`);
});

test('an applied file that was edited is refused by name', async () => {
  write('001-a.sql', 'create table a ();');
  await run();
  write('001-a.sql', 'create table a (n int);');
  await expect(run()).rejects.toThrow(/001-a\.sql was edited after it was applied/);
});

test('a file put in before an applied one is refused', async () => {
  write('002-b.sql', 'create table b ();');
  await run();
  write('001-a.sql', 'create table a ();');
  await expect(run()).rejects.toThrow(/001-a\.sql comes before 002-b\.sql/);
});

test('a database newer than the files is refused', async () => {
  write('001-a.sql', 'create table a ();');
  await run();
  rmSync(join(dir, '001-a.sql'));
  await expect(run()).rejects.toThrow(/has 001-a\.sql applied/);
});

test('a misnamed file is refused before anything is applied', async () => {
  write('001-a.sql', 'create table a ();');
  write('2-b.sql', 'create table b ();');
  await expect(run()).rejects.toThrow(/2-b\.sql: name it like/);
  expect(await tables()).toEqual([]);
});

test('of processes that migrate at once, one applies and the others find it done', async () => {
  write('001-a.sql', 'create table a (); select pg_sleep(0.05);');
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.flat()).toEqual(['001-a.sql']);
});
