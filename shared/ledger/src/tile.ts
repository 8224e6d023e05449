import { Malformed } from './malformed.js';
import { HASH_BYTES, nodeHash, type ReadNode } from './merkle.js';

/** Hashes of a full tile, and entries of a full entry bundle. */
export const TILE_WIDTH = 256;
/** Levels of the tree that one tile stands for. */
const TILE_HEIGHT = 8;

/** A piece of the tree: `width` hashes of subtrees of 256^level leaves, from index × 256 on (C2SP tlog-tiles). */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 256, or fewer at the tree's right edge. */
  readonly width: number;
}

/** Where a tile lies under the log's prefix, e.g. `tile/0/x001/234.p/17`. */
export const tilePath = ({ level, index, width }: Tile): string => path(String(level), index, width);

/** Where an entry bundle lies under the log's prefix, e.g. `tile/entries/000`. */
export const entriesPath = (index: number, width: number): string => path('entries', index, width);

function path(level: string, index: number, width: number): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The tiles that a tree of `size` leaves has and one of `from` leaves has not, lowest level first. */
export function newTiles(from: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, was = from, is = size; is > was; level += 1) {
    const last = Math.floor((is - 1) / TILE_WIDTH);
    for (let index = Math.floor(was / TILE_WIDTH); index <= last; index += 1) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, is - index * TILE_WIDTH) });
    }
    was = Math.floor(was / TILE_WIDTH);
    is = Math.floor(is / TILE_WIDTH);
  }
  return tiles;
}

/** A tile's bytes from the tree. */
export const encodeTile = ({ level, index, width }: Tile, node: ReadNode): Buffer =>
  Buffer.concat(Array.from({ length: width }, (_, at) => node(level * TILE_HEIGHT, index * TILE_WIDTH + at)));

/** The tree of `size` leaves, read from its tiles. Throws `Malformed` on a tile of another length. */
export function nodesOfTiles(size: number, read: (tile: Tile) => Buffer): ReadNode {
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const count = 2 ** (level % TILE_HEIGHT);
    const first = index * count;
    const tile = tileAt(size, tileLevel, Math.floor(first / TILE_WIDTH));
    const bytes = read(tile);
    if (bytes.length !== tile.width * HASH_BYTES) throw new Malformed(`${tilePath(tile)} has ${bytes.length} bytes`);
    let hashes = Array.from({ length: count }, (_, at) => {
      const from = ((first % TILE_WIDTH) + at) * HASH_BYTES;
      return bytes.subarray(from, from + HASH_BYTES);
    });
    while (hashes.length > 1) {
      hashes = hashes.flatMap((hash, at) => (at % 2 === 0 ? [nodeHash(hash, hashes[at + 1]!)] : []));
    }
    return hashes[0]!;
  };
}

function tileAt(size: number, level: number, index: number): Tile {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  const width = Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH);
  if (width < 1) throw new RangeError(`a tree of ${size} leaves has no tile ${level}/${index}`);
  return { level, index, width };
}

/** An entry bundle: each entry behind its length, a big-endian uint16. */
export function encodeEntries(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** The entries of a bundle. Throws `Malformed` when there are not `width` of them, or bytes are over. */
export function decodeEntries(bundle: Buffer, width: number): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bundle.length && entries.length < width) {
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) break;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (at !== bundle.length || entries.length !== width) throw new Malformed(`not a bundle of ${width} entries`);
  return entries;
}
