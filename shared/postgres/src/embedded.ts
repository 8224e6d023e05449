import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, fchownSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensureDataDirectory, SUPERUSER } from './data-directory.js';
import { takeLease, type Lease } from './lease.js';
import { livingPostmaster, stopPostmaster } from './postmaster.js';
import { serverFiles } from './server-files.js';
import { serverUser, type ServerUser } from './server-user.js';
import { serverArguments } from './settings.js';
import { makeSocketDir, removeSocketDir } from './socket-dir.js';

/** Recovery after a kill in the middle of a bulk load replays up to 4 GB of log. */
const START_MS = 180_000;
const POLL_MS = 15;
// The folder is the server user's: a link that it planted there must not lead root's pen elsewhere.
const LOG_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
/** What a start meets while the server before it is still going; it passes by itself. */
const PASSING = /lock file "postmaster\.pid"|lock file .*\.s\.PGSQL|pre-existing shared memory|is in use/;

/** A running embedded server. */
export interface EmbeddedServer {
  readonly dataDir: string;
  readonly socketDir: string;
  readonly logFile: string;
  /** True when the server was running already and is shared with the process that started it. */
  readonly reused: boolean;
  /** Resolves when the server is gone, by `stop` or by itself. */
  readonly lost: Promise<void>;
  /** A connection URL; without a user the superuser's. */
  url(database: string, user?: string): string;
  /** Leaves the server, and stops it (fast shutdown, at most 27 s) unless another process uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made when absent. Its parent must be open to the server's user: `reachableDataDir`. */
  readonly dataDir: string;
}

const launch = (
  dataDir: string,
  socketDir: string,
  logFile: string,
  program: string,
  user?: ServerUser,
): ChildProcess => {
  const log = openSync(logFile, LOG_FLAGS, 0o600);
  if (user !== undefined) fchownSync(log, user.uid, user.gid);
  // A session of its own: Ctrl-C in the terminal is for us, who then stop it in order.
  const child = spawn(program, serverArguments(dataDir, socketDir), {
    ...user,
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  return child;
};

/** A shell that waits for our end of its pipe to close, by our death too, and then clears up. */
const watch = (dataDir: string): ChildProcess => {
  const script = fileURLToPath(new URL('./watchdog.js', import.meta.url));
  const child = spawn('/bin/sh', ['-c', 'read -r _; exec "$@"', 'sh', process.execPath, script, dataDir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
};

const tail = (logFile: string): string => {
  try {
    return readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
};

interface Running {
  readonly lease: Lease;
  readonly socketDir: string;
  readonly reused: boolean;
}

const startOrJoin = async (
  dataDir: string,
  logFile: string,
  socketDir: string,
  program: string,
  user?: ServerUser,
): Promise<Running> => {
  const until = performance.now() + START_MS;
  let child: ChildProcess | undefined;
  while (performance.now() < until) {
    const running = livingPostmaster(dataDir);
    if (running !== undefined) {
      const lease = await takeLease(running.socketDir);
      if (lease !== undefined) return { lease, socketDir: running.socketDir, reused: running.pid !== child?.pid };
    } else if (child === undefined || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      if (child !== undefined && !PASSING.test(tail(logFile))) break;
      makeSocketDir(dataDir, user);
      child = launch(dataDir, socketDir, logFile, program, user);
    }
    await delay(POLL_MS);
  }
  throw new Error(`The embedded PostgreSQL on ${dataDir} did not start. The end of ${logFile}:\n${tail(logFile)}`);
};

/**
 * Starts PostgreSQL on that data directory, or joins the one that runs there. Recovers after a kill -9 of this
 * process, of the server or of an initdb. When this process dies without `stop`, a watchdog stops the server within
 * seconds, unless another process has joined it.
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<EmbeddedServer> => {
  const asked = resolve(options.dataDir);
  const user = serverUser(asked);
  const files = serverFiles(user);
  await ensureDataDirectory(asked, files, user);
  const dataDir = realpathSync(asked);
  const logFile = join(dataDir, 'server.log');
  const watchdog = watch(dataDir);
  try {
    const { lease, socketDir, reused } = await startOrJoin(
      dataDir,
      logFile,
      makeSocketDir(dataDir, user),
      files.postgres,
      user,
    );
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      const running = livingPostmaster(dataDir);
      const last = await lease.giveUp().catch(() => false);
      if (last && running !== undefined) await stopPostmaster(dataDir, running.pid);
      if (livingPostmaster(dataDir) === undefined) removeSocketDir(dataDir, user);
      watchdog.kill('SIGKILL');
      await lease.close();
    };
    return {
      dataDir,
      socketDir,
      logFile,
      reused,
      lost: lease.lost,
      url: (database, as = SUPERUSER) =>
        `postgresql://${encodeURIComponent(as)}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}`,
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    watchdog.kill('SIGKILL');
    throw error;
  }
};
