import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EMBEDDED_MAJOR, type ServerFiles } from './server-files.js';
import { canEnter, type ServerUser } from './server-user.js';

/** The superuser of an embedded server. */
export const SUPERUSER = 'postgres';

const INITDB = [
  '-U',
  SUPERUSER,
  '-E',
  'UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '-A',
  'trust',
  '--no-instructions',
];

const run = async (program: string, args: readonly string[], user: ServerUser | undefined): Promise<void> => {
  const child = spawn(program, args, {
    ...user,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  if (code !== 0) throw new Error(`${basename(program)} failed (exit ${code}): ${said.trim()}`);
};

/** Unfinished directories of starts that died, told by the process id in their name. */
const sweep = (parent: string, prefix: string): void => {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(prefix))) {
    const [pid] = name.slice(prefix.length).split('-');
    if (!existsSync(`/proc/${pid}`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
};

/** Folders made on the way are opened for passing through, whatever our umask: root's server is another user. */
const makeParents = (folder: string): void => {
  if (existsSync(folder)) return;
  makeParents(dirname(folder));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
};

const refuseStrangers = (dataDir: string): void => {
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  const us = process.getuid?.();
  if (owner === undefined || us === 0 || owner === us) return;
  throw new Error(
    `${dataDir} belongs to uid ${owner}, not to you: start as that user (or root), or choose another folder`,
  );
};

const refuseOthers = (dataDir: string): void => {
  const version = join(dataDir, 'PG_VERSION');
  if (!existsSync(version)) {
    throw new Error(`${dataDir} has files but is no PostgreSQL data directory: move it away or choose another folder`);
  }
  const major = readFileSync(version, 'utf8').trim();
  if (major !== EMBEDDED_MAJOR) {
    throw new Error(
      `${dataDir} was made by PostgreSQL ${major}, this is PostgreSQL ${EMBEDDED_MAJOR}. If it holds only demonstration ` +
        `data, remove it: "rm -r ${dataDir}" and start again. Otherwise dump it with PostgreSQL ${major} first.`,
    );
  }
};

/**
 * Makes the data directory unless it is there: elsewhere first, then renamed whole, so that an interrupted start
 * leaves nothing half made and of two at once the first wins. Throws on a directory of another major version.
 */
export const ensureDataDirectory = async (
  dataDir: string,
  files: ServerFiles,
  user: ServerUser | undefined,
): Promise<void> => {
  const parent = dirname(dataDir);
  makeParents(parent);
  refuseStrangers(dataDir);
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) return refuseOthers(dataDir);
  if (!canEnter(user, parent)) throw new Error(`uid ${user?.uid} cannot enter ${parent}, where its data should lie`);
  const prefix = `.${basename(dataDir)}-making-`;
  sweep(parent, prefix);
  const making = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  if (user !== undefined) chownSync(making, user.uid, user.gid);
  try {
    await run(files.initdb, [...INITDB, '-D', making], user);
    renameSync(making, dataDir);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error;
  }
};
