import { getPriority, setPriority } from 'node:os';

/** A third of the share that a thread in the foreground gets of a busy processor. */
const NICENESS = 5;

/**
 * Lets the calling thread stand back where the processor is wanted for requests. Linux gives every thread a priority of
 * its own; elsewhere it would be the whole process's, and nothing is done.
 */
export function inBackground(): void {
  if (process.platform === 'linux') setPriority(Math.max(getPriority(), NICENESS));
}
