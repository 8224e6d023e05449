import { leafHash } from '@agency-graph/ledger';
import { fstatSync, readSync } from 'node:fs';

/** Where a log is continued. */
export interface LogEnd {
  /** Index of the record that comes next. */
  readonly next: number;
  /** Bytes that stay; what follows was never synced. */
  readonly end: number;
  /** The last record is whole but for its line end. */
  readonly lineEndMissing: boolean;
}

/** How much of the file's end is read at first; more when a record is longer. Bytes. */
const FIRST_LOOK = 256 * 1024;
const LINE_END = 10;

/**
 * Finds where a log ends. Only an unfinished last line is a torn one, and may be cut: the crash came before its sync,
 * so nobody was answered on it. A finished line that does not verify was changed, and stops the start.
 */
export function findEnd(file: number): LogEnd {
  const { size } = fstatSync(file);
  for (let look = FIRST_LOOK; ; look *= 4) {
    const start = Math.max(0, size - look);
    const tail = Buffer.alloc(size - start);
    readSync(file, tail, 0, tail.length, start);
    const found = endOf(tail, start === 0);
    if (found !== null) return { ...found, end: start + found.end };
  }
}

/** Null when the piece does not reach back to a whole line. */
function endOf(tail: Buffer, whole: boolean): LogEnd | null {
  const lastLineEnd = tail.lastIndexOf(LINE_END);
  const rest = tail.subarray(lastLineEnd + 1).toString('utf8');
  const from = lastLineEnd <= 0 ? -1 : tail.lastIndexOf(LINE_END, lastLineEnd - 1);
  if (!whole && from === -1) return null;
  let next = 0;
  if (lastLineEnd !== -1) {
    const index = indexOf(tail.subarray(from + 1, lastLineEnd).toString('utf8'));
    if (index === null) throw damaged();
    next = index + 1;
  }
  // The record after it may have been written whole but for its line end.
  if (indexOf(rest) === next) return { next: next + 1, end: tail.length, lineEndMissing: true };
  // Whole, and something else where its line should end: not a torn write.
  if (indexOf(rest.slice(0, -1)) === next) throw damaged();
  return { next, end: lastLineEnd + 1, lineEndMissing: false };
}

/** Index of a line that verifies. */
function indexOf(line: string): number | null {
  const parts = /^(\d{1,15}) (\S+) (\{.*\})$/.exec(line);
  if (parts === null) return null;
  return leafHash(Buffer.from(parts[3]!)).toString('base64') === parts[2] ? Number(parts[1]) : null;
}

const damaged = (): Error =>
  new Error(
    'the last record of the audit log was changed after it was written: keep the file, verify it and restore it',
  );
