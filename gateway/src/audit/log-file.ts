import { canonicalJson, leafHash } from '@agency-graph/ledger';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  statSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { takeLock } from './lock.js';
import { findEnd, type LogEnd } from './recover.js';
import type { LogPosition, RecordBody } from './record.js';

const writeBytes = promisify(write);
const sync = promisify(fdatasync);

interface Waiting {
  readonly lines: Buffer;
  readonly position: LogPosition;
  readonly resolve: (position: LogPosition) => void;
  readonly reject: (cause: unknown) => void;
}

export interface LogFile {
  /** Resolves with the last record's position once all are on the disk; rejects for good after any failure. */
  append(...records: readonly RecordBody[]): Promise<LogPosition>;
  /** Bytes of an unfinished record that were cut from its end when it was opened. */
  readonly cut: number;
  /** Why the log can no longer be written, if so. */
  readonly broken: Error | null;
  /** Waits for what was appended; nothing can be appended afterwards. */
  close(): Promise<void>;
}

/** How often, in milliseconds, an idle log is looked at: still there, still the same one, written by us alone. */
const LOOK_EVERY = 1_000;
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR } = constants;

/**
 * The log as one append-only file: a line a record, `<index> <leaf hash, base64> <canonical JSON>`. One batch is
 * written and synced at a time and the next is whatever arrived meanwhile: one client pays one sync, a thousand share
 * it. After any error nothing is ever retried on the descriptor (a failed sync may have dropped the pages).
 */
export function openLogFile(path: string, origin: string): LogFile {
  makeDirectory(dirname(path));
  const unlock = takeLock(path);
  let file: number;
  let found: LogEnd;
  let cut: number;
  try {
    ({ file, found, cut } = openAtEnd(path));
  } catch (error) {
    unlock();
    throw error;
  }
  const { ino, dev } = fstatSync(file);
  let { next, end } = found;

  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let broken: Error | null = null;

  /** Throws when the path no longer leads to the file that we alone write. */
  const look = (): void => {
    const held = fstatSync(file);
    const named = statSync(path);
    if (held.nlink === 0 || named.ino !== ino || named.dev !== dev) throw new Error('the log was removed or replaced');
    if (held.size !== end) throw new Error('the log was written or cut by somebody else');
  };

  const fail = (cause: unknown): void => {
    broken ??= cause instanceof Error ? cause : new Error(String(cause));
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (broken !== null) throw broken;
        const bytes = Buffer.concat(batch.map((one) => one.lines));
        const { bytesWritten } = await writeBytes(file, bytes);
        if (bytesWritten !== bytes.length) throw new Error('short write to the log');
        end += bytesWritten;
        await sync(file);
        look();
        for (const one of batch) one.resolve(one.position);
      } catch (cause) {
        fail(cause);
        for (const one of [...batch, ...waiting]) one.reject(broken);
        waiting = [];
      }
    }
    running = null;
  };

  const looking = setInterval(() => {
    if (running !== null || broken !== null) return;
    try {
      look();
    } catch (cause) {
      fail(cause);
    }
  }, LOOK_EVERY);
  looking.unref();

  return {
    cut,
    get broken() {
      return broken;
    },
    append(...records) {
      if (broken !== null) return Promise.reject(broken);
      // Nothing is counted before all of it has a canonical form.
      const entries = records.map((record) => canonicalJson(record));
      const lines = entries.map((entry) => {
        const leaf = leafHash(Buffer.from(entry)).toString('base64');
        return { leaf, line: `${next++} ${leaf} ${entry}\n` };
      });
      const position: LogPosition = { origin, index: next - 1, leaf: lines.at(-1)!.leaf };
      return new Promise((resolve, reject) => {
        waiting.push({ lines: Buffer.from(lines.map(({ line }) => line).join('')), position, resolve, reject });
        running ??= drain();
      });
    },
    async close() {
      clearInterval(looking);
      await running;
      // The descriptor's number may be another file's soon.
      fail(new Error('the log is closed'));
      closeSync(file);
      unlock();
    },
  };
}

/** Opens the log for its owner alone, cuts a torn tail, and makes file and name durable. */
function openAtEnd(path: string): { file: number; found: LogEnd; cut: number } {
  const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${path} is not a file`);
    fchmodSync(file, 0o600);
    let found = findEnd(file);
    const cut = fstatSync(file).size - found.end;
    if (cut > 0) ftruncateSync(file, found.end);
    if (found.lineEndMissing) found = { ...found, end: found.end + writeSync(file, '\n') };
    fdatasyncSync(file);
    syncDirectory(dirname(path));
    return { file, found, cut };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Whoever may write into the folder could replace the log, so it is its owner's alone. */
function makeDirectory(directory: string): void {
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) syncDirectory(dirname(directory));
  chmodSync(directory, 0o700);
}

function syncDirectory(directory: string): void {
  const opened = openSync(directory, 'r');
  fsyncSync(opened);
  closeSync(opened);
}
