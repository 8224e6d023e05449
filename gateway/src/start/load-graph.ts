import type { PublicJwk } from '@agency-graph/contract';
import { Worker } from 'node:worker_threads';
import type { LoadedSupergraph } from '../supergraph/apollo.js';
import type { SeenFiles } from '../supergraph/watch-files.js';
import type { Graph, ServedSubgraph } from './read-graph.js';

/** A graph with its supergraph as it was loaded, and all that it takes to ask its agencies. */
export interface LoadedGraph extends Graph {
  readonly subgraphs: readonly ReachedSubgraph[];
  readonly loaded: LoadedSupergraph;
  /** Everything of it that a policy can name. */
  readonly coordinates: ReadonlySet<string>;
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

/** What the thread says, once. */
export type Told = { readonly graph: LoadedGraph } | { readonly problem: string; readonly seen: SeenFiles };

/** A graph that cannot be loaded: what is wrong, and the files that may be mended. */
export class NotLoaded extends Error {
  constructor(
    problem: string,
    readonly seen: SeenFiles,
  ) {
    super(problem);
  }
}

/** The graph that was loaded. Throws a `NotLoaded` where none was. */
export function graphOf(told: Told): LoadedGraph {
  if ('graph' in told) return told.graph;
  throw new NotLoaded(told.problem, told.seen);
}

/**
 * Reads, composes and loads the graph that this process is told to serve, on a thread of its own: it takes longer than
 * requests may wait, and more memory than serving does, which ends with the thread. What is wrong is told with its place.
 * While another graph is served, it stands back for that.
 */
export async function loadGraph(task: LoadTask = { inBackground: false }): Promise<LoadedGraph> {
  const told = await new Promise<Told>((resolve, reject) => {
    const thread = new Worker(new URL('./load-thread.js', import.meta.url), {
      argv: process.argv.slice(2),
      workerData: task,
    });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`composing ended with ${code}`)));
  });
  return graphOf(told);
}
