import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { Refusal } from '../refusals.js';

/** Requests under way at once: at most, and whatever they cost. */
const MOST = 1_000;
const LEAST = 256;
/** How much work, in milliseconds of this thread, may be under way: half of the time in which a request must be answered. */
const WORK = 2_500;
/** How often the cost of a request is reckoned anew, in milliseconds, and from how many requests. */
const EVERY = 500;
const ENOUGH = 50;
/** From which share of the places on one caller may not hold more than half of those that are taken. */
const CROWDED = 0.75;
/** How long, in milliseconds, a request may stay whose client has gone: what it asked for is not over, nor recorded. */
const SEEN_THROUGH = 12_000;

/** A request's place; given back once its answer is delivered. */
export interface Place {
  /** Whose it is, no longer the client's alone. Throws `TOO_MANY_REQUESTS` where it is crowded and half of it is theirs. */
  claim(caller: string): void;
  leave(): void;
}

/** Why nobody more is let in: it is full, or half of it is this client's already and it is crowded. */
export type TurnedAway = 'OVERLOADED' | 'TOO_MANY_REQUESTS';

/**
 * Lets in as many requests as this process can answer in half of their time, and turns the rest away at once: what is let in
 * is answered in time, however many knock.
 */
export interface Turnstile {
  /** The place is the client's, known by its address, until it is claimed by whom it turns out to be of. */
  enter(client: string): Place | TurnedAway;
  /** Once nobody can come in any more: resolves when all have left, or those who stay have had their time. */
  close(): Promise<void>;
}

/** How busy this thread was, and over which time: Node's own measure. */
export type Utilization = (before?: EventLoopUtilization) => EventLoopUtilization;

export function createTurnstile(utilization: Utilization = performance.eventLoopUtilization): Turnstile {
  const held = new Map<string, number>();
  let most = MOST;
  let inside = 0;
  let done = 0;
  let before = utilization();
  let emptied = (): void => {};

  const reckon = (): void => {
    if (done < ENOUGH) return;
    const { active } = utilization(before);
    most = Math.min(MOST, Math.max(LEAST, Math.floor((WORK * done) / Math.max(active, 1))));
    before = utilization();
    done = 0;
  };
  const timer = setInterval(reckon, EVERY);
  timer.unref();

  const heldBy = (one: string): number => held.get(one) ?? 0;
  const crowdsOut = (one: string): boolean => inside > most * CROWDED && heldBy(one) + 1 > inside / 2;
  const take = (one: string): void => void held.set(one, heldBy(one) + 1);
  const giveBack = (one: string): void => {
    const theirs = heldBy(one) - 1;
    if (theirs === 0) held.delete(one);
    else held.set(one, theirs);
  };

  return {
    enter(client) {
      if (inside >= most) return 'OVERLOADED';
      if (crowdsOut(client)) return 'TOO_MANY_REQUESTS';
      inside += 1;
      let of = client;
      take(of);
      return {
        claim(caller) {
          if (caller === of) return;
          if (crowdsOut(caller)) throw new Refusal('TOO_MANY_REQUESTS');
          giveBack(of);
          take((of = caller));
        },
        leave() {
          inside -= 1;
          done += 1;
          giveBack(of);
          if (inside === 0) emptied();
        },
      };
    },
    async close() {
      clearInterval(timer);
      if (inside === 0) return;
      await new Promise<void>((resolve) => {
        emptied = resolve;
        setTimeout(resolve, SEEN_THROUGH).unref();
      });
    },
  };
}
