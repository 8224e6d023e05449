import {
  formatNote,
  parseCheckpoint,
  parseNote,
  signCheckpoint,
  TILE_WIDTH,
  type Checkpoint,
  type NoteSigner,
} from '@agency-graph/ledger';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tree } from './tree.js';

export interface Publisher {
  /** How many leaves the last published checkpoint covers. */
  readonly size: number;
  /** Writes the tiles of the tree as it is and signs it, if it grew; durable in that order. The checkpoint, or null. */
  sign(): Promise<string | null>;
  /** Publishes a checkpoint that was signed; `witnessed` keeps it for those who ask later when a record came to be. */
  publish(note: string, witnessed: boolean): Promise<void>;
}

export interface PublisherParts {
  /** Where it is published. */
  readonly directory: string;
  /** Keeps the last checkpoint that was signed: witnesses may have seen it before it is published. */
  readonly signed: string;
  /** Where older versions kept it; removed once it is kept in its place. */
  readonly signedBefore: string;
  readonly origin: string;
  readonly tree: Tree;
  /** The last checkpoint that was signed before, published or not. */
  readonly published: Checkpoint | null;
  readonly tilesUpTo: number;
  /** The key that counts for this tree; told the tree when another one comes into force. */
  readonly signer: (checkpoint: Checkpoint) => Promise<NoteSigner>;
}

/**
 * Publishes a growing log as C2SP tlog-tiles with signed checkpoints. Runs beside the records: its syncs are not the
 * writer's. INVARIANT: a checkpoint never covers fewer leaves than the one before, nor another tree of the same size.
 */
export function createPublisher(parts: PublisherParts): Publisher {
  const { directory, origin, tree, signer } = parts;
  let signed = parts.published?.size ?? 0;
  let published = signed;
  let tiles = parts.tilesUpTo;
  /** Partial tiles that longer ones replace, not published yet; and those that readers of the one before may still read. */
  let replaced: string[] = [];
  let outdated: string[] = [];
  let writing = Promise.resolve();

  const replaceCheckpoint = async (note: string, witnessed: boolean): Promise<void> => {
    const { size } = parseCheckpoint(parseNote(note).text);
    // Witnesses that answer late may speak of one that was followed by another.
    if (witnessed) await appendWitnessed(directory, note);
    if (size < published) return;
    await writeWhole(join(directory, 'checkpoint'), note);
    if (size === published) return;
    published = size;
    await removeAll(directory, outdated);
    [outdated, replaced] = [replaced, []];
  };

  return {
    get size() {
      return published;
    },
    async sign() {
      if (tree.size === signed && tiles === signed) return null;
      // The tree as of now; records go on while its files are written.
      const checkpoint: Checkpoint = { origin, size: tree.size, root: tree.root() };
      const files = tree.filesSince(tiles);
      for (const { path, bytes } of files) await writeDurably(join(directory, path), bytes);
      await syncDirectories(new Set(files.map(({ path }) => dirname(join(directory, path)))));
      // Those of a process before go with the first checkpoint of this one: a crash may have torn what it left.
      const goes = tiles === parts.tilesUpTo ? outdated : replaced;
      for (const { path } of files) {
        const { shorter, longer } = await partialsBeside(directory, path);
        goes.push(...shorter);
        // Of states that were never published: this process may yet write some of these anew.
        await removeAll(directory, longer);
      }
      tiles = checkpoint.size;
      if (checkpoint.size === signed) return null;
      const note = formatNote(signCheckpoint(checkpoint, await signer(checkpoint)));
      await writeWhole(parts.signed, note);
      await rm(parts.signedBefore, { force: true });
      signed = checkpoint.size;
      tree.forget(signed);
      return note;
    },
    publish: (note, witnessed) => (writing = writing.then(() => replaceCheckpoint(note, witnessed))),
  };
}

/** Takes down, by days, which checkpoints witnesses saw and when: a JSON text a line, behind one that a crash tore too. */
async function appendWitnessed(directory: string, note: string): Promise<void> {
  const folder = join(directory, 'witnessed');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(join(folder, `${new Date().toISOString().slice(0, 10)}.jsonl`), 'a+', 0o600);
  try {
    await file.appendFile(`${(await isTorn(file)) ? '\n' : ''}${JSON.stringify(note)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function isTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

/** Replaces a file by one that is there wholly, and durable when this resolves. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeDurably(`${path}.new`, Buffer.from(text));
  await rename(`${path}.new`, path);
  await syncDirectories(new Set([dirname(path)]));
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function syncDirectories(directories: ReadonlySet<string>): Promise<void> {
  for (const directory of directories) {
    const opened = await open(directory, 'r');
    try {
      await opened.sync();
    } finally {
      await opened.close();
    }
  }
}

/** Partial files beside another one: those that it replaces, and those that only a crash has left. */
async function partialsBeside(directory: string, path: string) {
  const [full, width = TILE_WIDTH] = path.split('.p/');
  const names = await readdir(join(directory, `${full}.p`)).catch(() => []);
  const those = (is: (one: number) => boolean): string[] =>
    names.filter((name) => is(Number(name))).map((name) => `${full}.p/${name}`);
  return { shorter: those((one) => one < Number(width)), longer: those((one) => one > Number(width)) };
}

async function removeAll(directory: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(directory, path), { force: true });
  const folders = new Set(paths.map((path) => dirname(join(directory, path))));
  for (const folder of folders) {
    if ((await readdir(folder).catch(() => ['?'])).length === 0) await rm(folder, { recursive: true });
  }
}
