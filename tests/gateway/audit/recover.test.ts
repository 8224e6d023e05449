import { encodeFrame, HEADER_BYTES, leafHash, scanSegment, verifyPath } from '@agency-graph/ledger';
import {
  closeSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { epochAt } from '../../../gateway/src/audit/checkpoint-keys.js';
import { foldersOf } from '../../../gateway/src/audit/log-parts.js';
import { recoverLog } from '../../../gateway/src/audit/recover.js';
import { segmentPath, segmentsOf } from '../../../gateway/src/audit/segments.js';
import { openWriter } from '../../../gateway/src/start/audit.js';
import { breakLog } from '../../../gateway/src/start/log-break.js';
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

describe('a log that no crash has left as it is', () => {
  let whole: string;
  beforeAll(async () => {
    whole = join(mkdtempSync(join(root, 'damaged-')), 'whole');
    await writeTo(whole, 200);
    expect(segments(whole).length).toBeGreaterThanOrEqual(4);
  });

  /** A copy of it, in which something was changed. */
  function changed(change: (directory: string) => void): string {
    const directory = join(mkdtempSync(join(root, 'damaged-')), 'audit');
    cpSync(whole, directory, { recursive: true });
    change(directory);
    return directory;
  }

  /** The name of each file of a folder and what stands in it. */
  const contentOf = (folder: string): readonly (readonly [string, string])[] =>
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]);

  function flip(path: string, at: number): void {
    const bytes = readFileSync(path);
    bytes[(at + bytes.length) % bytes.length]! ^= 1;
    writeFileSync(path, bytes);
  }

  /** Asks that a start is refused with these words, and leaves the segments as they are. */
  async function expectRefused(directory: string, ...words: readonly string[]): Promise<void> {
    const { wal } = foldersOf(directory, keysOf(directory));
    const before = contentOf(wal);
    const refused = expect(writeTo(directory, 1)).rejects;
    for (const word of words) await refused.toThrow(word);
    expect(contentOf(wal)).toEqual(before);
  }

  test.each([
    ['the first', 0],
    ['an older', 1],
    ['the last but one', -2],
  ])('is not gone on with: %s of its segments is missing', async (_which, at) => {
    const directory = changed((copy) => rmSync(segments(copy).at(at)!));
    const following = segments(directory)[at < 0 ? segments(directory).length - 1 : at]!;
    await expectRefused(directory, 'of the audit log are missing before', following, 'restore them');
  });

  test.each([
    ['the last byte of the first', 0, -1],
    ['the last byte of the last but one', -2, -1],
    ['a record in the last but one', -2, 1_000],
    ['the header of the last but one', -2, 20],
    ['the magic of the last', -1, 0],
  ])('nor where %s of its segments was changed', async (_what, segment, at) => {
    const directory = changed((copy) => flip(segments(copy).at(segment)!, at));
    await expectRefused(directory, 'was changed after it was written', segments(directory).at(segment)!, 'restore it');
  });

  test.each([0, -2, -1])('nor where a segment is a link to a file elsewhere', async (at) => {
    const directory = changed((copy) => {
      const path = segments(copy).at(at)!;
      renameSync(path, join(copy, 'elsewhere'));
      symlinkSync(join(copy, 'elsewhere'), path);
    });
    await expectRefused(directory, segments(directory).at(at)!, 'put back the segment itself');
  });

  test('nor broken off where its beginning is missing, which is not its end', () => {
    const directory = changed((copy) => {
      rmSync(segments(copy)[0]!);
      truncateSync(segments(copy).at(-1)!, HEADER_BYTES);
    });
    const eyes = { requestedBy: 'A-1', approvedBy: 'A-2', ground: 'Incident 2026-07' };
    const goOn = () => breakLog({ ...LOG, directory, keys: keysOf(directory) }, eyes);
    expect(goOn).toThrow('records 0 to ');
  });

  test.each(['signed', 'checkpoint'])(
    'nor where `%s` is no checkpoint: its place is said, and where the same stands',
    async (file) => {
      const { signed, published } = foldersOf(whole, keysOf(whole));
      const pathIn = (directory: string, name: string): string =>
        (name === 'signed' ? signed : join(published, 'checkpoint')).replace(whole, directory);
      const directory = changed((copy) => writeFileSync(pathIn(copy, file), '\0garbage'));
      const other = pathIn(directory, file === 'signed' ? 'checkpoint' : 'signed');
      await expectRefused(
        directory,
        `${pathIn(directory, file)} is not a signed checkpoint`,
        `clean stop ${other} is the same`,
      );
      copyFileSync(other, pathIn(directory, file));
      await writeTo(directory, 1);
      const { verdict } = verifyPath({ path: directory, trust: [join(keysOf(directory), 'root.pub')] });
      expect(verdict).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
    },
  );
});
