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

/** Null when the piece does not reach back to two whole lines. */
function endOf(tail: Buffer, whole: boolean): LogEnd | null {
  const lines = lastLines(tail, whole);
  if (!whole && lines.length < 2) return null;
  const [last, before] = lines.map((line) => indexOf(line.toString('utf8')));
  // The index is not part of what is hashed, so it must follow from the one before.
  const expected = before === undefined ? 0 : before === null ? null : before + 1;
  if (last !== undefined && (last === null || last !== expected)) throw damaged();
  const next = last === undefined || last === null ? 0 : last + 1;
  const end = tail.lastIndexOf(LINE_END) + 1;
  const rest = tail.subarray(end).toString('utf8');
  if (indexOf(rest) === next) return { next: next + 1, end: tail.length, lineEndMissing: true };
  // Whole, and something else where its line should end: not a torn write.
  if (indexOf(rest.slice(0, -1)) === next) throw damaged();
  return { next, end, lineEndMissing: false };
}

/** The last finished line and the one before it, as far as the piece has them from their beginning. */
function lastLines(tail: Buffer, whole: boolean): Buffer[] {
  const lines: Buffer[] = [];
  for (let end = tail.lastIndexOf(LINE_END); end !== -1 && lines.length < 2;) {
    const from = end === 0 ? -1 : tail.lastIndexOf(LINE_END, end - 1);
    if (from !== -1 || whole) lines.push(tail.subarray(from + 1, end));
    end = from;
  }
  return lines;
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
