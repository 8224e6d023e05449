import { hash } from 'node:crypto';
import { closeSync, constants, fdatasyncSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory, writeAll } from './files.js';
import { ROW_BYTES } from './subject-table.js';

/** What is kept of a destroyed row: its number, and the SHA-256 of what stood in it. Neither says whose it was. Bytes. */
const NUMBER_BYTES = 8;
const KEPT_BYTES = NUMBER_BYTES + 32;

/**
 * Keys of subjects that were destroyed, noted beside the keys of checkpoints: a key file that comes back from a copy would
 * bring back those that were destroyed since, and nobody destroys them again.
 */
export interface DestroyedKeys {
  /** Destroys rows of the key file for good. Durable when it returns. */
  destroy(rows: readonly number[]): void;
  close(): void;
}

/** Opens it over the open key file, in which it first destroys again what came back. */
export function openDestroyedKeys(keys: string, keyFile: number): DestroyedKeys {
  const file = openSync(join(keys, 'destroyed'), constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  syncDirectory(keys);
  // What a crash tore off at the end was of a row that still stands: its record had not been answered.
  let noted = Math.floor(fstatSync(file).size / KEPT_BYTES);

  const zero = (rows: readonly number[]): void => {
    if (rows.length === 0) return;
    for (const row of rows) writeAll(keyFile, Buffer.alloc(ROW_BYTES), row * ROW_BYTES);
    fdatasyncSync(keyFile);
  };

  zero(cameBack(file, noted, keyFile));
  return {
    destroy(rows) {
      for (const row of rows) writeAll(file, keptOf(row, rowAt(keyFile, row)), noted++ * KEPT_BYTES);
      if (rows.length > 0) fdatasyncSync(file);
      zero(rows);
    },
    close: () => closeSync(file),
  };
}

/** Rows that stand in the key file although they were destroyed. */
function cameBack(file: number, noted: number, keyFile: number): number[] {
  const kept = Buffer.alloc(noted * KEPT_BYTES);
  readSync(file, kept, 0, kept.length, 0);
  const there = Math.floor(fstatSync(keyFile).size / ROW_BYTES);
  return Array.from({ length: noted }, (_, at) => kept.subarray(at * KEPT_BYTES, (at + 1) * KEPT_BYTES)).flatMap(
    (one) => {
      const row = Number(one.readBigUInt64BE(0));
      return row < there && keptOf(row, rowAt(keyFile, row)).equals(one) ? [row] : [];
    },
  );
}

function keptOf(row: number, bytes: Buffer): Buffer {
  const kept = Buffer.alloc(KEPT_BYTES);
  kept.writeBigUInt64BE(BigInt(row));
  hash('sha256', bytes, 'buffer').copy(kept, NUMBER_BYTES);
  return kept;
}

function rowAt(keyFile: number, row: number): Buffer {
  const bytes = Buffer.alloc(ROW_BYTES);
  readSync(keyFile, bytes, 0, ROW_BYTES, row * ROW_BYTES);
  return bytes;
}
