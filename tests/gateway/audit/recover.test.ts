import { scanSegment, verifyPath } from '@agency-graph/ledger';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { epochAt } from '../../../gateway/src/audit/checkpoint-keys.js';
import { foldersOf, recoverLog } from '../../../gateway/src/audit/recover.js';
import { segmentPath, segmentsOf } from '../../../gateway/src/audit/segments.js';
import { openWriter } from '../../../gateway/src/start/audit.js';
import { readAll } from '../fixture/read-log.js';

const root = mkdtempSync(join(tmpdir(), 'recover-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Some thirty records. */
const SEGMENT = 8 * 1024;
const LOG = { origin: 'node-1', segmentBytes: SEGMENT };

/** With the log, so that a copy of it has its keys as they were. */
const keysOf = (directory: string): string => join(directory, 'keys');

/** Opens a log, writes so many records, and closes it, which publishes them. */
async function writeTo(directory: string, records: number): Promise<void> {
  const { writer } = await openWriter({ ...LOG, directory, keys: keysOf(directory) });
  for (let n = 0; n < records; n += 1) await writer.event('alarm', { kind: 'test', n });
  await writer.close();
}

const leavesOf = (directory: string): readonly string[] => readAll(directory).map(({ leaf }) => leaf);
const segments = (directory: string): readonly string[] => {
  const { wal } = foldersOf(directory, keysOf(directory));
  return segmentsOf(wal).map((first) => segmentPath(wal, first));
};

/** A log as a crash left it: what was published of it ends some segments before it does, and its last write is torn. */
const crashed = join(root, 'crashed');
/** The same after a start that nothing cut off. */
const started = join(root, 'started');
let leaves: readonly string[];

beforeAll(async () => {
  await writeTo(crashed, 40);
  const { signed, published } = foldersOf(crashed, keysOf(crashed));
  const checkpoints = [signed, join(published, 'checkpoint')];
  for (const [at, file] of checkpoints.entries()) copyFileSync(file, join(root, String(at)));
  await writeTo(crashed, 120);
  leaves = leavesOf(crashed);
  for (const [at, file] of checkpoints.entries()) copyFileSync(join(root, String(at)), file);
  const last = segments(crashed).at(-1)!;
  truncateSync(last, scanSegment(readFileSync(last)).offset - 5);
  cpSync(crashed, started, { recursive: true });
  const { cut } = recoverLog({ ...foldersOf(started, keysOf(started)), ...LOG, epoch: epochAt(Date.now()) });
  expect(cut).toBeGreaterThan(0);
});

/** What a start changes of the segments, in its order, on a copy of the crashed log. */
function changesOn(directory: string): readonly (() => void)[] {
  const inCopy = (path: string): string => path.replace(started, directory);
  const [before, begun] = segments(started).slice(-2) as [string, string];
  const later = segments(directory).filter((path) => path > inCopy(begun));
  return [
    () => copyFileSync(begun, inCopy(begun)),
    ...later.map((path) => () => rmSync(path)),
    () => truncateSync(inCopy(before), statSync(before).size),
  ];
}

test('a start that is cut off while it writes anew what was not published loses nothing and keeps nothing twice', async () => {
  const most = changesOn(crashed).length;
  expect(most).toBeGreaterThan(4);
  for (let done = 0; done <= most; done += 1) {
    const directory = join(root, `after-${done}`);
    cpSync(crashed, directory, { recursive: true });
    for (const change of changesOn(directory).slice(0, done)) change();
    await writeTo(directory, 1);
    const found = leavesOf(directory);
    expect([done, found.slice(0, leaves.length - 1)]).toEqual([done, leaves.slice(0, -1)]);
    // Torn off, so never said to be durable.
    expect(found).not.toContain(leaves.at(-1));
    expect(new Set(found).size).toBe(found.length);
    const { verdict } = verifyPath({ path: directory, trust: join(keysOf(directory), 'root.pub') });
    expect([done, verdict]).toMatchObject([done, { verdict: 'VERIFIED-UNWITNESSED', records: found.length }]);
  }
});
