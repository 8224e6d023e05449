import { createKysely, createPool, DatabaseUnavailable } from '@agency-graph/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { thrownFor } from '../../shared/postgres/src/unavailable.js';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import pg from 'pg';

const withState = (code: string): pg.DatabaseError => Object.assign(new pg.DatabaseError('said', 4, 'error'), { code });
const withCode = (code: string, more = {}): Error => Object.assign(new Error('said'), { code, ...more });

test.each([
  ...['08006', '08001', '25006', '40001', '40P01', '53100', '53300', '55P03', '57P01', '57P03', '58030'].map(withState),
  withCode('ECONNRESET', { syscall: 'read' }),
  withCode('EPIPE'),
  new Error('Connection terminated unexpectedly'),
  new Error('Client has encountered a connection error and is not queryable'),
])('passes: %o', (error) => {
  expect(thrownFor(error)).toMatchObject({ name: 'DatabaseUnavailable', cause: error });
});

test.each([
  ...['08P01', '22P02', '23505', '42P01', '42501', '53400', '57014'].map(withState),
  new TypeError('a value of no type'),
  new Error('said'),
])('is wrong with the statement, and told as it is: %o', (error) => {
  expect(thrownFor(error)).toBe(error);
});

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await embeddedDatabase('unavailable');
});
afterAll(() => database?.close());

test('a statement whose connection is cut while it runs, and one that cannot connect', async () => {
  const pool = createPool({ url: database.url, applicationName: 'test', max: 1 });
  const kysely = createKysely<Record<string, never>>(pool);
  await expect(sql`select pg_terminate_backend(pg_backend_pid())`.execute(kysely)).rejects.toThrow(DatabaseUnavailable);
  // The connection that was cut may be taken once more before its end is known.
  const divide = (): Promise<string> => sql`select 1 / 0`.execute(kysely).then(String, (error: Error) => error.message);
  await expect.poll(divide).toBe('division by zero');
  await kysely.destroy();
  const nowhere = createKysely<Record<string, never>>(
    createPool({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' }),
  );
  await expect(sql`select 1`.execute(nowhere)).rejects.toThrow(DatabaseUnavailable);
  await nowhere.destroy();
});
