import type { Logger } from 'pino';

/** How far, in milliseconds, decisions may be ahead of the system's clock: the times of tokens are forgiven as much. */
const MOST_AHEAD = 5_000;
const LOOK_EVERY = 1_000;

/** Whether the clock of decisions is still the system's. */
export interface ClockWatch {
  /** That it is not: tokens end too early here, or are expired when they come, until the process is started again. */
  isAhead(): boolean;
  stop(): void;
}

/** Tells operators once that the system's clock was ahead and was set back. `ahead` is milliseconds. */
export function watchClock(ahead: () => number, log: Pick<Logger, 'error'>): ClockWatch {
  const isAhead = (): boolean => ahead() > MOST_AHEAD;
  let told = false;
  const timer = setInterval(() => {
    const now = isAhead();
    if (now && !told)
      log.error(
        { ahead: Math.round(ahead()) },
        'the clock of this machine was ahead and was set back: here tokens end too early, so restart the gateway',
      );
    told = now;
  }, LOOK_EVERY);
  timer.unref();
  return { isAhead, stop: () => clearInterval(timer) };
}
