import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { withClient } from './database.js';
import { splitStatements, type Statement } from './split-statements.js';

/** Held while a database is migrated, so that two processes do it one after the other. */
const MIGRATE_LOCK = 5_018_001;
const NAME = /^\d{3}-[a-z0-9-]+\.sql$/;

interface Migration {
  readonly name: string;
  readonly path: string;
  readonly sql: string;
  readonly hash: string;
}

/** A migration that cannot be applied; the message names the file and, where there is one, the line. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const readMigrations = async (dir: string): Promise<readonly Migration[]> => {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort();
  const misnamed = names.find((name) => !NAME.test(name));
  if (misnamed !== undefined) throw new MigrationError(`${join(dir, misnamed)}: name it like 001-members.sql`);
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(dir, name), 'utf8');
      return { name, path: join(dir, name), sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
};

const checkHistory = (dir: string, all: readonly Migration[], applied: ReadonlyMap<string, string>): void => {
  const last = [...applied.keys()].at(-1);
  for (const { name, path, hash } of all) {
    const recorded = applied.get(name);
    if (recorded !== undefined && recorded !== hash) {
      throw new MigrationError(
        `${path} was edited after it was applied: undo the edit and put the change in a new file`,
      );
    }
    if (recorded === undefined && last !== undefined && name < last) {
      throw new MigrationError(`${path} comes before ${last}, which is applied already: give it a later number`);
    }
  }
  const gone = [...applied.keys()].find((name) => !all.some((migration) => migration.name === name));
  if (gone !== undefined) {
    throw new MigrationError(`The database has ${gone} applied, which is not in ${dir}: it is newer than these files`);
  }
};

const explain = (path: string, statement: Statement, error: unknown): MigrationError => {
  const { message, position, detail, hint } = error as pg.DatabaseError;
  // PostgreSQL counts characters from 1, by code point.
  const before = position === undefined ? '' : [...statement.sql].slice(0, Number(position) - 1).join('');
  const line = statement.line + before.split('\n').length - 1;
  const more = [detail, hint].filter((text) => text !== undefined).map((text) => ` ${text}`);
  return new MigrationError(`${path}:${line}: ${message}.${more.join('')}`, { cause: error });
};

const run = async (client: pg.Client, { path, sql }: Migration): Promise<void> => {
  for (const statement of splitStatements(sql)) {
    await client.query(statement.sql).catch((error: unknown) => {
      throw explain(path, statement, error);
    });
  }
};

const apply = async (client: pg.Client, migration: Migration): Promise<void> => {
  const { name, hash } = migration;
  await client.query('begin');
  try {
    await run(client, migration);
    await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [name, hash]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

/**
 * Makes a schema of a database anew, empty: drops it, also what is left of it, and applies once more, in the same
 * transaction, those files of a folder that speak of it.
 */
export const remakeSchema = async (ownerUrl: string, dir: string, schema: string): Promise<void> => {
  const about = (await readMigrations(dir)).filter(({ sql }) => sql.includes(schema));
  await withClient(ownerUrl, async (client) => {
    await client.query('begin');
    // In the order of their names, so that nobody who writes to the first of them first is waited for in a ring.
    const { rows } = await client.query<{ lock: string }>(
      `select format('lock table %I.%I', schemaname, tablename) as lock from pg_tables where schemaname = $1 order by tablename`,
      [schema],
    );
    for (const { lock } of rows) await client.query(lock);
    await client.query(`drop schema if exists ${client.escapeIdentifier(schema)} cascade`);
    for (const migration of about) await run(client, migration);
    await client.query('commit');
  });
};

const HISTORY = `create table if not exists schema_migration (
  name text collate "C" primary key,
  sha256 text not null,
  applied_at timestamptz not null default current_timestamp
)`;

/**
 * Applies the `.sql` files of a folder that the database has not seen, in the order of their names, each in a
 * transaction of its own. Returns the names applied now. Throws `MigrationError`.
 */
export const migrate = async (ownerUrl: string, dir: string): Promise<readonly string[]> => {
  const all = await readMigrations(dir);
  return withClient(ownerUrl, async (client) => {
    await client.query(`select pg_advisory_lock(${MIGRATE_LOCK})`);
    await client.query(HISTORY);
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from schema_migration order by name',
    );
    const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
    checkHistory(dir, all, applied);
    const fresh = all.filter(({ name }) => !applied.has(name));
    for (const migration of fresh) await apply(client, migration);
    return fresh.map(({ name }) => name);
  });
};
