import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { Malformed } from '../malformed.js';

/** A file of a folder that may be a stranger's: of a known length, and nothing but a file. */
export interface RegularFile {
  readonly size: number;
  /** Bytes from one place on; fewer than asked for where the file ends. */
  read(from: number, length: number): Buffer;
}

/** Where nothing waits for who opens it, and nothing leads elsewhere. */
const AS_IT_LIES = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Hands over a file while it is open; undefined where there is none. Throws `Malformed` on what is no regular file. */
export function withFile<T>(path: string, use: (file: RegularFile) => T): T | undefined {
  let opened: number;
  try {
    opened = openSync(path, AS_IT_LIES);
  } catch (error) {
    if (isNone(error)) return undefined;
    // Of a link and of a socket.
    if (['ELOOP', 'ENXIO'].includes(codeOf(error))) throw new Malformed('something that is no file');
    throw error;
  }
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) throw new Malformed('something that is no file');
    const { size } = found;
    return use({
      size,
      read(from, length) {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - from)));
        let at = 0;
        for (let got = -1; at < bytes.length && got !== 0; at += got) {
          got = readSync(opened, bytes, at, bytes.length - at, from + at);
        }
        return bytes.subarray(0, at);
      },
    });
  } finally {
    closeSync(opened);
  }
}

/** A whole file of so many bytes at most; undefined where there is none. Throws `Malformed` on anything else. */
export const readFileUpTo = (path: string, most: number): Buffer | undefined =>
  withFile(path, ({ size, read }) => {
    if (size > most) throw new Malformed(`a file of more than ${most} bytes`);
    return read(0, size);
  });

/** Names in order; none of a folder that is not there, or no longer: a live log's partial tiles come and go. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (isNone(error)) return [];
    throw error;
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

const isNone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
