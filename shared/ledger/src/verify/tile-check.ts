import { TILE_WIDTH, tilePath } from '../tile.js';
import type { LogFiles, Piece } from './log-files.js';
import { Failure } from './verdict.js';

/** Levels of the tree that one level of tiles stands for. */
const TILE_HEIGHT = 8;

/** Each partial file that a longer one replaced is the beginning of it. */
export function checkReplaced(replaced: Iterable<Piece>, beginning: (width: number) => Buffer): void {
  for (const { path, width, bytes } of replaced) {
    if (!bytes.equals(beginning(width))) throw new Failure('NOT_INCLUDED', path);
  }
}

/** Compares the tiles above the leaves with the tree, as it grows; keeps one tile a level. */
export function createTileCheck(files: LogFiles, size: number) {
  const open: Buffer[][] = [];

  const compare = (level: number, index: number, hashes: readonly Buffer[]): void => {
    const tile = { level, index, width: hashes.length };
    if (!files.tile(tile).equals(Buffer.concat(hashes))) throw new Failure('NOT_INCLUDED', tilePath(tile));
    checkReplaced(files.replacedTiles(tile), (width) => Buffer.concat(hashes.slice(0, width)));
  };

  return {
    /** Takes a whole subtree that the tree completed. */
    completed(level: number, index: number, hash: Buffer): void {
      if (level === 0 || level % TILE_HEIGHT !== 0) return;
      const at = level / TILE_HEIGHT;
      const hashes = (open[at] ??= []);
      hashes.push(hash);
      if (hashes.length < TILE_WIDTH) return;
      compare(at, Math.floor(index / TILE_WIDTH), hashes);
      open[at] = [];
    },
    /** Compares what is partial. */
    finish(): void {
      for (const [level, hashes] of open.entries()) {
        if (hashes === undefined || hashes.length === 0) continue;
        compare(level, Math.floor(size / TILE_WIDTH ** (level + 1)), hashes);
      }
    },
  };
}
