import { createHash } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerUser } from './server-user.js';

/** Longest path that a unix socket takes on Linux is 107 bytes; the socket's own name is 16 of them. */
const MAX_SOCKET_DIR = 83;

const socketDirOf = (dataDir: string, uid: number): string => {
  const name = `agency-graph-${createHash('sha256').update(`${uid}:${dataDir}`).digest('hex').slice(0, 12)}`;
  const inTmp = join(tmpdir(), name);
  return Buffer.byteLength(inTmp) <= MAX_SOCKET_DIR ? inTmp : join('/tmp', name);
};

const ourUid = (): number => process.getuid?.() ?? 0;

/**
 * The folder of a data directory's socket: short however deep the data lies, and open to the server's user alone,
 * which is what lets the server trust whoever reaches it. Throws when another user made a folder of that name.
 */
export const makeSocketDir = (dataDir: string, user: ServerUser | undefined): string => {
  const uid = user?.uid ?? ourUid();
  const folder = socketDirOf(dataDir, uid);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  // Hostile: anyone may make names in /tmp. The owner of a folder that is not the server's would read every query.
  const known = found.uid === uid || found.uid === ourUid();
  if (!found.isDirectory() || !known || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a private folder of uid ${uid}: remove it, or set TMPDIR to another folder`);
  }
  if (user !== undefined && found.uid !== uid) chownSync(folder, user.uid, user.gid);
  return folder;
};

/** Removes it once the server is gone. */
export const removeSocketDir = (dataDir: string, user: ServerUser | undefined): void =>
  rmSync(socketDirOf(dataDir, user?.uid ?? ourUid()), { recursive: true, force: true });
