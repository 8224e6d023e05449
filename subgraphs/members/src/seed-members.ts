import { Worker } from 'node:worker_threads';
import type { SeedRange, SeedWorkerData } from './seed-worker.js';

/** As many as the machines that this is made for have cores. */
const WORKERS = 2;
/** Members per COPY: its findings are held in memory meanwhile. */
const BLOCK = 5_000;
/** MiB of a worker's heap: it holds the world's ground, a block's findings and the text on its way. */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

/** Generates, checks and stores members 0 … `count` in worker threads, block by block, near the order of their ids. */
export async function seedMembers(data: SeedWorkerData, count: number, done: (count: number) => void): Promise<void> {
  let next = 0;
  let stored = 0;
  const range = (): SeedRange | null => {
    if (next >= count) return null;
    const from = next;
    next = Math.min(count, from + BLOCK);
    return { from, to: next };
  };
  const runWorker = async (): Promise<void> => {
    const worker = new Worker(new URL('./seed-worker.js', import.meta.url), {
      workerData: data,
      resourceLimits: HEAP,
    });
    try {
      await new Promise<void>((resolve, reject) => {
        worker.on('message', (members: number) => {
          stored += members;
          done(stored);
          worker.postMessage(range());
        });
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      });
    } finally {
      await worker.terminate();
    }
  };
  const workers = Math.min(WORKERS, Math.ceil(count / BLOCK));
  await Promise.all(Array.from({ length: workers }, runWorker));
  if (stored !== count) throw new Error(`only ${stored} of ${count} members were stored`);
}
