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

/**
 * Makes such a file before what is to be in it, so that nothing is asked for that cannot be kept. Where that fails or is
 * interrupted, no file is left.
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
