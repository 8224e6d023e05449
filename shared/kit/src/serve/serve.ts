import { setTimeout as wait } from 'node:timers/promises';
import {
  createAdmission,
  createReplayStore,
  loadGatewayKeys,
  loadSubgraphKeys,
  type ReplayStore,
} from '@agency-graph/contract';
import { createKysely, createPool } from '@agency-graph/postgres';
import { pino, type Logger } from 'pino';
import type { SubgraphConfig } from '../config.js';
import { createCursorSealer, cursorKey } from '../data/cursors.js';
import { followRegister } from '../register/follow-register.js';
import type { RegisterChangeHook } from '../register/register-copy.js';
import { serveRegister } from '../register/serve-register.js';
import { typesOnPaths } from '../register/types-on-paths.js';
import type { Subgraph } from '../schema/build-subgraph.js';
import { createAnswer } from './answer-request.js';
import { followGatewayKeys } from './gateway-keys.js';
import { createHttp } from './http.js';
import type { RequestBase } from './request.js';
import { watchDatabase } from './watch-database.js';

export interface ServeOptions<DB, Loaders> {
  readonly config: SubgraphConfig;
  readonly subgraph: Subgraph;
  /** Makes the loaders of one request. */
  readonly loaders: (request: RequestBase<DB>) => Loaders;
  /**
   * `'owner'` for the subgraph that has the register itself, `'none'` where no row has scopes (refused where one has),
   * otherwise how this agency's copy follows it.
   */
  readonly register: 'owner' | 'none' | { readonly onChange: RegisterChangeHook };
  /** Remembers used proofs and pulls of the register: one that all instances share, where there are several. This process's own when absent. */
  readonly replayStore?: ReplayStore;
  readonly log?: Logger;
}

export interface ServedSubgraph {
  /** `http://host:port` */
  readonly url: string;
  /** Stops accepting, waits for requests under way (at most 5 s), then lets go of database and timers. */
  close(): Promise<void>;
}

/** Requests under way get this long to end. */
const CLOSE_MS = 5_000;
const REGISTER_CONNECTIONS = 2;
/** A page of changes and the rows that follow them. */
const REGISTER_STATEMENT_MS = 60_000;

/** Serves `POST /graphql` to the gateway alone, and `GET /health`. Resolves when it listens; ready is what health says. */
export async function serveSubgraph<DB, Loaders>(options: ServeOptions<DB, Loaders>): Promise<ServedSubgraph> {
  const { config, subgraph, loaders, register } = options;
  const { keysDirectory, limits, name } = config;
  const log = options.log ?? pino({ name });
  refuseOldNode(name);
  if (register === 'none') refuseUnfollowedPaths(subgraph);
  const keys = loadSubgraphKeys(keysDirectory, name);
  const replayStore = options.replayStore ?? createReplayStore();
  const admission = createAdmission({
    audience: name,
    gatewayKeys: loadGatewayKeys(keysDirectory),
    agreementKeys: [keys.agreement],
    replayStore,
  });
  const pool = createPool({
    url: config.databaseUrl,
    max: limits.connections,
    statementTimeout: limits.requestMs,
    applicationName: `agency-graph ${name}`,
  });
  // Connections of its own: those of requests have the time limits of requests.
  const database = createKysely<never>(
    createPool({
      url: config.databaseUrl,
      max: REGISTER_CONNECTIONS,
      statementTimeout: REGISTER_STATEMENT_MS,
      applicationName: `agency-graph ${name} register`,
    }),
  );
  const following =
    typeof register === 'object'
      ? followRegister({
          database,
          databaseUrl: config.databaseUrl,
          url: config.registerUrl,
          name,
          key: keys.signing,
          onChange: register.onChange,
          log,
        })
      : { isReady: watchDatabase(pool, config, log), version: () => undefined, close: async () => {} };
  const cursors = createCursorSealer(cursorKey(keys.agreement.key, name));
  const app = createHttp(
    {
      graphql: createAnswer<DB>({
        subgraph,
        admission,
        pool,
        limits,
        cursors,
        loaders,
        log,
        registerVersion: following.version,
      }),
      isReady: following.isReady,
      ...(register === 'owner' && { registerChanges: serveRegister({ database, keysDirectory, replayStore, log }) }),
    },
    limits,
  );
  const followedKeys = followGatewayKeys(keysDirectory, admission, log);

  async function close(): Promise<void> {
    followedKeys.close();
    const closed = app.close();
    await Promise.race([closed, wait(CLOSE_MS, undefined, { ref: false })]);
    app.server.closeAllConnections();
    await closed;
    await following.close();
    await database.destroy();
    await pool.end();
  }

  try {
    return { url: await app.listen({ host: config.host, port: config.port }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What `engines` of the package says; an older Node starts, and fails later in parts of what it is asked. */
const LEAST_NODE = 22;

function refuseOldNode(name: string): void {
  const { node } = process.versions;
  if (Number.parseInt(node) >= LEAST_NODE) return;
  throw new Error(`${name}: a subgraph of the kit runs on Node ${LEAST_NODE} or later, and this is Node ${node}`);
}

/** Without a copy of the register there is no version to tell, and the gateway would take every path for the newest. */
function refuseUnfollowedPaths({ name, sdl }: Subgraph): void {
  const types = typesOnPaths(sdl);
  if (types.length === 0) return;
  throw new Error(
    `${name}: rows of ${types.join(', ')} hang on organisation paths (scopes of @RowLabelled), which change when an ` +
      `organisation moves: give register: { onChange } instead of 'none'`,
  );
}
