import { execFile } from 'node:child_process';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import type { ReadFile } from './read-working-tree.js';

const run = promisify(execFile);
/** Largest schema file that is read out of a commit. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Names of the branch that others' changes come together in, tried in this order: a local one may be long behind. */
const MAINS = ['origin/main', 'main'];

/** The files of a commit, read by path relative to `dir`. */
export interface CommittedTree {
  readonly ref: string;
  /** Whether it is the one that is checked out. */
  readonly isHead: boolean;
  readonly read: ReadFile;
}

/** Git could not tell; the message is its own. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

/**
 * The commit that a working tree is held against: the named one; else where it left main, so that what main did since
 * is not asked of it; else HEAD. Undefined outside a git checkout, before the first commit, and for a name that is no
 * commit's. Throws a GitFailure where git cannot tell.
 */
export const committedTree = async (dir: string, ref?: string): Promise<CommittedTree | undefined> => {
  if (ref !== undefined) {
    const commit = await commitOf(dir, ref);
    return commit === undefined ? undefined : treeOf(dir, ref, commit, (await commitOf(dir, 'HEAD')) === commit);
  }
  const head = await commitOf(dir, 'HEAD').catch(nothingWhere(/^fatal: not a git repository/));
  if (head === undefined) return undefined;
  for (const main of MAINS) {
    const tip = await commitOf(dir, main);
    if (tip === undefined) continue;
    // A shallow checkout may not reach back to where it left.
    const left = (await git(dir, 'merge-base', head, tip))?.trim() ?? tip;
    return treeOf(dir, left === tip ? main : `${main} at ${left.slice(0, 10)}`, left, left === head);
  }
  return treeOf(dir, 'HEAD', head, true);
};

const treeOf = (dir: string, ref: string, commit: string, isHead: boolean): CommittedTree => ({
  ref,
  isHead,
  read: async (path) => {
    const name = `${commit}:./${posix.normalize(path)}`;
    const file = await objectOf(dir, name).catch(nothingWhere(/ is outside repository /));
    return file === undefined ? undefined : git(dir, 'cat-file', 'blob', file);
  },
});

const commitOf = (dir: string, ref: string): Promise<string | undefined> => objectOf(dir, `${ref}^{commit}`);

const objectOf = async (dir: string, name: string): Promise<string | undefined> =>
  (await git(dir, 'rev-parse', '--verify', '--quiet', '--end-of-options', name))?.trim();

/** The output of a git command; undefined where it answers that there is no such thing. */
const git = async (dir: string, ...args: readonly string[]): Promise<string | undefined> => {
  try {
    const options = { cwd: dir, encoding: 'utf8', maxBuffer: MAX_FILE_BYTES } as const;
    // Failures are told apart by git’s words, so it says them in one language.
    return (await run('/usr/bin/env', ['LC_ALL=C', 'git', ...args], options)).stdout;
  } catch (cause) {
    const { code, stderr, message } = cause as Error & { readonly code?: unknown; readonly stderr?: string };
    if (code === 1) return undefined;
    throw new GitFailure(stderr?.trim() || message, { cause });
  }
};

const nothingWhere =
  (says: RegExp) =>
  (error: unknown): undefined => {
    if (!(error instanceof GitFailure && says.test(error.message))) throw error;
  };
