import pg from 'pg';
import { SUPERUSER } from './data-directory.js';

/** The advisory lock that all users of an embedded server share, and that the last one to leave holds alone. */
const LEASE_LOCK = 5_018_004;
const CONNECT_MS = 5_000;

/** One process's stake in a running server. The server dies with the connection, and the other way round. */
export interface Lease {
  /** Resolves when the connection ends before it was given up: the server is gone. */
  readonly lost: Promise<void>;
  /** Gives the stake up. True when nobody else holds one, and nobody can take one any more: stop the server. */
  giveUp(): Promise<boolean>;
  close(): Promise<void>;
}

/** The driver has these; its types leave them out. */
type HoldingClient = pg.Client & { ref(): void; unref(): void };

const connect = async (socketDir: string): Promise<HoldingClient> => {
  const client = new pg.Client({
    host: socketDir,
    port: 5432,
    user: SUPERUSER,
    database: 'postgres',
    application_name: 'agency-graph lease',
    connectionTimeoutMillis: CONNECT_MS,
  }) as HoldingClient;
  // A lost connection is told by `end`; without a listener the error would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
};

const asks = async (client: pg.Client, call: string): Promise<boolean> =>
  (await client.query<{ yes: boolean }>(`select ${call}(${LEASE_LOCK}) as yes`)).rows[0]?.yes === true;

/** Takes a stake in the server behind that socket; `undefined` while it starts, stops or is not there. */
export const takeLease = async (socketDir: string): Promise<Lease | undefined> => {
  const client = await connect(socketDir).catch(() => undefined);
  if (client === undefined) return undefined;
  const lost = new Promise<void>((done) => client.once('end', done));
  if (!(await asks(client, 'pg_try_advisory_lock_shared').catch(() => false))) {
    await client.end().catch(() => {});
    return undefined;
  }
  client.unref();
  return {
    lost,
    giveUp: async () => {
      client.ref();
      await asks(client, 'pg_advisory_unlock_shared');
      return asks(client, 'pg_try_advisory_lock');
    },
    close: () => client.end().catch(() => {}),
  };
};

/** Whether nobody holds a stake any more; holds the lock alone, so that nobody can take one, until `close`. */
export const takeLast = async (socketDir: string): Promise<{ close(): Promise<void> } | undefined> => {
  const client = await connect(socketDir);
  if (await asks(client, 'pg_try_advisory_lock')) return { close: () => client.end().catch(() => {}) };
  await client.end();
  return undefined;
};
