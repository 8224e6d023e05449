import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

let database: EmbeddedDatabase;
let service: pg.Pool;

beforeAll(async () => {
  database = await embeddedDatabase('roles');
  await withClient(database.ownerUrl, (owner) =>
    owner.query(`create table thing (id bigint primary key, made date, price numeric, name text);
      insert into thing values (9007199254740993, '2026-03-15', 12345678901234567890.5, 'Đảng')`),
  );
  service = createPool({ url: database.url, applicationName: 'test', statementTimeout: 200, max: 1 });
});
afterAll(async () => {
  await service.end();
  await database.close();
});

test('the service reads what the owner made', async () => {
  expect((await service.query('select name from thing')).rowCount).toBe(1);
});

test.each([
  'insert into thing values (1)',
  'update thing set name = null',
  'delete from thing',
  'truncate thing',
  'drop table thing',
  'create table mine ()',
  'create schema mine',
  'create temporary table mine ()',
  'create role other',
  'create database other',
  "copy thing to program 'id'",
  "select pg_read_file('PG_VERSION')",
])('the service may not: %s', async (sql) => {
  await expect(service.query(sql)).rejects.toThrow(/permission denied|must be owner/);
});

test('the service may not enter another agency’s database', async () => {
  const other = await embeddedDatabase('other');
  const trespass = new URL(other.url);
  trespass.username = new URL(database.url).username;
  await expect(withClient(trespass.href, (client) => client.query('select 1'))).rejects.toThrow(/permission denied/);
  await other.close();
});

test('numbers beyond 2^53, decimals and dates arrive as text, digit by digit', async () => {
  const { rows } = await service.query('select id, made, price from thing');
  expect(rows).toEqual([{ id: '9007199254740993', made: '2026-03-15', price: '12345678901234567890.5' }]);
});

test('a statement that takes longer than allowed is ended by the server', async () => {
  await expect(service.query('select pg_sleep(5)')).rejects.toThrow(/statement timeout/);
});

test('a connection that the server closes is replaced', async () => {
  const { rows } = await service.query<{ pid: number }>('select pg_backend_pid() as pid');
  await withClient(database.ownerUrl.replace(/\/\/[^@]*@/, '//postgres@'), (admin) =>
    admin.query('select pg_terminate_backend($1, 1000)', [rows[0]?.pid]),
  );
  await expect.poll(async () => (await service.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('text sorts by code point and folds case beyond ASCII', async () => {
  const kysely = createKysely<{ thing: { id: string; name: string } }>(service);
  expect(
    await kysely
      .selectFrom('thing')
      .select((eb) => eb.fn<string>('lower', ['name']).as('low'))
      .execute(),
  ).toEqual([{ low: 'đảng' }]);
  const sorted = await service.query<{ t: string }>(`select t from unnest(array['b','B','đ','a']) as t order by t`);
  expect(sorted.rows.map(({ t }) => t)).toEqual(['B', 'a', 'b', 'đ']);
});
