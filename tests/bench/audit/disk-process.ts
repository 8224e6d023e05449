import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../statistics.js';
import type { DiskFigures } from './disk.js';

const SYNCS = 300;
const FILE_BYTES = 1024 * 1024;
/** About two records. */
const WRITE = Buffer.alloc(700, 1);
/** Milliseconds. */
const WORK = 1;

const folder = mkdtempSync(join(tmpdir(), 'agency-graph-disk-'));
const file = openSync(join(folder, 'file'), 'w');
try {
  writeSync(file, Buffer.alloc(FILE_BYTES), 0, FILE_BYTES, 0);
  fdatasyncSync(file);
  const figures: DiskFigures = { backToBack: p50(0), betweenWork: p50(WORK) };
  process.stdout.write(JSON.stringify(figures));
} finally {
  closeSync(file);
  rmSync(folder, { recursive: true, force: true });
}

function p50(work: number): number {
  const times = Array.from({ length: SYNCS }, (_, at) => {
    const due = performance.now() + work;
    while (performance.now() < due);
    writeSync(file, WRITE, 0, WRITE.length, at * WRITE.length);
    const from = performance.now();
    fdatasyncSync(file);
    return performance.now() - from;
  });
  return median(times);
}
