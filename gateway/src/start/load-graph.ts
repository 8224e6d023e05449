import { Worker } from 'node:worker_threads';
import type { LoadedSupergraph } from '../supergraph/apollo.js';
import type { Graph } from './read-graph.js';

/** A graph with its supergraph as it was loaded. */
export interface LoadedGraph extends Graph {
  readonly loaded: LoadedSupergraph;
}

/** What the thread is told. */
export interface LoadTask {
  readonly inBackground: boolean;
}

/** What the thread says, once. */
export type Told = { readonly graph: LoadedGraph } | { readonly problem: string };

/**
 * Reads, composes and loads the graph that this process is told to serve, on a thread of its own: it takes longer than
 * requests may wait, and more memory than serving does, which ends with the thread. What is wrong is told with its place.
 * While another graph is served, it stands back for that.
 */
export function loadGraph(task: LoadTask = { inBackground: false }): Promise<LoadedGraph> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./load-thread.js', import.meta.url), {
      argv: process.argv.slice(2),
      workerData: task,
    });
    thread.once('message', (told: Told) => ('graph' in told ? resolve(told.graph) : reject(new Error(told.problem))));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`composing ended with ${code}`)));
  });
}
