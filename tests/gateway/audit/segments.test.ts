import { scanSegment } from '@agency-graph/ledger';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { beginSegment, NO_SEGMENT, openSegment } from '../../../gateway/src/audit/segments.js';
import { checkLog } from '../fixture/check-log.js';

/** Many pieces of a reserve, and some 280 of the records. */
const SEGMENT = 16 * 1024 * 1024;
const PROGRAM = join(import.meta.dirname, '../fixture/write-long.mjs');
/** Each piece of a reserve takes so long, in microseconds, that the next batch comes before the last piece; without, seldom. */
const SLOWLY = ['strace', '-f', '-e', 'trace=fsync', '-e', 'inject=fsync:delay_exit=20000', '-o', '/dev/null'];
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

let directory: string;
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'segments-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  directory = join(root, 'audit');
});

function write(count: number, under: readonly string[] = []): void {
  const [command, ...args] = [...under, process.execPath, PROGRAM, directory, String(SEGMENT), String(count)];
  const { status, stderr } = spawnSync(command!, args, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}

/** Records as they stand in the segments, whatever was published of them. */
function written(): number {
  checkLog(directory);
  let records = 0;
  for (const file of readdirSync(join(directory, 'wal')).filter((name) => name.endsWith('.wal'))) {
    const { end } = scanSegment(readFileSync(join(directory, 'wal', file)), ({ bytes }) => {
      if (bytes.includes('"type":"write"')) records += 1;
    });
    expect([file, end]).toEqual([file, { kind: 'clean' }]);
  }
  return records;
}

test('a reserve that is on its way when its segment is full is not laid over what is written into it', () => {
  write(400, canTrace ? SLOWLY : []);
  expect(written()).toBe(800);
});

test('a reserve of which a crash left a part is gone on with', () => {
  write(5);
  truncateSync(join(directory, 'wal/reserve'), 9_500_000);
  write(200);
  expect(written()).toBe(410);
});

test('a segment that is closed twice closes no file of somebody else, which may have its number by then', () => {
  const wal = mkdtempSync(join(tmpdir(), 'closed-'));
  onTestFinished(() => rmSync(wal, { recursive: true, force: true }));
  const header = { origin: 'node-1', first: 0, previous: NO_SEGMENT, epoch: 0 };
  const segment = openSegment(beginSegment(wal, header, Buffer.alloc(0), 4_096));
  segment.close();
  const other = openSync(join(wal, 'other'), 'w');
  segment.close();
  expect(writeSync(other, 'still open')).toBe(10);
  closeSync(other);
});
