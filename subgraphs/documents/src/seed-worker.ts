import { parentPort, workerData } from 'node:worker_threads';
import { createWorld, type WorldSize } from '@agency-graph/world';
import { loadDocuments, type DocumentRange } from './load-documents.js';

/** What the seed hands to each of its workers. */
export interface SeedWorkerData {
  readonly url: string;
  readonly size: WorldSize;
  readonly seed: string;
  readonly range: DocumentRange;
}

const { url, size, seed, range } = workerData as SeedWorkerData;
await loadDocuments(url, createWorld(size, seed), range, (count) => parentPort?.postMessage(count));
