import {
  decodeFrame,
  encodeHeader,
  FRAME_BYTES,
  HEADER_BYTES,
  LONGEST_ENTRY,
  SEGMENT_BYTES,
  type SegmentHeader,
} from '@agency-graph/ledger';
import { createHash, type Hash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { changeFile, syncDirectory, writeAll } from './files.js';

const NAME = /^(\d{16})\.wal$/;
/** In place of the hash of a segment before the first one. */
export const NO_SEGMENT = Buffer.alloc(32);
const PIECE = Buffer.alloc(1024 * 1024);

/** First index of each segment of a folder, in order. */
export const segmentsOf = (directory: string): number[] =>
  readdirSync(directory)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);

export const segmentPath = (directory: string, first: number): string =>
  join(directory, `${String(first).padStart(16, '0')}.wal`);

const reservePath = (directory: string): string => join(directory, 'reserve');

/** A segment that is being written, 64 MiB of which all that is not used yet is zero: a sync writes data alone. */
export interface OpenSegment {
  readonly first: number;
  readonly room: number;
  /** Writes frames behind the last ones. Not durable before `sync` has returned. */
  write(bytes: Buffer): void;
  sync(): void;
  /** Throws when the file is no longer the one, or not alone ours, or cannot be written. */
  look(): void;
  /** Cuts what was not used; returns the SHA-256 of the segment in its final form. */
  seal(): Buffer;
  /** May be called again: then nothing happens. */
  close(): void;
}

export interface SegmentParts {
  readonly path: string;
  readonly first: number;
  /** Where the next frame goes. */
  readonly offset: number;
  readonly bytes: number;
}

/** Opens a segment at the end of what is good in it. */
export function openSegment({ path, first, offset, bytes }: SegmentParts): OpenSegment {
  const file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  const { ino, dev } = fstatSync(file);
  const hash = hashOf(file, offset);
  let at = offset;
  let last: Buffer = Buffer.alloc(0);
  let isOpen = true;
  return {
    first,
    get room() {
      return bytes - at;
    },
    write(frames) {
      writeAll(file, frames, at);
      hash.update(frames);
      at += frames.length;
      last = frames;
    },
    sync: () => fdatasyncSync(file),
    look() {
      const named = statSync(path);
      if (named.ino !== ino || named.dev !== dev) throw new Error('the log was removed or replaced');
      if (named.size !== bytes) throw new Error('the log was written or cut by somebody else');
      // A file system that became read-only says so before the next record does.
      accessSync(path, constants.W_OK);
      const back = Buffer.alloc(last.length);
      readSync(file, back, 0, back.length, at - last.length);
      if (!back.equals(last)) throw new Error('the log was written or cut by somebody else');
    },
    seal() {
      ftruncateSync(file, at);
      fsyncSync(file);
      return hash.digest();
    },
    close() {
      if (!isOpen) return;
      // Before it is tried: the number may be another file's as soon as it is.
      isOpen = false;
      closeSync(file);
    },
  };
}

function hashOf(file: number, length: number): Hash {
  const hash = createHash('sha256');
  for (let at = 0; at < length;) {
    const got = readSync(file, PIECE, 0, Math.min(PIECE.length, length - at), at);
    if (got === 0) throw new Error('the log was cut');
    hash.update(PIECE.subarray(0, got));
    at += got;
  }
  return hash;
}

/** SHA-256 of a segment, or of its first bytes: its final form, once it is cut there. */
export function segmentHash(path: string, length: number = statSync(path).size): Buffer {
  const file = openSync(path, 'r');
  try {
    return hashOf(file, length).digest();
  } finally {
    closeSync(file);
  }
}

/** Hash of the whole segment before one that begins at a record, or in place of it where there is none. */
export function previousOf(directory: string, firsts: readonly number[], first: number): Buffer {
  const before = firsts.findLast((one) => one < first);
  return before === undefined ? NO_SEGMENT : segmentHash(segmentPath(directory, before));
}

/** The record that a segment ends with, from its last bytes; null where no whole one stands there. */
export function lastRecordOf(path: string): number | null {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(Math.min(size, FRAME_BYTES + LONGEST_ENTRY));
    readSync(file, end, 0, end.length, size - end.length);
    for (let at = end.length - FRAME_BYTES - 1; at >= 0; at -= 1) {
      const frame = decodeFrame(end, at);
      if (frame?.kind === 'leaf' && frame.end === end.length) return frame.index;
    }
    return null;
  } finally {
    closeSync(file);
  }
}

/** Cuts a segment that another one follows; durable when this returns. */
export const cutSegment = (path: string, length: number): void =>
  changeFile(path, (file) => ftruncateSync(file, length));

/** Begins a segment: the reserve, or a new file of zeroes, gets the header and these frames; durable under its name. */
export function beginSegment(
  directory: string,
  header: Omit<SegmentHeader, 'marked'>,
  frames: Buffer,
  bytes: number = SEGMENT_BYTES,
): SegmentParts {
  const reserve = reservePath(directory);
  fillReserve(directory, bytes);
  const begun = Buffer.concat([encodeHeader({ ...header, marked: true }), frames]);
  changeFile(reserve, (file) => writeAll(file, begun, 0));
  const path = segmentPath(directory, header.first);
  renameSync(reserve, path);
  syncDirectory(directory);
  return { path, first: header.first, offset: HEADER_BYTES + frames.length, bytes };
}

/** Writes the reserve, so that a full disk still has room for what must be recorded. Nothing when it is there. */
function fillReserve(directory: string, bytes: number): void {
  for (const _piece of reserveInPieces(directory, bytes));
}

/**
 * The same a piece at a time, whose file may be synced before the next one. Where somebody stopped on the way, the next
 * one goes on: all that is there yet is zero.
 */
export function* reserveInPieces(directory: string, bytes: number): Generator<number, void> {
  const path = reservePath(directory);
  const begun = lengthOfReserve(path, bytes);
  if (begun === bytes) return;
  const file = openSync(path, begun === 0 ? 'w' : 'r+', 0o600);
  try {
    for (let at = begun; at < bytes;) {
      const piece = ZEROES.subarray(0, Math.min(ZEROES.length, bytes - at));
      writeAll(file, piece, at);
      at += piece.length;
      if (at < bytes) yield file;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncDirectory(directory);
}

/** How much of a reserve there is; none where what a crash left half written may already have a header. */
function lengthOfReserve(path: string, bytes: number): number {
  if (!existsSync(path)) return 0;
  const { size } = statSync(path);
  return size <= bytes && isUntouched(path) ? size : 0;
}

const ZEROES = Buffer.alloc(PIECE.length);

function isUntouched(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    readSync(file, head, 0, head.length, 0);
    return head.every((byte) => byte === 0);
  } finally {
    closeSync(file);
  }
}
