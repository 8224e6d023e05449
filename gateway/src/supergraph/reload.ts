import type { Generation } from './generation.js';

/** A request's hold on a generation, taken at the door. */
export interface Lease {
  readonly generation: Generation;
  /** May be called twice. */
  release(): void;
}

/** The current generation, and those that requests still run on. */
export interface Generations {
  lease(): Lease;
  /** Later leases are of `next`; resolves when the last request on the one before has ended. */
  swap(next: Generation): Promise<void>;
}

export function createGenerations(first: Generation): Generations {
  let current = hold(first);
  const held = new Set([current]);
  return {
    lease: () => current.lease(),
    async swap(next) {
      const before = current;
      current = hold(next);
      held.add(current);
      await before.drained();
      held.delete(before);
      // Generations of one graph under several policies share their planner.
      const { planner } = before.generation;
      if (![...held].some(({ generation }) => generation.planner === planner)) await planner.close();
    },
  };
}

/** The generation that the next request would run on: for what is not a request. */
export function current(generations: Generations): Generation {
  const lease = generations.lease();
  lease.release();
  return lease.generation;
}

function hold(generation: Generation) {
  let inFlight = 0;
  let onDrained: (() => void) | null = null;
  return {
    generation,
    lease(): Lease {
      inFlight += 1;
      let released = false;
      return {
        generation,
        release() {
          if (released) return;
          released = true;
          inFlight -= 1;
          if (inFlight === 0) onDrained?.();
        },
      };
    },
    drained: () =>
      new Promise<void>((resolve) => {
        onDrained = resolve;
        if (inFlight === 0) resolve();
      }),
  };
}
