/** When an agency is left alone, and for how long. Times in milliseconds. */
export const BREAKER = { window: 10_000, slice: 1_000, calls: 20, failedShare: 0.5, open: 5_000 } as const;

/**
 * How a call went, as far as it tells how the agency is. `suspect` is a failure that the question may have caused, by
 * being slow or large: such ones count only when several callers met them, so that no caller closes an agency to all.
 */
export type Verdict =
  | { readonly kind: 'well' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'suspect'; readonly caller: string }
  | { readonly kind: 'unknown' };

/** Leave to make one call; told once how it went. */
export type Permit = (verdict: Verdict) => void;

export type BreakerState = 'closed' | 'open' | 'probing';

/** Keeps calls away from an agency that fails: ours wait for nothing, and it is left to recover. */
export interface Breaker {
  /** Whether the agency is left alone just now. */
  isResting(): boolean;
  /** Null while the agency is left alone. After that the first who enters probes, and the others still wait. */
  enter(): Permit | null;
  state(): BreakerState;
}

interface Slice {
  readonly from: number;
  calls: number;
  failed: number;
  suspect: number;
  /** The callers of the suspect ones; two are enough to know. */
  readonly callers: Set<string>;
}

/** `now` is a clock that never goes back, in milliseconds. */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let slices: Slice[] = [];
  let openedAt: number | null = null;
  let probing = false;
  /** Calls made before the agency was last left alone, or taken back, have nothing to say of it now. */
  let era = 0;

  const isResting = (): boolean => openedAt !== null && (probing || now() - openedAt < BREAKER.open);

  const turn = (opened: number | null): void => {
    openedAt = opened;
    slices = [];
    era += 1;
  };

  const sliceAt = (time: number): Slice => {
    if (slices.length > 0 && time - slices[0]!.from >= BREAKER.window)
      slices = slices.filter((one) => time - one.from < BREAKER.window);
    const last = slices.at(-1);
    if (last !== undefined && time - last.from < BREAKER.slice) return last;
    const next = { from: time, calls: 0, failed: 0, suspect: 0, callers: new Set<string>() };
    slices.push(next);
    return next;
  };

  const count = (verdict: Verdict): void => {
    if (verdict.kind === 'unknown') return;
    const time = now();
    const slice = sliceAt(time);
    slice.calls += 1;
    if (verdict.kind === 'well') return;
    if (verdict.kind === 'failed') slice.failed += 1;
    else {
      slice.suspect += 1;
      if (slice.callers.size < 2) slice.callers.add(verdict.caller);
    }
    if (mustOpen(slices)) turn(time);
  };

  return {
    isResting,
    enter() {
      if (isResting()) return null;
      const probe = openedAt !== null;
      if (probe) probing = true;
      const entered = era;
      return (verdict) => {
        if (!probe) {
          if (entered === era) count(verdict);
          return;
        }
        probing = false;
        // A probe of which nothing is known leaves the place to the next one.
        if (verdict.kind !== 'unknown') turn(verdict.kind === 'well' ? null : now());
      };
    },
    state: () => (openedAt === null ? 'closed' : probing ? 'probing' : 'open'),
  };
}

function mustOpen(slices: readonly Slice[]): boolean {
  const sum = (of: (slice: Slice) => number): number => slices.reduce((total, slice) => total + of(slice), 0);
  const callers = new Set(slices.flatMap((slice) => [...slice.callers]));
  const failed = sum((slice) => slice.failed) + (callers.size > 1 ? sum((slice) => slice.suspect) : 0);
  const calls = sum((slice) => slice.calls);
  return calls >= BREAKER.calls && failed >= calls * BREAKER.failedShare;
}
