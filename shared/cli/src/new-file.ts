import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { CommandFailure, wrongUsage } from './exit.js';

const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes a file for its owner's eyes alone, never in the place of another, and gives its descriptor. */
export function openNewFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw wrongUsage(`${path} is there already: say another name.`);
    throw new CommandFailure(`${path} cannot be made: ${message}`, undefined, { cause });
  }
}

/** Fails where such a file could not be made: found out before long work, it costs nobody the wait. */
export function requireNewFile(path: string): void {
  closeSync(openNewFile(path));
  rmSync(path);
}

/** Makes such a file of what is to be in it. Where that fails, no file is left. */
export function writeNewFile(path: string, content: string): void {
  const file = openNewFile(path);
  try {
    writeFileSync(file, content);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Makes such a file before what is to be in it, so that nothing is asked for that cannot be kept. Where that fails or is
 * interrupted, no file is left: what takes long must be waited for in `make`, or no interruption is heard meanwhile.
 */
export async function inNewFile<T>(
  path: string,
  make: (fill: (content: string | Uint8Array) => void) => T | Promise<T>,
): Promise<T> {
  const file = openNewFile(path);
  const leaveNone = (): void => rmSync(path, { force: true });
  const interrupted = (signal: NodeJS.Signals): void => {
    leaveNone();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of INTERRUPTS) process.once(signal, interrupted);
  try {
    return await make((content) => writeFileSync(file, content));
  } catch (error) {
    leaveNone();
    throw error;
  } finally {
    for (const signal of INTERRUPTS) process.off(signal, interrupted);
    closeSync(file);
  }
}
