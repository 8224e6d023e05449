import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

/** Takes the locks of a log and of its keys, which sign no other one meanwhile; returns how to give them back. */
export function takeLocks(log: string, keys: string): () => void {
  const unlockLog = takeLock(log, (holder) => `${log} is written by process ${holder} already`);
  try {
    const unlockKeys = takeLock(
      keys,
      (holder) =>
        `the keys in ${keys} are those of a log that process ${holder} writes: a second gateway needs another name (AGENCY_GRAPH_NODE)`,
    );
    return () => {
      unlockKeys();
      unlockLog();
    };
  } catch (error) {
    unlockLog();
    throw error;
  }
}

/**
 * Takes the lock beside a file or folder, a file that names the process which uses it; returns how to give it back. A lock
 * whose process is gone is taken over. It holds between processes that see each other's numbers; elsewhere a second writer
 * is noticed by the length of the log.
 */
function takeLock(path: string, refusal: (holder: string) => string): () => void {
  const lock = `${path}.lock`;
  const mine = `${process.pid} ${startedAt(process.pid)}\n`;
  const own = `${lock}.${process.pid}`;
  rmSync(own, { force: true });
  writeFileSync(own, mine, { mode: 0o600, flag: 'wx' });
  try {
    // A link to a file that is written already: nobody ever reads half a lock.
    for (let attempt = 0; !linked(own, lock); attempt += 1) {
      const holder = read(lock);
      if (attempt > 2 || lives(holder)) throw new Error(refusal(holder.split(' ')[0]!));
      removeStale(lock, holder);
    }
  } finally {
    unlinkSync(own);
  }
  return () => {
    if (read(lock) === mine) rmSync(lock, { force: true });
  };
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock out of the way; puts it back when somebody else was faster and it is no longer the stale one. */
function removeStale(lock: string, holder: string): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (read(aside) !== holder) linked(aside, lock);
  rmSync(aside, { force: true });
}

function lives(holder: string): boolean {
  const [pid = '', started = ''] = holder.trim().split(' ');
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // A number is used again after a while; the time at which its process began is not.
  return startedAt(Number(pid)) === started;
}

/** When a process began, in the kernel's ticks since boot; empty where there is no /proc. */
function startedAt(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
