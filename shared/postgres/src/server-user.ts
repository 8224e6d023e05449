import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';

/** The user that the server runs as. `undefined`: whoever we are. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` on every Linux: PostgreSQL refuses to run as root, and there is no user to create. */
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/** For root: the owner of an existing data directory, or nobody. For everyone else: themselves. */
export const serverUser = (dataDir: string): ServerUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  return owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
};

/** Whether that user can enter the folder. Asked of the kernel by trying: modes alone do not tell (ACLs, mounts). */
export const canEnter = (user: ServerUser | undefined, folder: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;

/**
 * Where the data of `preferred` can really lie: there, or, when root's server could not reach it (a checkout below
 * `/root`), in a folder of its own under `/var/lib`, the same one at each start.
 */
export const reachableDataDir = (preferred: string): string => {
  const wanted = resolve(preferred);
  const user = serverUser(wanted);
  mkdirSync(dirname(wanted), { recursive: true });
  if (user === undefined || canEnter(user, dirname(wanted))) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return join('/var/lib/agency-graph', name, 'postgres');
};
