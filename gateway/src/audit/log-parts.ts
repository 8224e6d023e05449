import { join } from 'node:path';

/** What a node's log is made of. */
export interface LogParts {
  /** Folder of the write-ahead log. */
  readonly wal: string;
  /** Folder of what is published: checkpoint and tiles. */
  readonly published: string;
  /**
   * The last checkpoint that was signed: somebody may have seen it, though it is not published. It is kept with the keys,
   * so that they sign no other log of this name, nor this one as it was before.
   */
  readonly signed: string;
  /** Where older versions kept it, with the log. */
  readonly signedBefore: string;
  readonly origin: string;
  readonly epoch: number;
  readonly segmentBytes: number;
}

/** Where the parts of a log lie, in its folder and in that of its keys. */
export const foldersOf = (
  directory: string,
  keys: string,
): Pick<LogParts, 'wal' | 'published' | 'signed' | 'signedBefore'> => ({
  wal: join(directory, 'wal'),
  published: join(directory, 'log'),
  signed: join(keys, 'signed'),
  signedBefore: join(directory, 'signed'),
});
