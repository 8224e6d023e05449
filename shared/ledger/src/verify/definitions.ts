import { leafHash } from '../merkle.js';
import { proveInclusion, verifyInclusion } from '../proof.js';
import { nodesOfTiles, tilePath, TILE_WIDTH } from '../tile.js';
import type { LogFiles } from './log-files.js';
import { readEntry } from './read-entry.js';
import { referencesIn } from './references.js';
import { Failure, type VerifiedLeaf } from './verdict.js';

/**
 * What was found, and all definitions that it refers to, which are read once more: a log may have millions, and what will
 * refer to one is not known when it is passed. Each is proven again, as the files may have changed since.
 */
export function withDefinitions(
  found: readonly VerifiedLeaf[],
  files: LogFiles,
  size: number,
  root: Buffer,
): readonly VerifiedLeaf[] {
  const leaves = new Map(found.map((leaf) => [leaf.index, leaf]));
  const node = nodesOfTiles(size, upperTilesOnce(files));
  let wanted = found;
  while (wanted.length > 0) {
    const missing = new Set(
      wanted
        .flatMap((leaf) => (leaf.kind === 'record' ? referencesIn(leaf.record) : []))
        .filter((at) => !leaves.has(at)),
    );
    wanted = [...missing].flatMap((index) => {
      if (!Number.isSafeInteger(index) || index < 0 || index >= size) return [];
      const bundle = Math.floor(index / TILE_WIDTH);
      const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
      const bytes = files.entries(bundle, width)[index % TILE_WIDTH]!;
      const proof = proveInclusion(index, size, node);
      if (!verifyInclusion(leafHash(bytes), index, size, proof, root))
        throw new Failure('NOT_INCLUDED', `record ${index}`);
      const record = readEntry(bytes, index);
      return record['type'] === 'define' ? [{ kind: 'record', index, record, disclosed: new Map() } as const] : [];
    });
    for (const leaf of wanted) leaves.set(leaf.index, leaf);
  }
  return [...leaves.values()].toSorted((a, b) => a.index - b.index);
}

/** Tiles of a log; those above the lowest level, which many proofs share, are read once. */
function upperTilesOnce(files: LogFiles): LogFiles['tile'] {
  const read = new Map<string, Buffer>();
  return (tile) => {
    if (tile.level === 0) return files.tile(tile);
    const path = tilePath(tile);
    const bytes = read.get(path) ?? files.tile(tile);
    read.set(path, bytes);
    return bytes;
  };
}
