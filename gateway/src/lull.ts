import { performance } from 'node:perf_hooks';

/** How long a lull is waited for: in turns of the event loop, and in milliseconds. Whichever is over first. */
export interface LongestWait {
  readonly turns: number;
  readonly milliseconds: number;
}

/** Events that this thread's loop has handled. Before Node 20.18 nobody counts them: then there is a lull at once. */
const handled = (): number => performance.nodeTiming.uvMetricsInfo?.events ?? 0;

/** Calls back in the first turn of the event loop in which nothing has come, or when it has waited long enough for one. */
export function inLull({ turns, milliseconds }: LongestWait, then: () => void): void {
  const until = performance.now() + milliseconds;
  let before = -1;
  const look = (left: number): void => {
    const now = handled();
    if (now === before || left === 0 || performance.now() >= until) return then();
    before = now;
    setImmediate(look, left - 1);
  };
  setImmediate(look, turns);
}
