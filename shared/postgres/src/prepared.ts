import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { DatabaseUnavailable, isLost, thrownFor } from './unavailable.js';

/**
 * Comment that marks a statement over a list of keys: asked all day in a few forms, and planned alike whatever the keys.
 * Whoever writes such a statement says so, since one over many conditions may look the same.
 */
export const BY_KEYS = '/* by keys */';

/** Forms kept prepared per connection; what comes after them is parsed each time, so that no caller can fill a server. */
const MOST_FORMS = 64;
/** Longest form that is kept, in characters: every connection holds all of them. */
const LONGEST_FORM = 4_096;

/** How a transaction says that its statements may take longer than those of its pool. */
const OWN_LIMIT = /^\s*set local statement_timeout\b/i;
/** The longest that a timer can be set to. Milliseconds. */
const FOR_EVER = 2 ** 31 - 1;

/** Names of the forms that a connection keeps. */
const kept = new WeakMap<pg.PoolClient, Map<string, string>>();

function nameOf(text: string, client: pg.PoolClient): string | undefined {
  if (text.length > LONGEST_FORM) return undefined;
  let names = kept.get(client);
  if (names === undefined) kept.set(client, (names = new Map<string, string>()));
  const known = names.get(text);
  if (known !== undefined || !text.includes(BY_KEYS) || names.size >= MOST_FORMS) return known;
  const name = `by_keys_${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * A connection as kysely uses it, which prepares statements by key and so spares their parsing and planning. Throws
 * `DatabaseUnavailable` where the database, not the statement, is what failed. One that was lost, or that gave no answer in
 * time, is asked nothing more and does not go back to its pool.
 */
export const preparing = (client: pg.PoolClient): PostgresPoolClient => {
  let lost: DatabaseUnavailable | null = null;
  let hasOwnLimit = false;

  const query = (text: string | pg.Submittable, values: readonly unknown[] = []): unknown => {
    if (typeof text !== 'string') return client.query(text);
    if (lost !== null) return Promise.reject(lost);
    hasOwnLimit ||= OWN_LIMIT.test(text);
    const name = nameOf(text, client);
    const asked = {
      text,
      values: [...values],
      ...(name !== undefined && { name }),
      // The server ends them by that limit, and the connection's own signs of life tell whether it is there.
      ...(hasOwnLimit && { query_timeout: FOR_EVER }),
    };
    return client.query(asked).catch((error: unknown) => {
      if (isLost(error)) lost ??= new DatabaseUnavailable(error);
      throw thrownFor(error);
    });
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy = false) => client.release(destroy || lost !== null),
  } as PostgresPoolClient;
};

/** A pool of such connections; `end()` ends the pool itself. */
export const preparingPool = (pool: pg.Pool): PostgresPool => ({
  options: pool.options,
  connect: async () =>
    preparing(
      await pool.connect().catch((error: unknown) => {
        throw new DatabaseUnavailable(error);
      }),
    ),
  end: () => pool.end(),
});
