import { preparing } from '@agency-graph/postgres';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Counter } from './request.js';

/** Time that a statement may take is rounded up to one of these, so that a connection hardly ever needs to be told anew. */
const STEPS_MS = [250, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000, 60_000];

/** What each connection was last told. */
const told = new WeakMap<PoolClient, number>();

export interface RequestDatabaseOptions {
  readonly pool: Pool;
  readonly statements: Counter;
  /** When the request ends, in milliseconds of `performance.now()`. */
  readonly endsAt: number;
}

/** The agency's database as one request sees it: counts its statements, and has the server end them with the request. */
export function requestDatabase<DB>({ pool, statements, endsAt }: RequestDatabaseOptions): Kysely<DB> {
  const facade: PostgresPool = {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const leftMs = endsAt - performance.now();
      // Also after a long wait for a connection: nobody reads what would come now.
      if (leftMs <= 0) {
        client.release();
        throw new Error('the deadline of the request has passed');
      }
      limit(client, leftMs);
      return counted(preparing(client), statements);
    },
    end: async () => {},
  };
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: facade }) });
}

function limit(client: PoolClient, leftMs: number): void {
  const step = STEPS_MS.find((ms) => ms >= leftMs) ?? (STEPS_MS.at(-1) as number);
  if (told.get(client) === step) return;
  told.set(client, step);
  // Not awaited: the connection takes queries in turn, and a failure shows in the one that follows.
  client.query(`set statement_timeout = ${step}`).catch(() => told.delete(client));
}

function counted(client: PostgresPoolClient, statements: Counter): PostgresPoolClient {
  return {
    query: ((...args: Parameters<PostgresPoolClient['query']>) => {
      statements.count += 1;
      return client.query(...args);
    }) as PostgresPoolClient['query'],
    release: () => client.release(),
  } as PostgresPoolClient;
}
