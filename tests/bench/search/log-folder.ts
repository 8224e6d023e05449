import {
  createCompactRange,
  encodeFrame,
  encodeHeader,
  formatNote,
  noteSigner,
  SEGMENT_BYTES,
  signCheckpoint,
} from '@agency-graph/ledger';
import type { LogSource } from '@agency-graph/gateway/inquiry';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PIECE = 1024 * 1024;
const NONE = Buffer.alloc(32);

/** Writes a log as its gateway would have: segments of its write-ahead log, and a checkpoint of it all. */
export function writeLogFolder(directory: string, log: LogSource, progress: (text: string) => void): void {
  mkdirSync(join(directory, 'wal'), { recursive: true });
  mkdirSync(join(directory, 'log'));
  const range = createCompactRange();
  let segment = beginSegment(directory, log.origin, 0, NONE);
  for (const { index, bytes, leaf } of log.leaves(0)) {
    const frame = encodeFrame(index, { bytes: Buffer.from(bytes), leaf: Buffer.from(leaf) });
    if (!segment.has(frame.length)) segment = beginSegment(directory, log.origin, index, segment.end());
    segment.add(frame);
    range.append(Buffer.from(leaf));
    if (index % 1_000_000 === 999_999) progress(`written ${(index + 1).toLocaleString('en')}`);
  }
  segment.end();
  const signer = noteSigner(log.origin, 1, generateKeyPairSync('ed25519').privateKey);
  const checkpoint = { origin: log.origin, size: log.size(), root: range.root() };
  writeFileSync(join(directory, 'log', 'checkpoint'), formatNote(signCheckpoint(checkpoint, signer)));
}

function beginSegment(directory: string, origin: string, first: number, previous: Buffer) {
  const file = openSync(join(directory, 'wal', `${String(first).padStart(16, '0')}.wal`), 'w');
  const hash = createHash('sha256');
  let piece: Buffer[] = [];
  let gathered = 0;
  let length = 0;
  const write = (): void => {
    const bytes = Buffer.concat(piece);
    hash.update(bytes);
    writeSync(file, bytes);
    piece = [];
    gathered = 0;
  };
  const add = (bytes: Buffer): void => {
    piece.push(bytes);
    gathered += bytes.length;
    length += bytes.length;
    if (gathered >= PIECE) write();
  };
  add(encodeHeader({ origin, first, previous, epoch: 0, marked: true }));
  return {
    add,
    has: (bytes: number): boolean => length + bytes <= SEGMENT_BYTES,
    /** SHA-256 of the whole. */
    end(): Buffer {
      write();
      ftruncateSync(file, SEGMENT_BYTES);
      closeSync(file);
      return hash.update(Buffer.alloc(SEGMENT_BYTES - length)).digest();
    },
  };
}
