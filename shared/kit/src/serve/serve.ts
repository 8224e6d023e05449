import type { Logger } from 'pino';
import type { RequestBase } from './request.js';
import type { Subgraph } from '../schema/build-subgraph.js';
import type { SubgraphConfig } from '../config.js';
import type { RegisterChangeHook } from '../register/register-copy.js';

export interface ServeOptions<DB, Loaders> {
  readonly config: SubgraphConfig;
  readonly subgraph: Subgraph;
  /** Makes the loaders of one request. */
  readonly loaders: (request: RequestBase<DB>) => Loaders;
  /** How this agency keeps its copy of the organisations register; `'owner'` for the subgraph that has the register itself. */
  readonly register: 'owner' | { readonly onChange: RegisterChangeHook };
  readonly log?: Logger;
}

export interface ServedSubgraph {
  /** `http://host:port` */
  readonly url: string;
  /** Stops accepting, waits for requests under way (at most 5 s), then lets go of database and timers. */
  close(): Promise<void>;
}

/** Serves `POST /graphql` to the gateway alone, and `GET /health`. Resolves when it listens; ready is what health says. */
export declare function serveSubgraph<DB, Loaders>(options: ServeOptions<DB, Loaders>): Promise<ServedSubgraph>;

/** `serveSubgraph` for a `main.ts`: announces itself on stdout as one JSON line, closes on SIGTERM, SIGINT or a lost parent. */
export declare function runSubgraph<DB, Loaders>(options: ServeOptions<DB, Loaders>): Promise<void>;
