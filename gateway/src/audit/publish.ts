import { formatNote, signCheckpoint, type Checkpoint, type NoteSigner } from '@agency-graph/ledger';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tree } from './tree.js';

export interface Publisher {
  /** How many leaves the last published checkpoint covers. */
  readonly size: number;
  /** Publishes the tree as it is, if it grew: tiles first, then the checkpoint; durable in that order. */
  publish(): Promise<void>;
}

export interface PublisherParts {
  readonly directory: string;
  readonly origin: string;
  readonly tree: Tree;
  /** What was published before. */
  readonly published: Checkpoint | null;
  readonly tilesUpTo: number;
  /** The key that counts for this tree; told the tree when another one comes into force. */
  readonly signer: (checkpoint: Checkpoint) => Promise<NoteSigner>;
}

/**
 * Publishes a growing log as C2SP tlog-tiles with signed checkpoints. Runs beside the records: its syncs are not the
 * writer's. INVARIANT: a checkpoint never covers fewer leaves than the one before, nor another tree of the same size.
 */
export function createPublisher({ directory, origin, tree, published, tilesUpTo, signer }: PublisherParts): Publisher {
  let size = published?.size ?? 0;
  let tiles = tilesUpTo;
  let outdated: string[] = [];

  return {
    get size() {
      return size;
    },
    async publish() {
      if (tree.size === size && tiles === size) return;
      // The tree as of now; records go on while its files are written.
      const checkpoint: Checkpoint = { origin, size: tree.size, root: tree.root() };
      const files = tree.filesSince(tiles);
      for (const { path, bytes } of files) await writeDurably(join(directory, path), bytes);
      await syncDirectories(new Set(files.map(({ path }) => dirname(join(directory, path)))));
      if (checkpoint.size > size) {
        const note = signCheckpoint(checkpoint, await signer(checkpoint));
        const file = join(directory, 'checkpoint');
        await writeDurably(`${file}.new`, Buffer.from(formatNote(note)));
        await rename(`${file}.new`, file);
        await syncDirectories(new Set([directory]));
      }
      size = tiles = checkpoint.size;
      tree.forget(size);
      // Partial tiles are kept for readers of the checkpoint before this one.
      await removeAll(directory, outdated);
      outdated = files.map(({ path }) => path).filter((path) => path.includes('.p/'));
    },
  };
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

async function removeAll(directory: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(directory, path), { force: true });
  const folders = new Set(paths.map((path) => dirname(join(directory, path))));
  for (const folder of folders) {
    if ((await readdir(folder).catch(() => ['?'])).length === 0) await rm(folder, { recursive: true });
  }
}
