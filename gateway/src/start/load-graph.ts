import type { PublicJwk } from '@agency-graph/contract';
import type { PolicyGround } from '@agency-graph/policy';
import { createRequire } from 'node:module';
import { startThread } from '../start-thread.js';
import type { LoadedSupergraph } from '../supergraph/apollo.js';
import type { SeenFiles } from '../supergraph/watch-files.js';
import type { Graph, ServedSubgraph } from './read-graph.js';

/** A graph with its supergraph as it was loaded, and all that it takes to ask its agencies. */
export interface LoadedGraph extends Graph {
  readonly subgraphs: readonly ReachedSubgraph[];
  readonly loaded: LoadedSupergraph;
  /** What a policy is held against beside its labels. */
  readonly ground: Omit<PolicyGround, 'labels'>;
  /** The files that it was read from, as they were before. */
  readonly seen: SeenFiles;
}

export interface ReachedSubgraph extends ServedSubgraph {
  /** What its file holds; null for a plain subgraph. */
  readonly publicKey: PublicJwk | null;
}

/** What the thread is told. */
export interface LoadTask {
  readonly inBackground: boolean;
}

/** What the thread says in the end. */
export type Told = { readonly graph: LoadedGraph } | { readonly problem: string; readonly seen: SeenFiles };

/** What the thread says: first the files that it reads, and once it has a graph or none, that. */
export type Said = { readonly reads: SeenFiles } | Told;

export interface LoadOptions extends Partial<LoadTask> {
  /** How long it may take once the files are known, in milliseconds. */
  readonly deadline?: number;
  /** The command line that says what to serve; this process's own unless told otherwise. */
  readonly args?: readonly string[];
  /** Gives it up: its thread ends, and the reason is thrown. */
  readonly signal?: AbortSignal;
}

const THREAD = createRequire(import.meta.url).resolve('@agency-graph/gateway/load-thread');
/** Many times what a large graph takes. Milliseconds. */
const LONGEST = 60_000;
/** Mebibytes. */
const MEMORY = { maxOldGenerationSizeMb: 2_048, maxYoungGenerationSizeMb: 96 };

/** A graph that cannot be loaded: what is wrong, and the files that may be mended. */
export class NotLoaded extends Error {
  constructor(
    problem: string,
    readonly seen: SeenFiles,
  ) {
    super(problem);
  }
}

/** A graph that takes too long or too much memory to load, and would again unless its files change. */
export class TooCostly extends NotLoaded {}

/** The graph that was loaded. Throws a `NotLoaded` where none was. */
export function graphOf(told: Told): LoadedGraph {
  if ('graph' in told) return told.graph;
  throw new NotLoaded(told.problem, told.seen);
}

/**
 * Reads, composes and loads the graph that this process is told to serve, on a thread of its own: it takes longer than
 * requests may wait, and more memory than serving does, which ends with the thread. What is wrong is told with its place.
 * While another graph is served, it stands back for that. One that takes too long or too much memory is a `TooCostly`: the
 * rules that are read after it do not wait for ever.
 */
export async function loadGraph({
  inBackground = false,
  deadline = LONGEST,
  args = process.argv.slice(2),
  signal,
}: LoadOptions = {}): Promise<LoadedGraph> {
  signal?.throwIfAborted();
  const thread = startThread(THREAD, {
    argv: [...args],
    workerData: { inBackground } satisfies LoadTask,
    resourceLimits: MEMORY,
  });
  const ended = Promise.withResolvers<Told>();
  let seen: SeenFiles | null = null;
  let timer: NodeJS.Timeout | undefined;
  const giveUp = (): void => ended.reject(signal?.reason);
  signal?.addEventListener('abort', giveUp);
  const within = (bound: string, files: SeenFiles): TooCostly =>
    new TooCostly(`The graph is not composed within ${bound}: take back what changed last, or make it simpler.`, files);
  thread.on('message', (said: Said) => {
    if (!('reads' in said)) return ended.resolve(said);
    const { reads } = said;
    seen = reads;
    timer = setTimeout(() => ended.reject(within(`${deadline / 1_000} s`, reads)), deadline);
  });
  thread.once('error', (error: NodeJS.ErrnoException) => {
    const full = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    ended.reject(full && seen !== null ? within(`${MEMORY.maxOldGenerationSizeMb} MiB`, seen) : error);
  });
  thread.once('exit', (code) => ended.reject(new Error(`composing ended with ${code}`)));
  try {
    return graphOf(await ended.promise);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    // Not awaited: what it does may not let itself be ended at once.
    void thread.terminate();
  }
}
