/** When an agency is left alone, and for how long. Times in milliseconds. */
export const BREAKER = { window: 10_000, slice: 1_000, calls: 20, failedShare: 0.5, open: 5_000 } as const;

/** Callers in a slice whose failures are kept apart; with as many as these it is not one alone who fails. */
const KEPT_APART = BREAKER.calls;

/**
 * How a call went, as far as it tells how the agency is. Of `erred` (an answer that is none) and `suspect` (one that was
 * slow or large) the question may have been the cause: one caller's count for no more than all the others' together, so
 * that nobody alone closes an agency to callers whom it answers well. Where it lately answered nobody else well, `erred`
 * counts in full: one caller alone closes it then.
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
  /** The callers of those that went well; two are enough to know. */
  readonly well: Set<string>;
  readonly erred: Blamed;
  readonly suspect: Blamed;
}

/** Failures that a caller's question may have caused: all of them, and those of each caller who is kept apart. */
interface Blamed {
  all: number;
  readonly by: Map<string, number>;
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
      well: new Set<string>(),
      erred: { all: 0, by: new Map<string, number>() },
      suspect: { all: 0, by: new Map<string, number>() },
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
    if (verdict === 'failed') slice.failed += 1;
    else blame(slice[verdict], caller);
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

function blame(blamed: Blamed, caller: string): void {
  blamed.all += 1;
  const own = blamed.by.get(caller);
  if (own !== undefined || blamed.by.size < KEPT_APART) blamed.by.set(caller, (own ?? 0) + 1);
}

function mustOpen(slices: readonly Slice[]): boolean {
  const sum = (of: (slice: Slice) => number): number => slices.reduce((total, slice) => total + of(slice), 0);
  const doubtful = together(slices.flatMap(({ erred, suspect }) => [erred, suspect]));
  const worst = worstOf(doubtful);
  const isWellWithOthers = slices.some(({ well }) => [...well].some((caller) => caller !== worst.caller));
  const inDoubt = isWellWithOthers ? doubtful : together(slices.map(({ suspect }) => suspect));
  const most = worstOf(inDoubt).failures;
  // What one caller has more of than all the others together is left out, as if it had not been asked.
  const leftOut = Math.max(0, most - (inDoubt.all - most));
  const calls = sum((slice) => slice.calls) - leftOut;
  const failed = sum((slice) => slice.failed) + doubtful.all - leftOut;
  return calls >= BREAKER.calls && failed >= calls * BREAKER.failedShare;
}

function together(all: readonly Blamed[]): Blamed {
  const by = new Map<string, number>();
  for (const one of all) for (const [caller, n] of one.by) by.set(caller, (by.get(caller) ?? 0) + n);
  return { all: all.reduce((total, one) => total + one.all, 0), by };
}

/** Whose failures are the most. */
function worstOf({ by }: Blamed): { readonly caller: string | null; readonly failures: number } {
  let worst: { readonly caller: string | null; readonly failures: number } = { caller: null, failures: 0 };
  for (const [caller, failures] of by) if (failures > worst.failures) worst = { caller, failures };
  return worst;
}
