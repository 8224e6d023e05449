import { chmodSync, linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { inRoot } from './paths.mjs';

const FOLDER = inRoot('.data');
const LOCK = inRoot('.data', 'setup.lock');
const CLEARING = `${LOCK}.clearing`;
const POLL_MS = 100;
/** Clearing a dead process's lock takes microseconds; one this old was itself left by a death. */
const CLEARING_STALE_MS = 10_000;

/** When a process began, in the kernel's clock ticks: with its number, an identity that does not come again. */
const birth = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[19];
  } catch {
    return undefined;
  }
};

const holder = () => {
  try {
    const [pid, born] = readFileSync(LOCK, 'utf8').split(' ');
    return { pid, alive: born !== undefined && birth(pid) === born };
  } catch {
    return undefined;
  }
};

const clearDead = () => {
  try {
    mkdirSync(CLEARING);
  } catch {
    const since = statSync(CLEARING, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > CLEARING_STALE_MS) rmSync(CLEARING, { recursive: true, force: true });
    return;
  }
  // Read again: between our look and now another may have cleared it and taken the lock.
  if (holder()?.alive === false) rmSync(LOCK, { force: true });
  rmdirSync(CLEARING);
};

const take = () => {
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${birth(process.pid)}`);
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
};

const writable = () => {
  try {
    // Whatever our umask: root's database server, another user, must pass through it.
    if (mkdirSync(FOLDER, { recursive: true }) !== undefined) chmodSync(FOLDER, 0o755);
    writeFileSync(`${LOCK}.${process.pid}`, '');
    rmSync(`${LOCK}.${process.pid}`);
    return true;
  } catch {
    return false;
  }
};

/** Runs alone of all set-ups in this checkout. In one that cannot be written, nothing can collide. */
export const withLock = async (work) => {
  if (!writable()) return work();
  let told = false;
  while (!take()) {
    const other = holder();
    if (other?.alive === false) clearDead();
    else {
      if (!told && other !== undefined) console.error(`Waiting for the set-up of process ${other.pid} in this folder.`);
      told ||= other !== undefined;
      await delay(POLL_MS);
    }
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
};
