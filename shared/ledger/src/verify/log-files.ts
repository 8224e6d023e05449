import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Malformed } from '../malformed.js';
import { HASH_BYTES } from '../merkle.js';
import { LONGEST_ENTRY } from '../entry.js';
import { decodeEntries, entriesPath, TILE_WIDTH, tilePath, type Tile } from '../tile.js';
import { namesIn, readFileUpTo } from './regular-file.js';
import { openWitnessed, type WitnessedNotes } from './witnessed-notes.js';

/** A log as it lies in a folder: what is published of it, and its write-ahead log where that is there too. */
export interface LogFiles {
  readonly checkpoint: string;
  /** Notes of epochs, by epoch. */
  readonly certificates: readonly string[];
  readonly handovers: readonly string[];
  readonly witnessed: WitnessedNotes;
  /** The entries of one bundle. Throws `Malformed`. */
  entries(index: number, width: number): Buffer[];
  /** The hashes of one tile. Throws `Malformed`. */
  tile(tile: Tile): Buffer;
  /** Whether it is a node's whole folder, in which the write-ahead log is: not the published part of it alone. */
  readonly isWhole: boolean;
  /** Bundles of entries that one of this width replaced, and that nobody has removed. */
  replacedEntries(index: number, width: number): Iterable<Piece>;
  /** The same of tiles. */
  replacedTiles(tile: Tile): Iterable<Piece>;
  /** Segments of the write-ahead log, in order. */
  readonly segments: readonly { readonly first: number; read(): Buffer }[];
}

const SEGMENT_NAME = /^(\d{16})\.wal$/;
/** Largest files of each kind that are read: the folder may be a stranger's. Bytes. */
const LARGEST = {
  note: 256 * 1024,
  tile: TILE_WIDTH * HASH_BYTES,
  // Each entry has its length before it.
  entries: TILE_WIDTH * (2 + LONGEST_ENTRY),
  segment: 1024 * 1024 * 1024,
} as const;

/** A partial file. */
export interface Piece {
  /** Where it lies, under the log's prefix. */
  readonly path: string;
  readonly width: number;
  readonly bytes: Buffer;
}

/** Opens `<data>/audit`, or the published part of a log alone. Throws `Malformed` when there is no checkpoint. */
export function openLogFiles(directory: string): LogFiles {
  const isWhole = existsSync(join(directory, 'log', 'checkpoint'));
  const published = isWhole ? join(directory, 'log') : directory;
  const checkpoint = readFileUpTo(join(published, 'checkpoint'), LARGEST.note)?.toString();
  if (checkpoint === undefined) throw new Malformed('no checkpoint in this folder');

  /** Widths of the partial files that there are of a tile or bundle. */
  const partialsOf = (path: (width: number) => string): readonly number[] =>
    namesIn(join(published, `${path(TILE_WIDTH)}.p`))
      .map(Number)
      .filter((width) => width > 0 && width < TILE_WIDTH);
  /** attacker-controlled: one at a time, since all together may be more than memory holds. */
  function* replaced(kind: 'tile' | 'entries', width: number, path: (width: number) => string): Generator<Piece> {
    for (const one of partialsOf(path)) {
      const bytes = one < width ? readFileUpTo(join(published, path(one)), LARGEST[kind]) : undefined;
      if (bytes !== undefined) yield { path: path(one), width: one, bytes };
    }
  }

  /** A partial file may be gone once a longer one is there, of which it is the beginning: the log goes on being written. */
  const piece = <T>(
    kind: 'tile' | 'entries',
    width: number,
    path: (width: number) => string,
    part: (full: Buffer, width: number) => T,
  ): T => {
    for (const actual of [width, ...partialsOf(path).filter((one) => one > width), TILE_WIDTH]) {
      const bytes = readFileUpTo(join(published, path(actual)), LARGEST[kind]);
      if (bytes !== undefined) return part(bytes, actual);
    }
    throw new Malformed(`${path(width)} is missing`);
  };
  return {
    checkpoint,
    // Read when they are asked for: there are two a day.
    get certificates() {
      return notesIn(join(published, 'epochs'), '.certificate');
    },
    get handovers() {
      return notesIn(join(published, 'epochs'), '.handover');
    },
    witnessed: openWitnessed(join(published, 'witnessed')),
    entries: (index, width) =>
      piece(
        'entries',
        width,
        (actual) => entriesPath(index, actual),
        (bytes, actual) => decodeEntries(bytes, actual).slice(0, width),
      ),
    tile: (tile) =>
      piece(
        'tile',
        tile.width,
        (width) => tilePath({ ...tile, width }),
        (bytes, width) => {
          if (bytes.length !== width * HASH_BYTES) throw new Malformed(`${tilePath(tile)} has ${bytes.length} bytes`);
          return bytes.subarray(0, tile.width * HASH_BYTES);
        },
      ),
    isWhole,
    replacedEntries: (index, width) => replaced('entries', width, (actual) => entriesPath(index, actual)),
    replacedTiles: (tile) => replaced('tile', tile.width, (width) => tilePath({ ...tile, width })),
    segments: namesIn(join(directory, 'wal')).flatMap((name) => {
      const first = SEGMENT_NAME.exec(name)?.[1];
      const path = join(directory, 'wal', name);
      return first === undefined ? [] : [{ first: Number(first), read: () => readWhole(path, LARGEST.segment) }];
    }),
  };
}

function notesIn(folder: string, ending: string): string[] {
  const named = namesIn(folder).flatMap((name) => {
    const epoch = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
    return /^\d{1,10}$/.test(epoch) ? [{ epoch: Number(epoch), name }] : [];
  });
  const inOrder = named.toSorted((a, b) => a.epoch - b.epoch);
  return inOrder.map(({ name }) => readWhole(join(folder, name), LARGEST.note).toString());
}

function readWhole(path: string, most: number): Buffer {
  const bytes = readFileUpTo(path, most);
  if (bytes === undefined) throw new Malformed(`${basename(path)} is missing`);
  return bytes;
}
