import { parentPort, workerData } from 'node:worker_threads';
import { readConfig } from '../config.js';
import { inBackground } from '../in-background.js';
import { loadSupergraph } from '../supergraph/apollo.js';
import type { LoadTask, Told } from './load-graph.js';
import { readGraph } from './read-graph.js';

/** The thread that loads a graph, by the arguments and the environment of its process. */
async function load(): Promise<Told> {
  try {
    const graph = await readGraph(readConfig(process.argv.slice(2))!);
    return { graph: { ...graph, loaded: await loadSupergraph(graph.supergraphSdl) } };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

if ((workerData as LoadTask).inBackground) inBackground();
parentPort!.postMessage(await load());
