import { createKysely, createPool, DatabaseUnavailable } from '@agency-graph/postgres';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { thrownFor } from '../../shared/postgres/src/unavailable.js';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { wayToDatabase } from '../support/way-to-database.js';
import pg from 'pg';

const withState = (code: string): pg.DatabaseError => Object.assign(new pg.DatabaseError('said', 4, 'error'), { code });
const withCode = (code: string, more = {}): Error => Object.assign(new Error('said'), { code, ...more });

test.each([
  ...['08006', '08001', '25006', '40001', '40P01', '53100', '53300', '55P03', '57014', '57P01', '57P03', '58030'].map(
    withState,
  ),
  withCode('ECONNRESET', { syscall: 'read' }),
  withCode('EPIPE'),
  new Error('Connection terminated unexpectedly'),
  new Error('Client has encountered a connection error and is not queryable'),
  new Error('Query read timeout'),
  // What Node says of a host that answers at none of its addresses.
  new AggregateError([
    withCode('ECONNREFUSED', { syscall: 'connect' }),
    withCode('ENETUNREACH', { syscall: 'connect' }),
  ]),
])('passes: %o', (error) => {
  expect(thrownFor(error)).toMatchObject({ name: 'DatabaseUnavailable', cause: error });
});

test('of a host that answers at none of its addresses, each is told', () => {
  const refused = ['::1', '127.0.0.1'].map((address) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}:5432`), { code: 'ECONNREFUSED', syscall: 'connect' }),
  );
  expect(thrownFor(Object.assign(new AggregateError(refused), { code: 'ECONNREFUSED' }))).toMatchObject({
    message:
      'the database cannot be asked at present: connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432',
    code: 'ECONNREFUSED',
  });
});

test.each([
  ...['08P01', '22P02', '23505', '42P01', '42501', '53400'].map(withState),
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

describe('a database whose host is silent, and ends no connection', () => {
  type Database = Kysely<Record<string, never>>;
  const ask = (database: Database) => sql`select 1`.execute(database);
  /** By one connection, of which no statement may take longer than 200 ms. */
  const open = async () => {
    const way = await wayToDatabase(database.url);
    onTestFinished(() => way.close());
    const db: Database = createKysely(
      createPool({ url: way.url, applicationName: 'test', statementTimeout: 200, max: 1 }),
    );
    await ask(db);
    return { way, db };
  };

  test('is given up, and asked by another connection once it answers', async () => {
    const { way, db } = await open();
    way.silence();
    await expect(ask(db)).rejects.toThrow(DatabaseUnavailable);
    way.speak();
    await ask(db);
    await db.destroy();
  });

  test('in a transaction too', async () => {
    const { way, db } = await open();
    const change = db.transaction().execute(async (transaction) => {
      way.silence();
      await ask(transaction);
    });
    await expect(change).rejects.toThrow(DatabaseUnavailable);
    way.speak();
    await ask(db);
    await db.destroy();
  });

  test('is not waited for at the end', async () => {
    const { way, db } = await open();
    let ended = Promise.resolve();
    const change = db.transaction().execute(async (transaction) => {
      way.silence();
      ended = db.destroy();
      await ask(transaction);
    });
    await expect(change).rejects.toThrow(DatabaseUnavailable);
    await ended;
  });
});

test('a transaction that sets a limit of its own is waited for beyond that of its pool', async () => {
  const db = createKysely<Record<string, never>>(
    createPool({ url: database.url, applicationName: 'test', statementTimeout: 200, max: 1 }),
  );
  await db.transaction().execute(async (transaction) => {
    await sql`set local statement_timeout = '1min'`.execute(transaction);
    await sql`select pg_sleep(1)`.execute(transaction);
  });
  await expect(sql`select pg_sleep(1)`.execute(db)).rejects.toThrow(DatabaseUnavailable);
  await db.destroy();
});
