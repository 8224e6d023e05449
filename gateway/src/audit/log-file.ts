import { canonicalJson, leafHash } from '@agency-graph/ledger';
import { closeSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import { fdatasync, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { LogPosition, RecordBody } from './record.js';

const writeAt = promisify(write);
const sync = promisify(fdatasync);

interface Waiting {
  readonly line: Buffer;
  readonly position: LogPosition;
  readonly resolve: (position: LogPosition) => void;
  readonly reject: (cause: unknown) => void;
}

export interface LogFile {
  /** Resolves once the record is on the disk; rejects for good after any failure of the file. */
  append(record: RecordBody): Promise<LogPosition>;
  /** Why the log can no longer be written, if so. */
  readonly broken: Error | null;
  close(): Promise<void>;
}

/** How often, in milliseconds, the file is looked at: still there, still the same one. */
const LOOK_EVERY = 1_000;
/** Bytes at the end of the file that are searched for the last whole record: more than any record has. */
const TAIL = 256 * 1024;

/**
 * The log as one append-only file: a line a record, `<index> <leaf hash, base64> <canonical JSON>`. One batch is
 * written and synced at a time and the next is whatever arrived meanwhile: one client pays one sync, a thousand share
 * it. After any error nothing is ever retried on the descriptor (a failed sync may have dropped the pages).
 */
export function openLogFile(path: string, origin: string): LogFile {
  const file = openSync(path, 'a+', 0o600);
  const { size, ino } = fstatSync(file);
  let { next, end } = lastRecord(file, size);
  if (end < size) {
    // A torn tail: the crash came before the sync, so nobody was answered on it.
    ftruncateSync(file, end);
    fdatasyncSync(file);
  }
  syncDirectory(path);

  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let broken: Error | null = null;
  let looked = performance.now();

  const look = (): void => {
    if (performance.now() - looked < LOOK_EVERY) return;
    looked = performance.now();
    if (fstatSync(file).nlink === 0 || statSync(path).ino !== ino)
      throw new Error('the log file was removed or replaced');
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        look();
        const bytes = Buffer.concat(batch.map((one) => one.line));
        const { bytesWritten } = await writeAt(file, bytes);
        if (bytesWritten !== bytes.length) throw new Error('short write to the log');
        end += bytesWritten;
        await sync(file);
        for (const one of batch) one.resolve(one.position);
      } catch (cause) {
        broken = cause instanceof Error ? cause : new Error(String(cause));
        for (const one of [...batch, ...waiting]) one.reject(broken);
        waiting = [];
      }
    }
    running = null;
  };

  return {
    get broken() {
      return broken;
    },
    append(record) {
      if (broken !== null) return Promise.reject(broken);
      const entry = canonicalJson(record);
      const leaf = leafHash(Buffer.from(entry)).toString('base64');
      const position: LogPosition = { origin, index: next++, leaf };
      return new Promise((resolve, reject) => {
        waiting.push({ line: Buffer.from(`${position.index} ${leaf} ${entry}\n`), position, resolve, reject });
        running ??= drain();
      });
    },
    async close() {
      await running;
      closeSync(file);
    },
  };
}

/** Index that comes next, and where the last whole, valid record ends. */
function lastRecord(file: number, size: number): { next: number; end: number } {
  const start = Math.max(0, size - TAIL);
  const tail = Buffer.alloc(size - start);
  readSync(file, tail, 0, tail.length, start);
  let to = tail.length;
  while (to > 0) {
    const newline = tail.lastIndexOf(10, to - 1);
    if (newline === -1) break;
    const from = tail.lastIndexOf(10, newline - 1) + 1;
    const index = validIndex(tail.subarray(from, newline).toString('utf8'));
    if (index !== null) return { next: index + 1, end: start + newline + 1 };
    if (from === 0) break;
    to = from;
  }
  if (start > 0) throw new Error('the end of the audit log is damaged: verify it and restore it before starting');
  return { next: 0, end: 0 };
}

function validIndex(line: string): number | null {
  const parts = /^(\d+) (\S+) (\{.*\})$/.exec(line);
  if (parts === null) return null;
  return leafHash(Buffer.from(parts[3]!)).toString('base64') === parts[2] ? Number(parts[1]) : null;
}

function syncDirectory(path: string): void {
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
