import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A living server, as its data directory tells of it. */
export interface Postmaster {
  readonly pid: number;
  readonly socketDir: string;
}

/** How long each, ever harder, way of stopping is given. Milliseconds. */
const STOPPING: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 2_000],
];
const POLL_MS = 10;

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Command line of a process; null of none, and of one that has ended and is not waited for yet. */
const commandOf = (pid: number): readonly string[] | null => {
  const command = read(`/proc/${pid}/cmdline`)?.split('\0');
  return command === undefined || command[0] === '' ? null : command;
};

const serves = (command: readonly string[], dataDir: string): boolean =>
  command[0]?.endsWith('/postgres') === true && command.includes(dataDir);

/**
 * The server that runs on this data directory, if one does. The file may be left over from a killed server and its
 * number may meanwhile be anyone's (small numbers come again in each container): the command line decides, and a
 * file that names a stranger is removed, for PostgreSQL itself would take the stranger for a server.
 */
export const livingPostmaster = (dataDir: string): Postmaster | undefined => {
  const file = join(dataDir, 'postmaster.pid');
  const lines = read(file)?.split('\n');
  const pid = Number(lines?.[0]);
  if (lines === undefined || !Number.isInteger(pid) || pid <= 0) return undefined;
  const command = commandOf(pid);
  if (command === null) return undefined;
  if (!serves(command, dataDir)) {
    rmSync(file, { force: true });
    return undefined;
  }
  return { pid, socketDir: lines[4] ?? '' };
};

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/**
 * Stops that server: fast shutdown, and harder after 20 and 25 s. Resolves when it is gone, within 27 s: a server removes
 * its file a moment before it ends, so that it is the process that is looked at.
 */
export const stopPostmaster = async (dataDir: string, pid: number): Promise<void> => {
  const isGone = (): boolean => {
    const command = commandOf(pid);
    return command === null || !serves(command, dataDir);
  };
  for (const [signal, patience] of STOPPING) {
    if (isGone()) return;
    kill(pid, signal);
    const until = performance.now() + patience;
    while (performance.now() < until) {
      if (isGone()) return;
      await delay(POLL_MS);
    }
  }
};
