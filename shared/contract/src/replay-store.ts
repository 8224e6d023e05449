/** Remembers what was used, so that it works once. Throwing means "cannot tell", and the caller refuses. */
export interface ReplayStore {
  /** True the first time `use` is claimed, false ever after until `expiresAt` (seconds since the epoch). */
  claim(use: string, expiresAt: number): boolean | Promise<boolean>;
}

/** Uses remembered at most: 30 seconds at more than 30,000 requests a second. */
const DEFAULT_REPLAY_CAPACITY = 1_000_000;

/**
 * A replay store of one process: one set per second of expiry, dropped whole when it passes. Full means refuse, since
 * forgetting one early would let it be replayed.
 */
export function createReplayStore(
  options: { readonly capacity?: number; readonly clock?: () => number } = {},
): ReplayStore & { readonly size: number } {
  const { capacity = DEFAULT_REPLAY_CAPACITY, clock = Date.now } = options;
  const seconds = new Map<number, Set<string>>();
  let size = 0;
  let sweptAt = 0;

  function sweep(now: number): void {
    if (now === sweptAt) return;
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
    claim(use, expiresAt) {
      sweep(Math.floor(clock() / 1000));
      const uses = seconds.get(expiresAt) ?? new Set<string>();
      if (uses.has(use)) return false;
      if (size >= capacity) throw new Error('the replay store is full');
      seconds.set(expiresAt, uses.add(use));
      size += 1;
      return true;
    },
  };
}
