import { SubgraphFailure } from './failure.js';

/** Lets only so many requests be under way to one agency; a bounded number waits, the rest is told at once. */
export interface Bulkhead {
  /** Resolves with the way out, which must be taken once. Rejects when too many wait, or with the signal. */
  enter(signal: AbortSignal): Promise<() => void>;
  readonly inFlight: number;
  readonly waiting: number;
}

export function createBulkhead(concurrency: number, pending: number): Bulkhead {
  let inFlight = 0;
  // In order of arrival.
  const waiting = new Set<() => void>();

  const leave = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      inFlight -= 1;
      return;
    }
    // The place goes over to the first who waits.
    waiting.delete(next);
    next();
  };

  return {
    async enter(signal) {
      if (inFlight < concurrency) {
        inFlight += 1;
        return leave;
      }
      if (waiting.size >= pending) throw new SubgraphFailure('busy', `${pending} requests wait already`);
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => {
          waiting.delete(onTurn);
          reject(signal.reason as Error);
        };
        const onTurn = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        waiting.add(onTurn);
        signal.addEventListener('abort', onAbort, { once: true });
      });
      return leave;
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
