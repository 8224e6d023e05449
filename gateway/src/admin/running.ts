import type { CacheCounts } from '../cache-counts.js';
import type { AgencyState } from '../execute/subgraph-client.js';
import type { Metrics } from './metrics.js';

/** What an operator may see of a running gateway. Every part is read when it is asked for. */
export interface Running {
  readonly metrics: Metrics;
  readonly caches: Readonly<Record<string, CacheCounts>>;
  /** The agencies of the graph that is served. */
  agencies(): ReadonlyMap<string, AgencyState>;
  /** What is served, and what on disk is not. */
  graph(): ServedState;
  audit(): LogState;
  /** What is still missing, or null. */
  notReady(): string | null;
  /** What is served in an older form, or not honoured; names. */
  degraded(): readonly string[];
}

/** The graph and the policy in force, and how they came to be. Times are milliseconds since 1970. */
export interface ServedState {
  readonly supergraph: string;
  readonly policy: string;
  readonly since: number;
  /** What lies on disk and was refused: what was good before it is served. */
  readonly refused: readonly RefusedPart[];
  /** How often something new was taken, and refused. */
  readonly taken: number;
  readonly refusals: number;
  /** How long the last one took from being read to being served, in milliseconds; null before the first. */
  readonly swap: number | null;
}

export interface RefusedPart {
  readonly part: string;
  readonly problem: string;
  readonly since: number;
}

/** The audit log, as far as it tells whether anything can be answered. */
export interface LogState {
  readonly broken: boolean;
  /** Records in it, and those of them that published checkpoints cover. */
  readonly records: number;
  readonly published: number;
  readonly diskLow: boolean;
}
