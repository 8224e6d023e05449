import { openWriter } from '@agency-graph/gateway/rooms';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantiles } from '../statistics.js';

/** A number of writers, each with the next record as soon as the one before is durable. */
export interface WriterFigures {
  readonly writers: number;
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Mean. */
  readonly batch: number;
}

const WRITERS = [1, 50, 1_000] as const;

/** Records a second, and how many of them one sync carries. */
export async function measureWriter(milliseconds: number): Promise<readonly WriterFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-writer-'));
  const { writer } = await openWriter({
    directory: join(folder, 'audit'),
    keys: join(folder, 'keys'),
    origin: 'node-1',
  });
  try {
    const figures: WriterFigures[] = [];
    for (const writers of WRITERS) {
      const times: number[] = [];
      let [batches, inTurn] = [0, 0];
      const until = performance.now() + milliseconds;
      const write = async (): Promise<void> => {
        while (performance.now() < until) {
          const from = performance.now();
          await writer.event('alarm', { kind: 'bench', n: 1 });
          times.push(performance.now() - from);
          // All of one batch are told in one turn.
          if (inTurn++ === 0) {
            batches += 1;
            setImmediate(() => (inTurn = 0));
          }
        }
      };
      await Promise.all(Array.from({ length: writers }, write));
      figures.push({
        writers,
        rate: (times.length * 1_000) / milliseconds,
        ...quantiles(times),
        batch: times.length / batches,
      });
    }
    return figures;
  } finally {
    await writer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
