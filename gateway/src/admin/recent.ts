import { Durations } from './durations.js';
import { STEPS, type AgencyCounts, type Metrics } from './metrics.js';

/** What was counted in some stretch of time. */
export type Counted = Pick<Metrics, 'ends' | 'requests' | 'steps' | 'agencies'>;

/** What was counted lately, for people who look at a page: totals since the start say little of now. */
export interface Recent {
  /** In the last minute, give or take ten seconds; since the start where that is not so long ago. */
  lastMinute(): Counted;
  close(): void;
}

/** Milliseconds between two copies, and how many are kept. */
const EVERY = 10_000;
const KEPT = 6;

export function createRecent(metrics: Metrics): Recent {
  const copies: Counted[] = [];
  const timer = setInterval(() => {
    copies.push(copyOf(metrics));
    if (copies.length > KEPT) copies.shift();
  }, EVERY);
  timer.unref();
  return {
    lastMinute: () => (copies[0] === undefined ? metrics : difference(metrics, copies[0])),
    close: () => clearInterval(timer),
  };
}

const copyOf = ({ ends, requests, steps, agencies }: Counted): Counted => ({
  ends: new Map(ends),
  requests: requests.copy(),
  steps: eachStep((step) => steps[step].copy()),
  agencies: new Map(
    [...agencies].map(([name, { outcomes, durations, misformed }]) => [
      name,
      { outcomes: new Map(outcomes), durations: durations.copy(), misformed },
    ]),
  ),
});

const difference = (now: Counted, before: Counted): Counted => ({
  ends: subtract(now.ends, before.ends),
  requests: now.requests.since(before.requests),
  steps: eachStep((step) => now.steps[step].since(before.steps[step])),
  agencies: new Map(
    [...now.agencies].map(([name, counts]): [string, AgencyCounts] => {
      const earlier = before.agencies.get(name) ?? { outcomes: new Map(), durations: new Durations(), misformed: 0 };
      return [
        name,
        {
          outcomes: subtract(counts.outcomes, earlier.outcomes),
          durations: counts.durations.since(earlier.durations),
          misformed: counts.misformed - earlier.misformed,
        },
      ];
    }),
  ),
});

const eachStep = (of: (step: (typeof STEPS)[number]) => Durations): Counted['steps'] =>
  Object.fromEntries(STEPS.map((step) => [step, of(step)])) as Counted['steps'];

function subtract<Key>(now: ReadonlyMap<Key, number>, before: ReadonlyMap<Key, number>): Map<Key, number> {
  const left = [...now].map(([key, n]): [Key, number] => [key, n - (before.get(key) ?? 0)]);
  return new Map(left.filter(([, n]) => n > 0));
}
