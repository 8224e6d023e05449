import {
  createCompactRange,
  decodeEntries,
  encodeEntries,
  encodeTile,
  entriesPath,
  HASH_BYTES,
  newTiles,
  nodesOfTiles,
  TILE_WIDTH,
  tilePath,
  type ReadNode,
  type Tile,
} from '@agency-graph/ledger';

/** A file of the published log, by its path under the log's prefix. */
export interface PublishedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The tree of a growing log, and what of it is not in full tiles yet. */
export interface Tree {
  readonly size: number;
  root(): Buffer;
  append(entry: Buffer, leaf: Buffer): void;
  /** Tiles and entry bundles that the tree has and the one of `from` leaves had not (C2SP tlog-tiles). */
  filesSince(from: number): PublishedFile[];
  /** Forgets what stands in full tiles of the tree of `size` leaves. */
  forget(size: number): void;
}

/** Levels of the tree in one tile. */
const HEIGHT = 8;

/** What follows the last full tile, of one level's hashes or of the entries. */
interface Tail {
  /** Number of the first one that is kept. */
  from: number;
  items: Buffer[];
}

/** Goes on from a tree of `size` leaves, read from what was published of it; `read` throws where a file is missing. */
export function createTree(size = 0, read: (path: string) => Buffer = nothing): Tree {
  const levels: Tail[] = [];
  const bundle = Math.floor(size / TILE_WIDTH);
  const width = size % TILE_WIDTH;
  const entries: Tail = {
    from: bundle * TILE_WIDTH,
    items: width === 0 ? [] : decodeEntries(read(entriesPath(bundle, width)), width),
  };
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const index = Math.floor(count / TILE_WIDTH);
    const rest = count % TILE_WIDTH;
    const bytes = rest === 0 ? Buffer.alloc(0) : read(tilePath({ level, index, width: rest }));
    const items = Array.from({ length: rest }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
    levels[level] = { from: index * TILE_WIDTH, items };
  }
  const range = createCompactRange(
    size,
    subtreesOf(
      size,
      nodesOfTiles(size, (tile: Tile) => read(tilePath(tile))),
    ),
  );

  const node: ReadNode = (level, index) => {
    const tail = levels[level / HEIGHT]!;
    return tail.items[index - tail.from]!;
  };

  return {
    get size() {
      return range.size;
    },
    root: () => range.root(),
    append(entry, leaf) {
      entries.items.push(entry);
      range.append(leaf, (level, _index, hash) => {
        if (level % HEIGHT === 0) (levels[level / HEIGHT] ??= { from: 0, items: [] }).items.push(hash);
      });
    },
    filesSince(from) {
      const tiles = newTiles(from, range.size);
      return tiles.flatMap((tile) => [
        { path: tilePath(tile), bytes: encodeTile(tile, node) },
        ...(tile.level === 0 ? [bundleOf(tile)] : []),
      ]);
    },
    forget(published) {
      drop(entries, published);
      for (
        let level = 0, count = published;
        level < levels.length;
        level += 1, count = Math.floor(count / TILE_WIDTH)
      ) {
        drop(levels[level]!, count);
      }
    },
  };

  function bundleOf({ index, width: n }: Tile): PublishedFile {
    const at = index * TILE_WIDTH - entries.from;
    return { path: entriesPath(index, n), bytes: encodeEntries(entries.items.slice(at, at + n)) };
  }
}

/** Drops what stands in full tiles of `count` items. */
function drop(tail: Tail, count: number): void {
  const keepFrom = Math.floor(count / TILE_WIDTH) * TILE_WIDTH;
  if (keepFrom <= tail.from) return;
  tail.items = tail.items.slice(keepFrom - tail.from);
  tail.from = keepFrom;
}

/** Roots of the whole subtrees of a tree, largest first. */
function subtreesOf(size: number, node: ReadNode): Buffer[] {
  const subtrees: Buffer[] = [];
  let start = 0;
  for (let level = 52; level >= 0; level -= 1) {
    const width = 2 ** level;
    if (size - start < width) continue;
    subtrees.push(node(level, start / width));
    start += width;
  }
  return subtrees;
}

const nothing = (path: string): Buffer => {
  throw new Error(`${path} is missing`);
};
