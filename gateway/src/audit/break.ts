import {
  decodeEntries,
  encodeFrame,
  entriesPath,
  HEADER_BYTES,
  leafHash,
  TILE_WIDTH,
  type Entry,
} from '@agency-graph/ledger';
import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { changeFile, makeDirectory, syncDirectory } from './files.js';
import { readCheckpoint } from './last-checkpoint.js';
import { damaged, LogDamaged, missing } from './log-damaged.js';
import type { LogParts } from './log-parts.js';
import { scanWhole } from './recover.js';
import { beginSegment, cutSegment, previousOf, segmentPath, segmentsOf } from './segments.js';
import { createTree } from './tree.js';

/** How much of a log was found, and how much was published. Records. */
export interface Short {
  readonly found: number;
  readonly published: number;
}

export interface BreakParts extends LogParts {
  /** Folder that keeps the end of the log as it was found. */
  readonly aside: string;
}

/**
 * Makes a log that ends before its last checkpoint whole again: what is lacking comes from what was published, and behind
 * it stands `record`, which says so: both or neither. Throws `LogDamaged` where what was published is not whole either,
 * and where the log is not short: then it is nobody's to break.
 */
export function goOnAfterBreak(parts: BreakParts, record: (short: Short) => Entry): Short {
  const { wal, origin, epoch, segmentBytes, aside } = parts;
  const checkpoint = readCheckpoint(parts);
  const tree = createTree();
  const firsts = segmentsOf(wal);
  /** Where in the last segment the next record would stand. */
  let end = 0;
  for (const [at, first] of firsts.entries()) {
    if (first > tree.size) throw missing(wal, tree.size, first);
    const following = firsts[at + 1] ?? Infinity;
    const path = segmentPath(wal, first);
    const scanned = scanWhole(path, first, readFileSync(path), ({ kind, index, bytes, leaf }) => {
      if (kind !== 'leaf' || index !== tree.size || index >= following) return;
      tree.append(bytes, leaf);
      tree.forget(tree.size);
    });
    const goesOn = Number.isFinite(following)
      ? scanned.next >= following || scanned.end.kind === 'clean'
      : scanned.end.kind !== 'damaged';
    if (scanned.header.origin !== origin || scanned.header.first !== first || !goesOn)
      throw damaged(path, scanned.next);
    end = scanned.offset;
  }
  const found = tree.size;
  if (checkpoint === null || found >= checkpoint.size)
    throw new LogDamaged(`the log ${origin} is not short: just start it`);
  const lacking = publishedEntries(parts.published, found, checkpoint.size);
  for (const { bytes, leaf } of lacking) tree.append(bytes, leaf);
  if (!tree.root().equals(checkpoint.root)) throw new NotWhole();

  const short = { found, published: checkpoint.size };
  const frames = [...lacking, record(short)].map((entry, at) => encodeFrame(found + at, entry));
  const last = firsts.at(-1);
  if (last !== undefined) keepAside(aside, segmentPath(wal, last), end);
  // A crash from here on leaves a log that is short still.
  const previous = previousOf(wal, firsts, found);
  const bytes = Buffer.concat(frames);
  const room = Math.max(segmentBytes, HEADER_BYTES + bytes.length);
  beginSegment(wal, { origin, first: found, previous, epoch }, bytes, room);
  return short;
}

/** What was published cannot stand in for what the log lacks. */
class NotWhole extends LogDamaged {
  override readonly name = 'NotWhole';

  constructor(cause?: unknown) {
    super(
      'what was published of the audit log is not whole either: restore it, or put its keys aside and begin a new log, of which whoever verifies must be told',
      { cause },
    );
  }
}

/** Entries of the tree as they were published; throws where one of their files is missing or is not what it should be. */
function publishedEntries(folder: string, from: number, to: number): Entry[] {
  const entries: Entry[] = [];
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle += 1) {
    const width = Math.min(TILE_WIDTH, to - bundle * TILE_WIDTH);
    const all = entriesOf(join(folder, entriesPath(bundle, width)), width);
    for (const bytes of all.slice(Math.max(0, from - bundle * TILE_WIDTH)))
      entries.push({ bytes, leaf: leafHash(bytes) });
  }
  return entries;
}

function entriesOf(path: string, width: number): Buffer[] {
  try {
    return decodeEntries(readFileSync(path), width);
  } catch (error) {
    throw new NotWhole(error);
  }
}

/** Copies a segment as it was found, durably, and cuts it behind its last good record. */
function keepAside(folder: string, path: string, end: number): void {
  makeDirectory(folder);
  const copy = join(folder, `${new Date().toISOString().replaceAll(':', '')}-${basename(path)}`);
  copyFileSync(path, copy);
  changeFile(copy, () => {});
  syncDirectory(folder);
  cutSegment(path, end);
}
