import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync, chmodSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder of the log: whoever may write into it could replace the log, so it is its owner's alone. */
export function makeDirectory(directory: string): void {
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) syncDirectory(dirname(directory));
  chmodSync(directory, 0o700);
}

/** Makes names that were given or taken in a folder durable. */
export function syncDirectory(directory: string): void {
  const opened = openSync(directory, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Writes a file that is there wholly or not at all, and durable when this returns. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  const aside = `${path}.new`;
  const file = openSync(aside, 'w', 0o600);
  try {
    writeAll(file, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  syncDirectory(dirname(path));
}

/** Changes a file that is there; durable when this returns. */
export function changeFile(path: string, change: (file: number) => void): void {
  const file = openSync(path, 'r+');
  try {
    change(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes all or throws: a short write is an error of the disk, never tried again. */
export function writeAll(file: number, bytes: Uint8Array, position: number): void {
  if (writeSync(file, bytes, 0, bytes.length, position) !== bytes.length) throw new Error('short write to the log');
}
