import { UnderWay, type Placed } from '../../under-way.js';
import { SubgraphFailure } from './failure.js';

/** Something under way that ends when its time has come, or when nobody waits for it any more. */
export interface Timed extends Placed {
  /** By `performance.now()`. */
  readonly deadline: number;
  /** Aborted when the client leaves; null where that makes no difference. */
  readonly gone: AbortSignal | null;
  /** Ends it; what is over takes no notice. */
  end(failure: SubgraphFailure): void;
  /** Ends it because its time has come. */
  endLate(): void;
}

/** How often what is under way is looked at, in milliseconds: as late may an end be. */
const LOOKED_AT = 10;

/** Looks after the ends of all calls of an agency with one timer: one for each call costs more than the call's own work. */
export interface Deadlines {
  watch(timed: Timed): void;
  forget(timed: Timed): void;
}

export function createDeadlines(): Deadlines {
  const watched = new UnderWay<Timed>();
  let timer: NodeJS.Timeout | null = null;

  const look = (): void => {
    const now = performance.now();
    watched.forEach((timed) => {
      if (timed.gone?.aborted === true) timed.end(new SubgraphFailure('gone', 'the client has gone'));
      // What came while this thread could not run is read first: it was not the agency that was late.
      else if (timed.deadline <= now) setImmediate(endLate, timed);
    });
    if (watched.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };

  const endLate = (timed: Timed): void => {
    if (watched.has(timed)) timed.endLate();
  };

  return {
    watch(timed) {
      watched.add(timed);
      timer ??= setInterval(look, LOOKED_AT);
    },
    forget: (timed) => watched.remove(timed),
  };
}
