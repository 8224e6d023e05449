import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import type { Entry } from './entry.js';
import { Malformed } from './malformed.js';
import { leafHash } from './merkle.js';
import { parseNote } from './note.js';
import { decodeFrame, decodeHeader, FRAME_BYTES, HEADER_BYTES, type Frame, type SegmentHeader } from './segment.js';

/** A leaf with its index, and what was sealed for it. */
export interface LoggedEntry extends Entry {
  readonly index: number;
  /** Ciphertext that stands before the record, outside of the tree; null where there is none. */
  readonly sealed: Buffer | null;
}

/** A node's log as it lies in its folder, also while its gateway goes on writing it. Reads only. */
export interface LogDirectory {
  readonly origin: string;
  /** Records that are there now. Reads on from where it read last. */
  size(): number;
  /** One record, or null when there is none of that index. */
  entry(index: number): LoggedEntry | null;
  /** Records from an index on, in order, up to the last whole one. Throws `Malformed` on one that was changed. */
  iterate(from?: number): Generator<LoggedEntry>;
  /** What is published: the signed note and what it says; null before the first one. */
  checkpoint(): { readonly note: string; readonly checkpoint: Checkpoint } | null;
}

const NAME = /^(\d{16})\.wal$/;
/** How much of a segment is read at a time. Bytes; a frame is never longer. */
const PIECE = 4 * 1024 * 1024;
/** How much is read first, and how much more each time: one record alone is mostly far shorter. Bytes, times. */
const FIRST_PIECE = 64 * 1024;
const GROWTH = 4;
/** Records from one remembered place to the next. */
const MARK_EVERY = 256;

/** Opens the folder of a log, `<data>/audit`. Throws `Malformed` when there is none. */
export function openLogDirectory(directory: string): LogDirectory {
  const wal = join(directory, 'wal');
  const [first] = segments(wal);
  if (first === undefined) throw new Malformed('no log in this folder');
  const { origin } = headerOf(join(wal, first.name));
  /** Where each 256th record is, as far as it was read. */
  const marks: { readonly index: number; readonly segment: number; readonly offset: number }[] = [];
  let end = { index: 0, segment: first.first, offset: HEADER_BYTES };

  function* read(from: number, start: typeof end): Generator<LoggedEntry> {
    let next = start.index;
    for (let at = start; ;) {
      const listed = segments(wal);
      const here = listed.findLast((one) => one.first <= Math.max(at.segment, 0));
      if (here === undefined) throw new Malformed('a segment is missing');
      const following = listed.find((one) => one.first > here.first);
      for (const { frame, offset, sealed } of framesOf(
        join(wal, here.name),
        here.first === at.segment ? at.offset : HEADER_BYTES,
      )) {
        if (following !== undefined && frame.index >= following.first) break;
        if (frame.index < next) continue;
        if (frame.index !== next || !leafHash(frame.bytes).equals(frame.leaf))
          throw new Malformed(`record ${next} was changed`);
        if (next % MARK_EVERY === 0 && (marks.at(-1)?.index ?? -1) < next)
          marks.push({ index: next, segment: here.first, offset });
        next += 1;
        if (next > end.index) end = { index: next, segment: here.first, offset: frame.end };
        if (frame.index >= from) yield { index: frame.index, bytes: frame.bytes, leaf: frame.leaf, sealed };
      }
      if (following === undefined) return;
      if (next < following.first) throw new Malformed(`record ${next} is missing`);
      at = { index: next, segment: following.first, offset: HEADER_BYTES };
    }
  }

  const markBefore = (index: number): typeof end =>
    marks.findLast((mark) => mark.index <= index) ?? { index: first.first, segment: first.first, offset: HEADER_BYTES };

  return {
    origin,
    size() {
      // A restart moves what no checkpoint covers into a segment of its own.
      const moved = segments(wal).findLast((one) => one.first <= end.index)!.first !== end.segment;
      for (const _ of read(Infinity, moved ? markBefore(end.index) : end));
      return end.index;
    },
    entry(index) {
      for (const entry of read(index, markBefore(index))) return entry.index === index ? entry : null;
      return null;
    },
    iterate: (from = 0) => read(from, markBefore(from)),
    checkpoint() {
      let note: string;
      try {
        note = readFileSync(join(directory, 'log', 'checkpoint'), 'utf8');
      } catch {
        return null;
      }
      return { note, checkpoint: parseCheckpoint(parseNote(note).text) };
    },
  };
}

const segments = (wal: string): { readonly name: string; readonly first: number }[] => {
  let names: string[];
  try {
    names = readdirSync(wal);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const first = NAME.exec(name)?.[1];
      return first === undefined ? [] : [{ name, first: Number(first) }];
    })
    .toSorted((a, b) => a.first - b.first);
};

function headerOf(path: string): SegmentHeader {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(file, header, 0, HEADER_BYTES, 0);
    return decodeHeader(header);
  } finally {
    closeSync(file);
  }
}

/** The records of a segment from an offset on, read a piece at a time; ends at the first that is not whole. */
function* framesOf(path: string, from: number): Generator<{ frame: Frame; offset: number; sealed: Buffer | null }> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    let base = from;
    let most = FIRST_PIECE;
    let piece = readPiece(file, base, size, most);
    /** Where what belongs to the next record begins. */
    let offset = from;
    let sealed: Buffer | null = null;
    for (let at = 0; ;) {
      const frame = decodeFrame(piece, at);
      if (frame === null) {
        const rest = piece.length - at;
        // Perhaps only the piece ends here, not the log.
        const whole = at === 0 && most === PIECE;
        if (whole || base + piece.length >= size || (rest >= FRAME_BYTES && isZero(piece, at))) return;
        base += at;
        most = Math.min(most * GROWTH, PIECE);
        piece = readPiece(file, base, size, most);
        at = 0;
        continue;
      }
      at = frame.end;
      if (frame.kind === 'sealed') {
        sealed = Buffer.from(frame.bytes);
        continue;
      }
      yield { frame: { ...frame, end: base + frame.end }, offset, sealed };
      sealed = null;
      offset = base + frame.end;
    }
  } finally {
    closeSync(file);
  }
}

function readPiece(file: number, from: number, size: number, most: number): Buffer {
  const piece = Buffer.allocUnsafe(Math.max(0, Math.min(most, size - from)));
  return piece.subarray(0, readSync(file, piece, 0, piece.length, from));
}

/** Whether nothing was written here. */
const isZero = (piece: Buffer, at: number): boolean => piece.readUInt32BE(at) === 0;
