import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Defect, World, WorldSize } from './records.js';
import { createWorld, MASTER_SEED } from './create-world.js';

/** Raised whenever the same seed would give other records. */
export const GENERATOR_VERSION = '1.0.1';

const CHUNK_CHARACTERS = 1 << 20;
const PROGRESS_RECORDS = 10_000;

export interface WriteWorldOptions {
  readonly size: WorldSize;
  /** Directory, made if it is missing; files of the same names are replaced. */
  readonly out: string;
  readonly seed?: string;
  readonly onProgress?: (progress: WriteProgress) => void;
}
export interface WriteProgress {
  readonly file: string;
  readonly records: number;
  /** Undefined where the number is known only at the end (truth). */
  readonly total: number | undefined;
}
export interface WrittenFile {
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}
export interface Manifest {
  readonly generator: '@agency-graph/world';
  readonly version: string;
  readonly synthetic: true;
  readonly size: WorldSize;
  readonly seed: string;
  readonly now: string;
  readonly counts: World['counts'];
  readonly files: Readonly<Record<string, WrittenFile>>;
}

/**
 * Writes a world as NDJSON, one file a kind, records in the order of their ids (by code unit), each marked synthetic;
 * the defects in `truth.jsonl`, the sums in `manifest.json`. Memory stays bounded at any size.
 */
export async function writeWorld(options: WriteWorldOptions): Promise<Manifest> {
  const { size, out, seed = MASTER_SEED, onProgress } = options;
  const world = createWorld(size, seed);
  await mkdir(out, { recursive: true });
  const files: Record<string, WrittenFile> = {};
  for (const [file, total, records] of contents(world)) {
    files[file] = await writeLines(join(out, file), records, (count) => onProgress?.({ file, records: count, total }));
  }
  const manifest: Manifest = {
    generator: '@agency-graph/world',
    version: GENERATOR_VERSION,
    synthetic: true,
    size,
    seed,
    now: world.now,
    counts: world.counts,
    files,
  };
  await writeFile(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

type Content = readonly [file: string, total: number | undefined, records: Iterable<object>];

function contents(world: World): readonly Content[] {
  const { counts } = world;
  return [
    ['accounts.ndjson', counts.accounts, world.accounts()],
    ['admin-units.ndjson', counts.adminUnits, world.adminUnits()],
    ['agreements.ndjson', counts.agreements, world.agreements.toSorted((a, b) => (a.id < b.id ? -1 : 1))],
    ['documents.ndjson', counts.documents, world.documents()],
    ['feedback.ndjson', counts.feedback, world.feedback()],
    ['members.ndjson', counts.members, membersById(world)],
    ['organisations.ndjson', counts.organisations, world.organisations()],
    ['purposes.ndjson', world.purposes.length, world.purposes.toSorted((a, b) => (a.code < b.code ? -1 : 1))],
    ['tasks.ndjson', counts.tasks, world.tasks()],
    ['truth.jsonl', undefined, truthById(world)],
  ];
}

function* membersById(world: World): Iterable<object> {
  for (const index of membersInOrder(world.counts.members)) yield* world.members(index, index + 1);
}

function* truthById(world: World): Iterable<Defect> {
  yield* world.truth('documents');
  for (const index of membersInOrder(world.counts.members)) yield* world.truth('members', index, index + 1);
  yield* world.truth('tasks');
}

/**
 * Indices of members in the order of their ids as text: `M-100000`, `M-1000000` … `M-1000009`, `M-100001`. A longer
 * number stands right after its own prefix.
 */
function* membersInOrder(members: number): Iterable<number> {
  for (let number = 1; number <= Math.min(members, 999_999); number += 1) {
    yield number - 1;
    if (number < 100_000) continue;
    for (let digit = 0; digit < 10; digit += 1) {
      const longer = number * 10 + digit;
      if (longer > members) break;
      yield longer - 1;
    }
  }
}

async function writeLines(
  path: string,
  records: Iterable<object>,
  report: (records: number) => void,
): Promise<WrittenFile> {
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  let written = 0;
  let bytes = 0;
  let chunk = '';
  const flush = async (): Promise<void> => {
    const buffer = Buffer.from(chunk, 'utf8');
    chunk = '';
    hash.update(buffer);
    bytes += buffer.length;
    await file.write(buffer);
  };
  try {
    for (const record of records) {
      chunk += `${JSON.stringify({ synthetic: true, ...record })}\n`;
      written += 1;
      if (chunk.length >= CHUNK_CHARACTERS) await flush();
      if (written % PROGRESS_RECORDS === 0) report(written);
    }
    await flush();
    report(written);
  } finally {
    await file.close();
  }
  return { records: written, bytes, sha256: hash.digest('hex') };
}
