import { SubgraphFailure } from './failure.js';

/** Lets only so many requests be under way to one agency; a bounded number waits, the rest is told at once. */
export interface Bulkhead {
  /**
   * Takes a place, now or when one is free: then `onTurn` is called, and the place must be left once. Returns how to
   * leave the line before. Throws when too many wait.
   */
  enter(onTurn: () => void): () => void;
  leave(): void;
  readonly inFlight: number;
  readonly waiting: number;
}

export function createBulkhead(concurrency: number, pending: number): Bulkhead {
  let inFlight = 0;
  // In order of arrival.
  const waiting = new Set<() => void>();

  return {
    enter(onTurn) {
      if (inFlight < concurrency) {
        inFlight += 1;
        onTurn();
        return inPlace;
      }
      if (waiting.size >= pending) throw new SubgraphFailure('busy', `${pending} requests wait already`);
      waiting.add(onTurn);
      return () => void waiting.delete(onTurn);
    },
    leave() {
      const [next] = waiting;
      if (next === undefined) {
        inFlight -= 1;
        return;
      }
      // The place goes over to the first who waits.
      waiting.delete(next);
      next();
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return waiting.size;
    },
  };
}

/** Who has a place is in no line. */
const inPlace = (): void => {};
