import { performance } from 'node:perf_hooks';

/** Events that this thread's loop has handled. Before Node 20.18 nobody counts them: then there is a lull at once. */
const handled = (): number => performance.nodeTiming.uvMetricsInfo?.events ?? 0;

/** Calls back in the first turn of the event loop in which nothing has come, or after `most` turns that brought something. */
export function inLull(most: number, then: () => void): void {
  let before = -1;
  const look = (left: number): void => {
    const now = handled();
    if (now === before || left === 0) return then();
    before = now;
    setImmediate(look, left - 1);
  };
  setImmediate(look, most);
}
