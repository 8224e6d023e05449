import { performance } from 'node:perf_hooks';
import { createFairQueue } from '../fair-queue.js';
import type { Utilization } from './turnstile.js';

/** Requests at work at once that keep this thread busy, as long as agencies answer quickly. */
const ENOUGH = 8;
/** How often, in milliseconds, it is looked whether they do keep it busy, while others wait. */
const LOOK = 5;
/** From which share of that time on it is busy, and below which it has little to do. */
const BUSY = 0.9;
const IDLE = 0.5;
/** How many of those at work stay so at the next look, where it is busy. */
const FEWER = 0.9;

/**
 * Who was let in, and is known, waits here for a turn. What is begun is held in memory until it is answered, and the more
 * of that there is the more time goes into collecting the rest: a busy thread that begins few requests at a time answers
 * more of them, and no later. One that waits for agencies, or for the disk, begins more.
 */
export interface Turns {
  /** Resolves when it is the turn of a request; callers have theirs one after the other. Call what it gives once it is over. */
  take(caller: string): Promise<() => void>;
}

export function createTurns(utilization: Utilization = performance.eventLoopUtilization): Turns {
  const waiting = createFairQueue<() => void>(Infinity);
  let most = ENOUGH;
  let atWork = 0;
  let looking = false;
  let before = utilization();

  const begin = (): void => {
    while (atWork < most && waiting.size > 0) {
      atWork += 1;
      waiting.take()!();
    }
    if (looking || (waiting.size === 0 && most === ENOUGH)) return;
    looking = true;
    before = utilization();
    setTimeout(look, LOOK).unref();
  };
  const look = (): void => {
    const share = utilization(before).utilization;
    if (share >= BUSY || atWork === 0) most = Math.max(ENOUGH, Math.floor(most * FEWER));
    else if (waiting.size > 0) most = share < IDLE ? most * 2 : most + 1;
    looking = false;
    begin();
  };
  const leave = (): void => {
    atWork -= 1;
    begin();
  };

  return {
    take: (caller) =>
      new Promise((resolve) => {
        waiting.add(caller, () => resolve(leave));
        begin();
      }),
  };
}
