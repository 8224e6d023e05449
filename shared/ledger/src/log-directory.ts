import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import type { Entry } from './entry.js';
import { Malformed } from './malformed.js';
import { leafHash } from './merkle.js';
import { parseNote } from './note.js';
import {
  decodeFrame,
  decodeHeader,
  FRAME_BYTES,
  HEADER_BYTES,
  skipFrame,
  type Frame,
  type SegmentHeader,
} from './segment.js';

/** A leaf with its index, and what was sealed for it. */
export interface LoggedEntry extends Entry {
  readonly index: number;
  /** Ciphertext that stands before the record, outside of the tree; null where there is none. */
  readonly sealed: Buffer | null;
}

/** A node's log as it lies in its folder, also while its gateway goes on writing it. Reads only. */
export interface LogDirectory {
  readonly origin: string;
  /** Records that are there now. Reads on from where it read last. Throws `Malformed` where one was changed. */
  size(): number;
  /** One record, or null when there is none of that index. Throws `Malformed` where it was changed. */
  entry(index: number): LoggedEntry | null;
  /**
   * Records from an index on, in order, up to the last whole one. Throws `Malformed` on one that was changed, and where
   * they end before what was published when the log was opened or its size was asked last.
   */
  iterate(from?: number): Generator<LoggedEntry>;
  /** What is published: the signed note and what it says; null before the first one. */
  checkpoint(): { readonly note: string; readonly checkpoint: Checkpoint } | null;
}

const NAME = /^(\d{16})\.wal$/;
/** How much of a segment is read at a time. Bytes; a frame is never longer. */
const PIECE = 4 * 1024 * 1024;
/** How much is read first, and how much more each time: one record alone is mostly far shorter. Bytes, times. */
const FIRST_PIECE = 32 * 1024;
const GROWTH = 4;
/** Records from one remembered place to the next. */
const MARK_EVERY = 32;

interface Segment {
  readonly name: string;
  /** Index of the first record in it. */
  readonly first: number;
  /** Where each 32nd record of it is, as far as it was read. */
  readonly marks: number[];
}

/** The record that comes next, and the segment that the one before was in. */
interface End {
  readonly index: number;
  readonly segment: Segment;
}

/** Opens the folder of a log, `<data>/audit`. Throws `Malformed` when there is none. */
export function openLogDirectory(directory: string): LogDirectory {
  const wal = join(directory, 'wal');
  const checkpoint = () => {
    let note: string;
    try {
      note = readFileSync(join(directory, 'log', 'checkpoint'), 'utf8');
    } catch {
      return null;
    }
    return { note, checkpoint: parseCheckpoint(parseNote(note).text) };
  };
  let published = 0;
  let segments: readonly Segment[] = [];
  /** In this order: whatever is published stands in segments that are there already. */
  const look = (): void => {
    published = checkpoint()?.checkpoint.size ?? 0;
    segments = segmentsIn(wal, segments);
  };
  look();
  const last = segments.at(-1);
  if (last === undefined) throw new Malformed('no log in this folder');
  const { origin } = headerOf(join(wal, last.name));
  let end: End = { index: last.first, segment: last };

  const segmentOf = (index: number): Segment => {
    const found = segments.findLast(({ first }) => first <= index) ?? segments[0];
    if (found === undefined) throw new Malformed('a segment is missing');
    return found;
  };

  /** Records from an index on. The few before it that are passed on the way are not read. */
  function* read(from: number): Generator<LoggedEntry, End> {
    const least = published;
    let segment = segmentOf(from);
    let mark = Math.max(0, Math.min(Math.floor((from - segment.first) / MARK_EVERY), segment.marks.length - 1));
    for (let next = segment.first + mark * MARK_EVERY; ; mark = 0) {
      const following = segments[segments.indexOf(segment) + 1];
      const start = segment.marks[mark] ?? HEADER_BYTES;
      for (const { index, offset, frame, sealed } of framesOf(join(wal, segment.name), start, from)) {
        // A restart moves what no checkpoint covers into a segment of its own.
        if (following !== undefined && index >= following.first) break;
        if (index !== next || (frame !== null && !leafHash(frame.bytes).equals(frame.leaf)))
          throw new Malformed(`record ${next} was changed`);
        if (next === segment.first + segment.marks.length * MARK_EVERY) segment.marks.push(offset);
        next += 1;
        if (frame !== null) yield { index, bytes: frame.bytes, leaf: frame.leaf, sealed };
      }
      if (following === undefined) {
        // Only what nobody has signed yet may end as a crash leaves it.
        if (next < least) throw new Malformed(`record ${next} was changed or is missing`);
        return { index: next, segment };
      }
      if (next < following.first) throw new Malformed(`record ${next} is missing`);
      segment = following;
    }
  }

  return {
    origin,
    size() {
      look();
      const here = segmentOf(end.index);
      end = endOf(read(here === end.segment ? end.index : here.first));
      return end.index;
    },
    entry(index) {
      for (const entry of read(index)) return entry.index === index ? entry : null;
      return null;
    },
    iterate: (from = 0) => read(from),
    checkpoint,
  };
}

function endOf(reading: Generator<unknown, End>): End {
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}

/** The segments of a log in order, those that are known already as they are known. */
function segmentsIn(wal: string, known: readonly Segment[]): readonly Segment[] {
  let names: string[];
  try {
    names = readdirSync(wal);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const first = NAME.exec(name)?.[1];
      if (first === undefined) return [];
      return known.find((one) => one.name === name) ?? { name, first: Number(first), marks: [] };
    })
    .toSorted((a, b) => a.first - b.first);
}

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

interface Passed {
  readonly index: number;
  /** Where what belongs to the record begins. */
  readonly offset: number;
  /** Null of a record that was not asked for: nothing of it is checked. */
  readonly frame: Frame | null;
  readonly sealed: Buffer | null;
}

/** The records of a segment from an offset on, read a piece at a time; ends at the first that is not whole. */
function* framesOf(path: string, start: number, from: number): Generator<Passed> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    let base = start;
    let most = FIRST_PIECE;
    let piece = readPiece(file, base, size, most);
    let offset = start;
    let sealed: Buffer | null = null;
    for (let at = 0; ;) {
      const passed = skipFrame(piece, at);
      const frame = passed === null || passed.index < from ? null : decodeFrame(piece, at);
      if (passed === null || (frame === null && passed.index >= from)) {
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
      at = passed.end;
      if (passed.kind === 'sealed') {
        sealed = frame === null ? null : Buffer.from(frame.bytes);
        continue;
      }
      yield { index: passed.index, offset, frame, sealed };
      sealed = null;
      offset = base + passed.end;
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
