import {
  createCompactRange,
  decodeEntries,
  encodeEntries,
  encodeTile,
  entriesPath,
  leafHash,
  Malformed,
  newTiles,
  nodesOfTiles,
  proveInclusion,
  rangeHash,
  tilePath,
  verifyInclusion,
  type ReadNode,
} from '@agency-graph/ledger';
import { expect, test } from 'vitest';

test.each([
  [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
  [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
  [{ level: 2, index: 999, width: 17 }, 'tile/2/999.p/17'],
  [{ level: 63, index: 1000, width: 1 }, 'tile/63/x001/000.p/1'],
])('C2SP tlog-tiles: %o lies at %s', (tile, path) => {
  expect(tilePath(tile)).toBe(path);
  expect(entriesPath(tile.index, tile.width)).toBe(path.replace(/^tile\/\d+/, 'tile/entries'));
});

test('the tiles of 70,000 leaves are those of the specification', () => {
  const tiles = newTiles(0, 70_000);
  const count = (level: number, full: boolean): number =>
    tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;
  expect([count(0, true), count(1, true)]).toEqual([273, 1]);
  expect(tiles.filter(({ width }) => width < 256)).toEqual([
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ]);
  expect(newTiles(0, 256)).toEqual([
    { level: 0, index: 0, width: 256 },
    { level: 1, index: 0, width: 1 },
  ]);
});

test('a tree published piece by piece is read from its tiles', () => {
  const leaves = Array.from({ length: 1_000 }, (_, at) => leafHash(Buffer.from(`${at}`)));
  const levels: Buffer[][] = [];
  const node: ReadNode = (level, index) => levels[level]![index]!;
  const files = new Map<string, Buffer>();
  const range = createCompactRange();
  let published = 0;
  for (const size of [1, 2, 255, 256, 257, 700, 1_000]) {
    for (const leaf of leaves.slice(range.size, size)) {
      range.append(leaf, (level, index, hash) => ((levels[level] ??= [])[index] = hash));
    }
    for (const tile of newTiles(published, size)) files.set(tilePath(tile), encodeTile(tile, node));
    published = size;
    const read = nodesOfTiles(size, (tile) => files.get(tilePath(tile))!);
    expect(rangeHash(0, size, read)).toEqual(range.root());
    for (const index of [0, size >> 1, size - 1]) {
      expect(verifyInclusion(leaves[index]!, index, size, proveInclusion(index, size, read), range.root())).toBe(true);
    }
  }
  const short = nodesOfTiles(1_000, (tile) => files.get(tilePath(tile))!.subarray(1));
  expect(() => rangeHash(0, 1_000, short)).toThrow(Malformed);
});

test('an entry bundle is its entries behind their lengths', () => {
  const entries = [Buffer.from('{}'), Buffer.alloc(60_000, 0x61), Buffer.alloc(0)];
  const bundle = encodeEntries(entries);
  expect(bundle.subarray(0, 4).toString('hex')).toBe('00027b7d');
  expect(decodeEntries(bundle, 3)).toEqual(entries);
  expect(() => decodeEntries(bundle, 2)).toThrow(Malformed);
  expect(() => decodeEntries(bundle, 4)).toThrow(Malformed);
  expect(() => decodeEntries(bundle.subarray(0, -1), 3)).toThrow(Malformed);
  expect(() => encodeEntries([Buffer.alloc(65_536)])).toThrow(RangeError);
});
