import { setFlagsFromString } from 'node:v8';
import { Worker, type ResourceLimits, type WorkerOptions } from 'node:worker_threads';

/** What a thread's heap may take, in MiB. Of the young, a third at most is in use at a time. */
type Room = ResourceLimits & Required<Pick<ResourceLimits, 'maxYoungGenerationSizeMb'>>;

/**
 * Starts a thread with a heap of its own size. The flag that gives the main thread of this process much room for the young
 * (`--max-semi-space-size`) would give every thread as much, whatever its `resourceLimits` say, and a thread that lives long
 * fills it with what is dead. The main thread keeps what it has when the flag is taken back.
 */
export function startThread(script: string, options: WorkerOptions & { readonly resourceLimits: Room }): Worker {
  setFlagsFromString('--max-semi-space-size=0');
  return new Worker(script, options);
}
