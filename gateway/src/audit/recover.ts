import {
  decodeFrame,
  encodeFrame,
  FRAME_BYTES,
  HEADER_BYTES,
  judgeEnd,
  Malformed,
  scanSegment,
  type Checkpoint,
  type Frame,
  type ScannedSegment,
} from '@agency-graph/ledger';
import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from './files.js';
import { readCheckpoint } from './last-checkpoint.js';
import { damaged, LogDamaged, LogShort, missing } from './log-damaged.js';
import type { LogParts } from './log-parts.js';
import {
  beginSegment,
  cutSegment,
  lastRecordOf,
  previousOf,
  segmentHash,
  segmentPath,
  segmentsOf,
  type SegmentParts,
} from './segments.js';
import { createTree, type Tree } from './tree.js';

/** A log as it goes on after a start. */
export interface Recovered {
  readonly segment: SegmentParts;
  readonly tree: Tree;
  readonly published: Checkpoint | null;
  /** How far tiles are published; less than the checkpoint where they were lost. */
  readonly tilesUpTo: number;
  /** Bytes of an unfinished write that were left behind. */
  readonly cut: number;
}

/** One segment as it was found: whole frames up to `next`. */
interface Found {
  readonly first: number;
  readonly path: string;
  readonly size: number;
  readonly next: number;
  /** SHA-256 of the segment before, as its header has it. */
  readonly previous: Buffer;
  /** Whether the first frame of each write is marked in it. */
  readonly marked: boolean;
  readonly frames: readonly Frame[];
}

/**
 * Finds where the log ends, and makes sure that all of it is on the disk: a sync that failed before the end may have
 * lost what the memory still shows, so every record past the last checkpoint is written anew, into a segment of its own.
 */
export function recoverLog(parts: LogParts): Recovered {
  const published = readCheckpoint(parts);
  const size = published?.size ?? 0;
  const firsts = segmentsOf(parts.wal);
  const from = firsts.findLastIndex((first) => first <= size);
  if (from === -1 && firsts.length > 0) throw missing(parts.wal, 0, firsts[0]!);
  if (from === -1 && size > 0) throw new LogShort(parts.origin, 0, size);
  checkOlder(parts.wal, firsts, from);

  let cut = 0;
  const found = firsts.slice(from === -1 ? 0 : from).map((first, at, all) => {
    const isLast = at === all.length - 1;
    // One that another follows is not the end of the log.
    const segment = find(parts, first, isLast ? size : first);
    if (isLast) cut = segment.cut;
    else if (segment.next < all[at + 1]!)
      throw segment.cut > 0 ? damaged(segment.path, segment.next) : missing(parts.wal, segment.next, all[at + 1]!);
    return segment;
  });
  const { tree, tilesUpTo } = treeOf(parts, published, firsts);
  const tail = found.flatMap(({ first, next, frames }, at) => {
    const end = found[at + 1]?.first ?? next;
    return frames.filter(({ index }) => index >= Math.max(size, first) && index < end);
  });
  for (const { kind, bytes, leaf } of tail) if (kind === 'leaf') tree.append(bytes, leaf);

  if (found[0] !== undefined) cutBefore(parts.wal, firsts, found[0]);
  const last = found.at(-1);
  const goesOn = last?.marked === true && tail.length === 0 && cut === 0 && last.size === parts.segmentBytes;
  const segment = goesOn
    ? { path: last.path, first: last.first, offset: endOf(last, size), bytes: last.size }
    : writeAnew(parts, size, tail, firsts, found);
  return { segment, tree, published, tilesUpTo, cut };
}

function find({ wal, origin }: LogParts, first: number, published: number): Found & { readonly cut: number } {
  const path = segmentPath(wal, first);
  const segment = readFileSync(path);
  const frames: Frame[] = [];
  const scanned = scanWhole(path, first, segment, (frame) => void frames.push(frame));
  const verdict = judgeEnd(scanned, published);
  if (scanned.header.origin !== origin || scanned.header.first !== first || verdict === 'damaged')
    throw damaged(path, scanned.next);
  if (verdict === 'short') throw new LogShort(origin, scanned.next, published);
  const cut = verdict === 'cut' ? segment.length - scanned.offset : 0;
  const { next, header } = scanned;
  const { previous, marked } = header;
  return { first, path, size: segment.length, next, previous, marked, frames, cut };
}

/** Scans a segment whose name says its first record. Throws `LogDamaged` where it is none. */
export function scanWhole(path: string, first: number, segment: Buffer, visit: (frame: Frame) => void): ScannedSegment {
  try {
    return scanSegment(segment, visit);
  } catch (error) {
    if (error instanceof Malformed) throw damaged(path, first);
    throw error;
  }
}

/**
 * Looks at what stands before the segment from which on all is read: each is a file, and ends with the record before the
 * next one's first. The one right before is held against its hash too, by `cutBefore`.
 */
function checkOlder(wal: string, firsts: readonly number[], from: number): void {
  if (firsts[0] !== undefined && firsts[0] > 0) throw missing(wal, 0, firsts[0]);
  for (const [at, first] of firsts.entries()) {
    const path = segmentPath(wal, first);
    if (!lstatSync(path).isFile())
      throw new LogDamaged(`${path} of the audit log is no file but leads elsewhere: put back the segment itself`);
    if (at >= from - 1) continue;
    const [last, following] = [lastRecordOf(path), firsts[at + 1]!];
    if (last === null || last >= following) throw damaged(path, first);
    if (last < following - 1) throw missing(wal, last + 1, following);
  }
}

/** Where in a segment the records from `index` on begin. */
const endOf = ({ frames, size, next }: Found, index: number): number => {
  const beyond = frames.find((frame) => frame.index >= index);
  if (beyond !== undefined) return beyond.end - beyond.bytes.length - FRAME_BYTES;
  return next > index ? size : (frames.at(-1)?.end ?? HEADER_BYTES);
};

/** Copies what no checkpoint covers into a new segment; the old ones are cut only when it is durable. */
function writeAnew(
  { wal, origin, epoch, segmentBytes }: LogParts,
  first: number,
  tail: readonly Frame[],
  firsts: readonly number[],
  found: readonly Found[],
): SegmentParts {
  const before = found.findLast((one) => one.first < first);
  const cutAt = before === undefined ? 0 : endOf(before, first);
  const previous = before === undefined ? previousOf(wal, firsts, first) : segmentHash(before.path, cutAt);
  // Each is marked: the segment gets its name once all of it is on the disk, so that no crash leaves a hole among them.
  const frames = Buffer.concat(tail.map((frame) => encodeFrame(frame.index, frame, frame.kind)));
  const bytes = Math.max(segmentBytes, HEADER_BYTES + frames.length);
  const segment = beginSegment(wal, { origin, first, previous, epoch }, frames, bytes);
  // A crash from here on leaves more of the old segments than is read; the next start cuts the one before.
  for (const one of firsts) if (one > first) rmSync(segmentPath(wal, one));
  // INVARIANT: no record is written while one of these could come back, and end the log before it.
  syncDirectory(wal);
  if (before !== undefined) cutSegment(before.path, cutAt);
  return segment;
}

/**
 * Cuts the segment before one that was begun behind its torn end, where a crash came before the cut. Throws `LogDamaged`
 * where it is neither whole nor torn there: no crash has left that.
 */
function cutBefore(wal: string, firsts: readonly number[], { first, previous }: Found): void {
  const before = firsts.findLast((one) => one < first);
  if (before === undefined) return;
  const path = segmentPath(wal, before);
  if (segmentHash(path).equals(previous)) return;
  const segment = readFileSync(path);
  let [end, next] = [HEADER_BYTES, before];
  for (
    let frame = decodeFrame(segment, end);
    frame !== null && frame.index < first;
    frame = decodeFrame(segment, end)
  ) {
    end = frame.end;
    if (frame.kind === 'leaf') next = frame.index + 1;
  }
  if (segmentHash(path, end).equals(previous)) cutSegment(path, end);
  else throw next < first && end === segment.length ? missing(wal, next, first) : damaged(path, before);
}

/** The tree that was published, from its tiles; where they are lost, from the segments themselves. */
function treeOf(
  parts: LogParts,
  checkpoint: Checkpoint | null,
  firsts: readonly number[],
): { readonly tree: Tree; readonly tilesUpTo: number } {
  if (checkpoint === null) return { tree: createTree(), tilesUpTo: 0 };
  const { size, root } = checkpoint;
  try {
    const tree = createTree(size, (path) => readFileSync(join(parts.published, path)));
    if (tree.root().equals(root)) return { tree, tilesUpTo: size };
  } catch {
    // Below.
  }
  const tree = createTree();
  for (const [at, first] of firsts.entries()) {
    const end = Math.min(size, firsts[at + 1] ?? size);
    scanSegment(readFileSync(segmentPath(parts.wal, first)), ({ kind, index, bytes, leaf }) => {
      if (kind === 'leaf' && index === tree.size && index < end) tree.append(bytes, leaf);
    });
  }
  if (tree.size !== size || !tree.root().equals(root))
    throw new LogDamaged('the audit log is not what was published of it: keep it, verify it and restore it');
  return { tree, tilesUpTo: 0 };
}
