import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure } from '../exit.js';
import type { Part } from './parts.js';
import { portHolder, portIsFree } from './port-holder.js';

/** Parts whose supervisor was killed end by themselves; so long is waited for that. Milliseconds. */
const PATIENCE_MS = 6_000;
const POLL_MS = 50;

/** Waits until the part's port is free, or fails with the name of who holds it. */
export const waitForPort = async (part: Part, port: number): Promise<void> => {
  const until = performance.now() + PATIENCE_MS;
  while (!(await portIsFree(port))) {
    const holder = portHolder(port);
    // Only one of our own can be on its way out.
    if (performance.now() > until || !holder.includes('/dist/main.js')) {
      throw new CommandFailure(
        `Port ${port}, where ${part.name} should listen, is held by ${holder}. ` +
          `Stop it, or choose another: ${part.prefix}_PORT=${port + 1000}, or "start ${part.name} --port ${port + 1000}".`,
      );
    }
    await delay(POLL_MS);
  }
};
