import { setTimeout as delay } from 'node:timers/promises';
import { takeLast } from './lease.js';
import { livingPostmaster, stopPostmaster } from './postmaster.js';
import { serverUser } from './server-user.js';
import { removeSocketDir } from './socket-dir.js';

/** How long the connections of the process that died may take to be noticed by the server. Milliseconds. */
const PATIENCE_MS = 3_000;
const POLL_MS = 100;

/** Runs when the process that started a server has died without stopping it: stops it unless others use it. */
const clearUp = async (dataDir: string): Promise<void> => {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const running = livingPostmaster(dataDir);
    // Not there may mean not yet: our process may have died just after it launched the server.
    const last = running && (await takeLast(running.socketDir).catch(() => undefined));
    if (running !== undefined && last !== undefined) {
      await stopPostmaster(dataDir, running.pid);
      removeSocketDir(dataDir, serverUser(dataDir));
      return;
    }
    await delay(POLL_MS);
  }
};

const [dataDir] = process.argv.slice(2);
if (dataDir !== undefined) await clearUp(dataDir);
