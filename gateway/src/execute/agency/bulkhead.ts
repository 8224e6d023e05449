import { createFairQueue } from '../../fair-queue.js';
import { SubgraphFailure } from './failure.js';

/** Who wants a place, and what they are told. */
export interface Visitor {
  readonly caller: string;
  /** Has a place from now on, and must leave it once. */
  onTurn(): void;
  /** Has none, and waits no more. */
  onTurnedAway(failure: SubgraphFailure): void;
}

/**
 * Lets only so many requests be under way to one agency; a bounded number waits, the rest is told at once. Those who wait
 * get their turns round by caller, and where too many do, it is one of whoever has most waiting that is turned away.
 */
export interface Bulkhead {
  /** Takes a place, now or when one is free. Returns how to leave the line before. */
  enter(visitor: Visitor): () => void;
  leave(): void;
  readonly inFlight: number;
  readonly waiting: number;
}

export function createBulkhead(concurrency: number, pending: number): Bulkhead {
  let inFlight = 0;
  const waiting = createFairQueue<Visitor>(pending);
  /** Places that were left and are not yet given to anybody. */
  let left = 0;
  let isGiving = false;

  return {
    enter(visitor) {
      if (inFlight < concurrency) {
        inFlight += 1;
        visitor.onTurn();
        return inNoLine;
      }
      const turnedAway = waiting.add(visitor.caller, visitor);
      turnedAway?.onTurnedAway(new SubgraphFailure('busy', `${pending} requests wait already`));
      return () => waiting.remove(visitor.caller, visitor);
    },
    leave() {
      left += 1;
      // Where an agency is left alone each leaves at its turn: one within another they would be as deep as the queue.
      if (isGiving) return;
      isGiving = true;
      try {
        while (left > 0) {
          left -= 1;
          const next = waiting.take();
          // The place goes over to whoever's turn it is.
          if (next === undefined) inFlight -= 1;
          else next.onTurn();
        }
      } finally {
        isGiving = false;
      }
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
const inNoLine = (): void => {};
