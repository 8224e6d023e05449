import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SYNCS = 300;
const FILE_BYTES = 1024 * 1024;
/** About two records. */
const WRITE = Buffer.alloc(700, 1);

/** The disk's own fdatasync of a small write into a file that is there already, as the log's is: p50 in milliseconds. */
export function measureDisk(): number {
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-disk-'));
  const file = openSync(join(folder, 'file'), 'w');
  try {
    writeSync(file, Buffer.alloc(FILE_BYTES), 0, FILE_BYTES, 0);
    fdatasyncSync(file);
    const times = Array.from({ length: SYNCS }, (_, at) => {
      writeSync(file, WRITE, 0, WRITE.length, at * WRITE.length);
      const from = performance.now();
      fdatasyncSync(file);
      return performance.now() - from;
    });
    return times.toSorted((a, b) => a - b)[SYNCS / 2]!;
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
