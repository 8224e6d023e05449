/** When an agency is left alone, and for how long. Times in milliseconds. */
export const BREAKER = { window: 10_000, slice: 1_000, calls: 20, failedShare: 0.5, open: 5_000 } as const;

/**
 * How a call went, as far as it tells how the agency is. Of `erred` and `suspect` the question may have been the cause:
 * `erred` is an answer that is none, which counts when several callers met it or nobody else is answered well; `suspect`
 * is one that was slow or large, which counts only when several callers met it. No caller closes an agency to all.
 */
export type Verdict = 'well' | 'failed' | 'erred' | 'suspect' | 'unknown';

/** Leave to make one call; told once how it went. */
export type Permit = (verdict: Verdict) => void;

export type BreakerState = 'closed' | 'open' | 'probing';

/** Keeps calls away from an agency that fails: ours wait for nothing, and it is left to recover. */
export interface Breaker {
  /** Whether the agency is left alone by this caller just now. */
  isResting(caller: string): boolean;
  /** Null while the agency is left alone. After that the first who enters probes, and the others still wait. */
  enter(caller: string): Permit | null;
  state(): BreakerState;
}

interface Slice {
  readonly from: number;
  calls: number;
  failed: number;
  erred: number;
  suspect: number;
  /** The callers of those that went well; two are enough to know, here and below. */
  readonly well: Set<string>;
  /** The callers of the `erred` and `suspect` ones. */
  readonly unwell: Set<string>;
}

/** `now` is a clock that never goes back, in milliseconds. */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let slices: Slice[] = [];
  let openedAt: number | null = null;
  let probing = false;
  /** Whose probe went wrong, perhaps by its question, since the agency was last left alone. */
  let doubted: { readonly caller: string; readonly at: number } | null = null;
  /** Calls made before the agency was last left alone, or taken back, have nothing to say of it now. */
  let era = 0;

  const isRecent = (at: number): boolean => now() - at < BREAKER.open;

  const isResting = (caller: string): boolean => {
    if (openedAt === null) return false;
    if (probing || isRecent(openedAt)) return true;
    return doubted !== null && doubted.caller === caller && isRecent(doubted.at);
  };

  const turn = (opened: number | null): void => {
    openedAt = opened;
    doubted = null;
    slices = [];
    era += 1;
  };

  const sliceAt = (time: number): Slice => {
    if (slices.length > 0 && time - slices[0]!.from >= BREAKER.window)
      slices = slices.filter((one) => time - one.from < BREAKER.window);
    const last = slices.at(-1);
    if (last !== undefined && time - last.from < BREAKER.slice) return last;
    const next = {
      from: time,
      calls: 0,
      failed: 0,
      erred: 0,
      suspect: 0,
      well: new Set<string>(),
      unwell: new Set<string>(),
    };
    slices.push(next);
    return next;
  };

  const count = (verdict: Exclude<Verdict, 'unknown'>, caller: string): void => {
    const time = now();
    const slice = sliceAt(time);
    slice.calls += 1;
    if (verdict === 'well') {
      if (slice.well.size < 2) slice.well.add(caller);
      return;
    }
    slice[verdict] += 1;
    if (verdict !== 'failed' && slice.unwell.size < 2) slice.unwell.add(caller);
    if (mustOpen(slices)) turn(time);
  };

  const probed = (verdict: Verdict, caller: string): void => {
    probing = false;
    // A probe of which nothing is known leaves the place to the next one.
    if (verdict === 'unknown') return;
    const time = now();
    const isDoubtful = verdict === 'erred' || verdict === 'suspect';
    // One that its question may have spoilt leaves it to whoever else comes.
    if (isDoubtful && (doubted === null || doubted.caller === caller)) doubted = { caller, at: time };
    else turn(verdict === 'well' ? null : time);
  };

  return {
    isResting,
    enter(caller) {
      if (isResting(caller)) return null;
      const probe = openedAt !== null;
      if (probe) probing = true;
      const entered = era;
      return (verdict) => {
        if (probe) probed(verdict, caller);
        else if (entered === era && verdict !== 'unknown') count(verdict, caller);
      };
    },
    state: () => (openedAt === null ? 'closed' : probing ? 'probing' : 'open'),
  };
}

function mustOpen(slices: readonly Slice[]): boolean {
  const sum = (of: (slice: Slice) => number): number => slices.reduce((total, slice) => total + of(slice), 0);
  const callersOf = (of: (slice: Slice) => ReadonlySet<string>): ReadonlySet<string> =>
    new Set(slices.flatMap((slice) => [...of(slice)]));
  const unwell = callersOf((slice) => slice.unwell);
  const isOfSeveral = unwell.size > 1;
  const isWellWithOthers = [...callersOf((slice) => slice.well)].some((caller) => !unwell.has(caller));
  const failed =
    sum((slice) => slice.failed) +
    (isOfSeveral || !isWellWithOthers ? sum((slice) => slice.erred) : 0) +
    (isOfSeveral ? sum((slice) => slice.suspect) : 0);
  const calls = sum((slice) => slice.calls);
  return calls >= BREAKER.calls && failed >= calls * BREAKER.failedShare;
}
