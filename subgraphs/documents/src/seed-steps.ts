import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SeedStep } from '@agency-graph/kit';
import { copyRows } from '@agency-graph/postgres';
import type { World } from '@agency-graph/world';
import { clear, rebuild } from './bulk-load.js';
import { pathsOf } from './document-columns.js';
import { loadDocuments, type DocumentRange } from './load-documents.js';
import type { SeedWorkerData } from './seed-worker.js';

/** Below this a second thread costs more than it saves. Documents. */
const WORTH_A_THREAD = 50_000;
const THREADS = 2;
/** MiB of a thread's heap: the world's ground, the register's paths and the text on its way. */
const HEAP = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 16 };
/** Secondary indexes of `document`, with the one for text where the server has trigrams. */
const INDEXES = 8;

/** What this agency stores of the world, in the order in which it is written. */
export function seedSteps(url: string, world: World): readonly SeedStep[] {
  const count = world.counts.documents;
  return [
    {
      what: 'documents',
      of: count,
      async run(pool, done) {
        await clear(pool);
        if (count < WORTH_A_THREAD) await loadDocuments(url, world, { from: 0, to: count }, done);
        else await loadInThreads(url, world, done);
      },
    },
    { what: 'document indexes', of: INDEXES, run: rebuild },
    {
      what: 'paths of the register',
      of: world.counts.organisations,
      async run(pool, done) {
        const client = await pool.connect();
        try {
          await copyRows(client, 'document_path', ['org_id', 'path'], pathsOf(world), { onProgress: done });
          await client.query('analyze document_path');
        } finally {
          client.release();
        }
      },
    },
  ];
}

/** Each thread makes, encodes and copies its own part over its own connection. */
async function loadInThreads(url: string, world: World, done: (count: number) => void): Promise<void> {
  const counts: number[] = Array.from({ length: THREADS }, () => 0);
  const workers = split(world.counts.documents).map((range, at) => {
    const workerData: SeedWorkerData = { url, size: world.size, seed: world.seed, range };
    const worker = new Worker(new URL('./seed-worker.js', import.meta.url), { workerData, resourceLimits: HEAP });
    worker.on('message', (count: number) => {
      counts[at] = count;
      done(counts.reduce((sum, one) => sum + one, 0));
    });
    return worker;
  });
  try {
    // `once` rejects when a worker throws.
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function split(count: number): readonly DocumentRange[] {
  const at = (part: number): number => Math.floor((count * part) / THREADS);
  return Array.from({ length: THREADS }, (_, part) => ({ from: at(part), to: at(part + 1) }));
}
