import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Malformed } from '../malformed.js';
import { HASH_BYTES } from '../merkle.js';
import { decodeEntries, entriesPath, TILE_WIDTH, tilePath, type Tile } from '../tile.js';

/** A log as it lies in a folder: what is published of it, and its write-ahead log where that is there too. */
export interface LogFiles {
  readonly checkpoint: string;
  /** Notes of epochs, by epoch. */
  readonly certificates: readonly string[];
  readonly handovers: readonly string[];
  /** Sizes of the checkpoints that witnesses saw, ascending, and the note of one: which it is, nobody has checked yet. */
  readonly witnessed: ReadonlyMap<number, string>;
  /** The entries of one bundle. Throws `Malformed`. */
  entries(index: number, width: number): Buffer[];
  /** The hashes of one tile. Throws `Malformed`. */
  tile(tile: Tile): Buffer;
  /** Segments of the write-ahead log, in order. */
  readonly segments: readonly { readonly first: number; read(): Buffer }[];
}

const SEGMENT_NAME = /^(\d{16})\.wal$/;

/** Opens `<data>/audit`, or the published part of a log alone. Throws `Malformed` when there is no checkpoint. */
export function openLogFiles(directory: string): LogFiles {
  const published = existsSync(join(directory, 'log', 'checkpoint')) ? join(directory, 'log') : directory;
  const file = (path: string): Buffer | undefined => {
    try {
      return readFileSync(join(published, path));
    } catch {
      return undefined;
    }
  };
  const checkpoint = file('checkpoint')?.toString();
  if (checkpoint === undefined) throw new Malformed('no checkpoint in this folder');

  /** A partial file may be gone once a longer one is there, of which it is the beginning: the log goes on being written. */
  const piece = <T>(width: number, path: (width: number) => string, part: (full: Buffer, width: number) => T): T => {
    const longer = namesIn(join(published, `${path(TILE_WIDTH)}.p`)).map(Number);
    for (const actual of [width, ...longer.filter((one) => one > width && one < TILE_WIDTH), TILE_WIDTH]) {
      const bytes = file(path(actual));
      if (bytes !== undefined) return part(bytes, actual);
    }
    throw new Malformed(`${path(width)} is missing`);
  };
  return {
    checkpoint,
    certificates: notesIn(join(published, 'epochs'), '.certificate'),
    handovers: notesIn(join(published, 'epochs'), '.handover'),
    witnessed: witnessedIn(join(published, 'witnessed')),
    entries: (index, width) =>
      piece(
        width,
        (actual) => entriesPath(index, actual),
        (bytes, actual) => decodeEntries(bytes, actual).slice(0, width),
      ),
    tile: (tile) =>
      piece(
        tile.width,
        (width) => tilePath({ ...tile, width }),
        (bytes, width) => {
          if (bytes.length !== width * HASH_BYTES) throw new Malformed(`${tilePath(tile)} has ${bytes.length} bytes`);
          return bytes.subarray(0, tile.width * HASH_BYTES);
        },
      ),
    segments: namesIn(join(directory, 'wal')).flatMap((name) => {
      const first = SEGMENT_NAME.exec(name)?.[1];
      return first === undefined
        ? []
        : [{ first: Number(first), read: () => readFileSync(join(directory, 'wal', name)) }];
    }),
  };
}

function notesIn(folder: string, ending: string): string[] {
  const named = namesIn(folder).flatMap((name) => {
    const epoch = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
    return /^\d{1,10}$/.test(epoch) ? [{ epoch: Number(epoch), name }] : [];
  });
  return named.toSorted((a, b) => a.epoch - b.epoch).map(({ name }) => readFileSync(join(folder, name), 'utf8'));
}

/**
 * Notes by their size, as days' files have them: a JSON text a line. Hints, of which the log itself needs none: a line
 * that a crash tore, alone or before the one that a restart wrote behind it, is passed over.
 */
function witnessedIn(folder: string): ReadonlyMap<number, string> {
  const found = namesIn(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .map(noteOf)
    .filter((found) => found !== null);
  return new Map(found.toSorted(([a], [b]) => a - b));
}

/** The form of a signed checkpoint; one of many is read, and all are looked at. */
const CHECKPOINT = /^[^\n]+\n(\d{1,15})\n[A-Za-z0-9+/=]{44}\n\n(?:— \S+ \S+\n)+$/;

function noteOf(line: string): readonly [size: number, note: string] | null {
  try {
    const note: unknown = JSON.parse(line);
    const size = typeof note === 'string' ? CHECKPOINT.exec(note)?.[1] : undefined;
    return size === undefined ? null : [Number(size), note as string];
  } catch {
    return null;
  }
}

/** None of a folder that is not there, or no longer: a live log's partial tiles come and go. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
