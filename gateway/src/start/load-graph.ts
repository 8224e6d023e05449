import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { readConfig, type ProcessConfig } from '../config.js';
import { loadSupergraph, type LoadedSupergraph } from '../supergraph/apollo.js';
import { readGraph, type Graph } from './read-graph.js';

/** A graph with its supergraph as it was loaded. */
export interface LoadedGraph extends Graph {
  readonly loaded: LoadedSupergraph;
}

type Told = { readonly graph: LoadedGraph } | { readonly problem: string };

/** Reads, composes and loads the graph that a process is told to serve. What is wrong with it is told with its place. */
export async function loadGraph(process_: ProcessConfig): Promise<LoadedGraph> {
  const graph = await readGraph(process_);
  return { ...graph, loaded: await loadSupergraph(graph.supergraphSdl) };
}

/** The same of this very process on a thread of its own: it takes longer than requests may wait. */
export function loadGraphApart(): Promise<LoadedGraph> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
    worker.once('message', (told: Told) => ('graph' in told ? resolve(told.graph) : reject(new Error(told.problem))));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`composing ended with ${code}`)));
  });
}

if (!isMainThread && parentPort !== null) {
  const told = await loadGraph(readConfig(process.argv.slice(2))!).then(
    (graph): Told => ({ graph }),
    (error: unknown): Told => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  parentPort.postMessage(told);
}
