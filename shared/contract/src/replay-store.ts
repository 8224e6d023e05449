/** Remembers what was used, so that it works once. Throwing means "cannot tell", and the caller refuses. */
export interface ReplayStore {
  /**
   * True the first time `use` is claimed, false ever after until `expiresAt`. `issuedAt` is when what is used was issued: a
   * memory that began later cannot tell. Both in seconds since the epoch.
   */
  claim(use: string, expiresAt: number, issuedAt: number): boolean | Promise<boolean>;
}

/** Uses remembered at most: 30 seconds at more than 30,000 requests a second. */
const DEFAULT_REPLAY_CAPACITY = 1_000_000;

/**
 * A replay store of one process: one set per second of expiry, dropped whole when it passes. Full means refuse, since
 * forgetting one early would let it be replayed. Refused as well is what was issued before the store was made, which an
 * earlier process may have admitted, and what expired by the latest time that the clock ever showed.
 */
export function createReplayStore(
  options: { readonly capacity?: number; readonly clock?: () => number } = {},
): ReplayStore & { readonly size: number } {
  const { capacity = DEFAULT_REPLAY_CAPACITY, clock = Date.now } = options;
  const seconds = new Map<number, Set<string>>();
  const secondOf = (): number => Math.floor(clock() / 1000);
  const madeAt = secondOf();
  let size = 0;
  /** Never goes back: a clock that is set back would bring uses into their time again that are forgotten here. */
  let sweptAt = madeAt;

  function sweep(now: number): void {
    if (now <= sweptAt) return;
    sweptAt = now;
    for (const [second, uses] of seconds) {
      if (second >= now) continue;
      seconds.delete(second);
      size -= uses.size;
    }
  }

  return {
    get size() {
      return size;
    },
    claim(use, expiresAt, issuedAt) {
      sweep(secondOf());
      if (issuedAt < madeAt || expiresAt < sweptAt) throw new Error('the replay store does not reach back so far');
      const uses = seconds.get(expiresAt) ?? new Set<string>();
      if (uses.has(use)) return false;
      if (size >= capacity) throw new Error('the replay store is full');
      seconds.set(expiresAt, uses.add(use));
      size += 1;
      return true;
    },
  };
}
