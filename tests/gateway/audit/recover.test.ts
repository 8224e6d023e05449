import { encodeFrame, leafHash, scanSegment, verifyPath } from '@agency-graph/ledger';
import {
  closeSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** Writes as much of a record into the last segment as a crash leaves of it. */
function tear(directory: string): void {
  const last = segments(directory).at(-1)!;
  const { offset, next } = scanSegment(readFileSync(last));
  const bytes = Buffer.from(`{"never":"said to be durable"}`);
  const frame = encodeFrame(next, { bytes, leaf: leafHash(bytes) });
  const file = openSync(last, 'r+');
  writeSync(file, frame, 0, frame.length - 5, offset);
  closeSync(file);
}

/** Writes a log of which some segments at the end are published no more. */
async function writeUnpublished(directory: string): Promise<void> {
  await writeTo(directory, 40);
  const { signed, published } = foldersOf(directory, keysOf(directory));
  const checkpoints = [signed, join(published, 'checkpoint')].map((file) => [file, readFileSync(file)] as const);
  await writeTo(directory, 120);
  for (const [file, note] of checkpoints) writeFileSync(file, note);
}

describe.each([
  ['some segments before it does', writeUnpublished, 4],
  ['where its torn write begins', (directory: string) => writeTo(directory, 40), 2],
])(
  'a start that is cut off, of a log whose last write is torn, and what was published of it ends %s',
  (_, write, most) => {
    let crashed: string;
    let started: string;
    let leaves: readonly string[];

    beforeAll(async () => {
      const folder = mkdtempSync(join(root, 'crashed-'));
      crashed = join(folder, 'crashed');
      started = join(folder, 'started');
      await write(crashed);
      leaves = leavesOf(crashed);
      tear(crashed);
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

    test('loses nothing and keeps nothing twice, and the log is verified', async () => {
      const changes = changesOn(crashed).length;
      expect(changes).toBeGreaterThanOrEqual(most);
      for (let done = 0; done <= changes; done += 1) {
        const directory = `${crashed}-after-${done}`;
        cpSync(crashed, directory, { recursive: true });
        for (const change of changesOn(directory).slice(0, done)) change();
        await writeTo(directory, 1);
        const found = leavesOf(directory);
        // What is torn was never said to be durable.
        expect([done, found.slice(0, leaves.length)]).toEqual([done, leaves]);
        expect(
          readAll(directory)
            .map(({ type }) => type)
            .slice(leaves.length),
        ).toEqual(['node_start', 'alarm', 'node_stop']);
        expect(new Set(found).size).toBe(found.length);
        const { verdict } = verifyPath({ path: directory, trust: [join(keysOf(directory), 'root.pub')] });
        expect([done, verdict]).toMatchObject([done, { verdict: 'VERIFIED-UNWITNESSED', records: found.length }]);
      }
    });
  },
);
