import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { readConfig } from '../config.js';
import { readGraph, type Graph } from './read-graph.js';

type Told = { readonly graph: Graph } | { readonly problem: string };

/**
 * Reads and composes the graph that this process was told to serve, on a thread of its own: composing takes longer than
 * requests may wait. Rejects with what is wrong with it.
 */
export function composeApart(): Promise<Graph> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
    worker.once('message', (told: Told) => ('graph' in told ? resolve(told.graph) : reject(new Error(told.problem))));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`composing ended with ${code}`)));
  });
}

if (!isMainThread && parentPort !== null) {
  const told = await readGraph(readConfig(process.argv.slice(2))!).then(
    (graph): Told => ({ graph }),
    (error: unknown): Told => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  parentPort.postMessage(told);
}
