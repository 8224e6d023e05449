import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { preparingPool } from './prepared.js';

export interface PoolOptions {
  readonly url: string;
  /** Longest that one statement may run, in milliseconds; the server ends it. Default 3,000. */
  readonly statementTimeout?: number;
  /** Most connections. Default 10. */
  readonly max?: number;
  readonly applicationName: string;
}

const STATEMENT_MS = 3_000;
const MAX_CONNECTIONS = 10;
/** Less than a request may take at the gateway, so that whoever waits is told. */
const CONNECT_MS = 4_000;
/** Beyond a statement's own time its answer may take so long on the way; then the server counts as gone. Milliseconds. */
const ON_THE_WAY_MS = 500;
/** A connection on which nothing came for so long is asked whether its other end is still there. Milliseconds. */
const KEEP_ALIVE_MS = 10_000;
/** A transaction left open blocks others; its connection is closed after this. Milliseconds. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** PostgreSQL's own number of type `date`. */
const DATE = 1082;
const asText = (value: string): string => value;
type GetTypeParser = NonNullable<pg.CustomTypesConfig['getTypeParser']>;

/** `bigint`, `numeric` and `date` stay strings: a number would lose digits, a `Date` would shift with the time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === DATE ? asText : pg.types.getTypeParser(oid, format ?? 'text')) as GetTypeParser,
};

/**
 * A pool on any PostgreSQL of version 15 or later. A server that answers nothing is given up soon after a statement's time.
 * `end()` waits for the connections in use.
 */
export const createPool = ({ url, statementTimeout = STATEMENT_MS, max, applicationName }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: max ?? MAX_CONNECTIONS,
    statement_timeout: statementTimeout,
    // The server's limit helps only while there is a server.
    query_timeout: statementTimeout + ON_THE_WAY_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    connectionTimeoutMillis: CONNECT_MS,
    types,
  });
  // A connection that the server closes is replaced at the next query. Unheard, its error would end the process: the pool
  // hears those of idle ones, and nobody those of the ones in use, whose query fails anyway.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
};

/** Typed queries over that pool. `destroy()` ends the pool. */
export const createKysely = <DB>(pool: pg.Pool): Kysely<DB> =>
  new Kysely<DB>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });
