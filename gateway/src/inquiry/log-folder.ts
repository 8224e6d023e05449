import { openLogDirectory } from '@agency-graph/ledger/log-directory';
import { RecentlyUsed } from '../recently-used.js';
import type { Leaf, LogSource } from './log-source.js';

/** Leaves kept in memory: a page's neighbours are mostly asked for next. */
const KEPT = 8_192;

/** A log with what stands sealed beside its leaves. */
export interface LogFolder extends LogSource {
  /** What was sealed for a leaf, or null where nothing stands beside it. */
  sealed(index: number): Uint8Array | null;
}

/** The log in a node's folder, `<data>/audit`, which its gateway goes on writing. Throws where there is none. */
export function openLogFolder(directory: string): LogFolder {
  const log = openLogDirectory(directory);
  const kept = new RecentlyUsed<Leaf, number>(KEPT);
  return {
    origin: log.origin,
    size: () => log.size(),
    published: () => log.checkpoint()?.checkpoint.size ?? 0,
    leaf(index) {
      const known = kept.get(index);
      if (known !== undefined) return known;
      const read = index < 0 ? null : log.entry(index);
      if (read === null) return null;
      // Copied: what was read is a window on a whole piece of the file, which it would keep in memory.
      const leaf: Leaf = { index, bytes: Buffer.from(read.bytes), leaf: Buffer.from(read.leaf) };
      kept.set(index, leaf);
      return leaf;
    },
    leaves: (from) => log.iterate(from),
    sealed(index) {
      const sealed = log.entry(index)?.sealed ?? null;
      // A copy: what is sent to another thread takes the memory with it that it is a piece of.
      return sealed && new Uint8Array(sealed);
    },
  };
}
