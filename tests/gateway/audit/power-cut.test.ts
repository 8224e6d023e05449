import { decodeHeader, encodeFrame, encodeHeader, FRAME_BYTES, scanSegment, verifyPath } from '@agency-graph/ledger';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { foldersOf } from '../../../gateway/src/audit/log-parts.js';
import { recoverLog } from '../../../gateway/src/audit/recover.js';
import { segmentPath, segmentsOf } from '../../../gateway/src/audit/segments.js';
import type { AuditWriter } from '../../../gateway/src/audit/writer.js';
import { openWriter } from '../../../gateway/src/start/audit.js';
import { breakLog } from '../../../gateway/src/start/log-break.js';
import { checkLog } from '../fixture/check-log.js';
import { readAll } from '../fixture/read-log.js';

const root = mkdtempSync(join(tmpdir(), 'power-cut-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a disk writes wholly or not at all. */
const PAGE = 4096;
const IN_ONE_SEGMENT = 256 * 1024;
const ACROSS_SEGMENTS = 16 * 1024;

/** A log with its keys, in a folder that can be copied as it is. */
interface TestLog {
  readonly folder: string;
  readonly segmentBytes: number;
}

let logs = 0;
const newLog = (segmentBytes: number): TestLog => ({ folder: join(root, String((logs += 1))), segmentBytes });
const directoryOf = ({ folder }: TestLog): string => join(folder, 'audit');
const places = (log: TestLog) => ({
  directory: directoryOf(log),
  keys: join(log.folder, 'keys'),
  origin: 'node-1',
  segmentBytes: log.segmentBytes,
});
const open = async (log: TestLog): Promise<AuditWriter> => (await openWriter(places(log))).writer;
const leavesOf = (log: TestLog): readonly string[] => readAll(directoryOf(log)).map(({ leaf }) => leaf);
const lastSegment = (log: TestLog): string => {
  const wal = join(directoryOf(log), 'wal');
  return segmentPath(wal, segmentsOf(wal).at(-1)!);
};

/** A copy of a log that is being written, as if its process were gone. */
function copyOf(log: TestLog): TestLog {
  const copy = newLog(log.segmentBytes);
  cpSync(log.folder, copy.folder, { recursive: true });
  for (const lock of ['keys.lock', 'audit/log.lock']) rmSync(join(copy.folder, lock));
  return copy;
}

const alarms = (writer: AuditWriter, count: number): Promise<unknown> =>
  Promise.all(
    Array.from({ length: count }, (_, n) => writer.event('alarm', { kind: 'test', n, about: 'x'.repeat(99) })),
  );

/** A log of which nothing was signed yet, whose last batch has many records. */
async function unsigned(segmentBytes: number): Promise<TestLog> {
  const log = newLog(segmentBytes);
  const writer = await open(log);
  await alarms(writer, 1);
  await alarms(writer, 100);
  const copy = copyOf(log);
  await writer.close();
  for (const file of ['keys/signed', 'audit/log/checkpoint']) rmSync(join(copy.folder, file), { force: true });
  return copy;
}

/** Where each write of a segment begins. */
function writesIn(path: string): readonly number[] {
  const starts: number[] = [];
  scanSegment(readFileSync(path), ({ begins, bytes, end }) => {
    if (begins) starts.push(end - bytes.length - FRAME_BYTES);
  });
  return starts;
}

/** Pages of the last write but for its last one, as the bytes of the segment that were not on the disk before. */
function pagesOfLastWrite(path: string): readonly { readonly from: number; readonly to: number }[] {
  const end = scanSegment(readFileSync(path)).offset;
  const pages = [];
  for (let from = writesIn(path).at(-1)!; from < end;) {
    const to = (Math.floor(from / PAGE) + 1) * PAGE;
    pages.push({ from, to });
    from = to;
  }
  return pages.slice(0, -1);
}

function lose(path: string, from: number, to: number): void {
  writeFileSync(path, readFileSync(path).fill(0, from, to));
}

const verdictOf = (log: TestLog) =>
  verifyPath({ path: directoryOf(log), trust: [join(log.folder, 'keys/root.pub')] }).verdict;

/** Starts the log, and expects that it goes on behind the first so many of its records. */
async function expectCut(log: TestLog, kept: readonly string[]): Promise<void> {
  const writer = await open(log);
  expect(writer.log).toMatchObject({ cut: expect.toSatisfy((bytes: number) => bytes > 0) });
  await alarms(writer, 1);
  await writer.close();
  const types = checkLog(directoryOf(log)).map(({ type }) => type);
  expect(types.slice(kept.length)).toEqual(['node_start', 'alarm', 'node_stop']);
  expect(leavesOf(log).slice(0, kept.length)).toEqual(kept);
  expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED', records: types.length });
}

const DAMAGED = 'was changed after it was written';

describe('a power cut while a batch was written', () => {
  test.each([
    ['in one segment', IN_ONE_SEGMENT],
    ['that goes on in the next segment', ACROSS_SEGMENTS],
  ])('%s: whichever page is not on the disk, the batch is cut there', async (_where, segmentBytes) => {
    const log = await unsigned(segmentBytes);
    const leaves = leavesOf(log);
    const pages = pagesOfLastWrite(lastSegment(log));
    expect(pages.length).toBeGreaterThanOrEqual(2);
    for (const { from, to } of pages) {
      const copy = newLog(segmentBytes);
      cpSync(log.folder, copy.folder, { recursive: true });
      lose(lastSegment(copy), from, to);
      const { next } = scanSegment(readFileSync(lastSegment(copy)));
      expect(next).toBeLessThan(leaves.length);
      await expectCut(copy, leaves.slice(0, next));
    }
  });

  test('what was on the disk before that batch was begun is not cut', async () => {
    const log = await unsigned(IN_ONE_SEGMENT);
    const writes = writesIn(lastSegment(log));
    expect(writes.length).toBeGreaterThanOrEqual(3);
    lose(lastSegment(log), writes.at(-2)!, writes.at(-1)!);
    await expect(open(log)).rejects.toThrow(DAMAGED);
  });

  test('nor what a start wrote anew, which got its name once it was on the disk', async () => {
    const log = await unsigned(IN_ONE_SEGMENT);
    const { directory, keys, ...parts } = places(log);
    recoverLog({ ...foldersOf(directory, keys), ...parts, epoch: 0 });
    lose(lastSegment(log), 2 * PAGE, 3 * PAGE);
    await expect(open(log)).rejects.toThrow(DAMAGED);
  });

  test('what was published of it is not cut: the log is short, and goes on when two persons answer for it', async () => {
    const log = newLog(IN_ONE_SEGMENT);
    const writer = await open(log);
    await alarms(writer, 100);
    await expect.poll(() => writer.log.published, { timeout: 10_000 }).toBe(writer.log.next);
    const copy = copyOf(log);
    await writer.close();
    const leaves = leavesOf(copy);
    const { from, to } = pagesOfLastWrite(lastSegment(copy))[1]!;
    lose(lastSegment(copy), from, to);
    const { next } = scanSegment(readFileSync(lastSegment(copy)));
    await expect(open(copy)).rejects.toThrow(`ends before record ${next}`);
    const eyes = { requestedBy: 'A-1', approvedBy: 'A-2', ground: 'Power cut' };
    expect(breakLog(places(copy), eyes)).toEqual({ found: next, published: leaves.length });
    await (await open(copy)).close();
    expect(leavesOf(copy).slice(0, leaves.length)).toEqual(leaves);
    expect(verdictOf(copy)).toMatchObject({ breaks: [{ index: leaves.length, found: next }] });
  });
});

describe('a log of a version that marked no write', () => {
  /** Writes its only segment as that version did. */
  function writeUnmarked(log: TestLog): void {
    const path = lastSegment(log);
    const segment = readFileSync(path);
    const pieces = [encodeHeader({ ...decodeHeader(segment), marked: false })];
    scanSegment(segment, (frame) => void pieces.push(encodeFrame(frame.index, frame, frame.kind, false)));
    Buffer.concat(pieces).copy(segment);
    writeFileSync(path, segment);
  }

  test.each([
    ['all of it published', true],
    ['nothing of it published', false],
  ])('goes on in a segment of its own, %s', async (_how, isPublished) => {
    const log = await unsigned(IN_ONE_SEGMENT);
    if (isPublished) {
      rmSync(log.folder, { recursive: true });
      const writer = await open(log);
      await alarms(writer, 100);
      await writer.close();
    }
    writeUnmarked(log);
    const leaves = leavesOf(log);
    await (await open(log)).close();
    expect(leavesOf(log).slice(0, leaves.length)).toEqual(leaves);
    expect(checkLog(directoryOf(log)).length).toBe(leaves.length + 2);
    expect(decodeHeader(readFileSync(lastSegment(log))).marked).toBe(true);
    expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED', records: leaves.length + 2 });
  });

  test('is damaged where a frame follows a hole', async () => {
    const log = await unsigned(IN_ONE_SEGMENT);
    const { from, to } = pagesOfLastWrite(lastSegment(log))[1]!;
    writeUnmarked(log);
    lose(lastSegment(log), from, to);
    await expect(open(log)).rejects.toThrow(DAMAGED);
    expect(readdirSync(join(directoryOf(log), 'wal')).filter((name) => name.endsWith('.wal'))).toHaveLength(1);
  });
});
