import { execFile } from 'node:child_process';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import type { ReadFile } from './read-working-tree.js';

const run = promisify(execFile);
/** Largest schema file that is read out of a commit. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Tried in this order: a branch is held against main, main against its own last commit. */
const BASELINES = ['main', 'origin/main', 'HEAD'];

/** The files of a commit, read by path relative to `dir`. */
export interface CommittedTree {
  readonly ref: string;
  readonly read: ReadFile;
}

/** The commit that a working tree is held against, or undefined outside a git checkout and before the first commit. */
export const committedTree = async (dir: string, ref?: string): Promise<CommittedTree | undefined> => {
  for (const each of ref === undefined ? BASELINES : [ref]) {
    const commit = await git(dir, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${each}^{commit}`);
    if (commit !== undefined) {
      const id = commit.trim();
      return { ref: each, read: (path) => git(dir, 'show', '--end-of-options', `${id}:./${posix.normalize(path)}`) };
    }
  }
  return undefined;
};

/** The output of a git command; undefined where it fails or there is no git. */
const git = async (dir: string, ...args: readonly string[]): Promise<string | undefined> => {
  try {
    return (await run('git', [...args], { cwd: dir, encoding: 'utf8', maxBuffer: MAX_FILE_BYTES })).stdout;
  } catch {
    return undefined;
  }
};
