/** Takes one of this second's requests for a caller; false when there is none left for it. */
export type Pace = (caller: string) => boolean;

/**
 * A token bucket of one second's requests. While less than half of them is left, nobody gets more of that half than
 * stay for the others: one who floods leaves some to who comes now and then, and has all where nobody else comes, though
 * not at once. `now` is a clock that never goes back, in milliseconds.
 */
export function createPace(perSecond: number, now: () => number = () => performance.now()): Pace {
  let left = perSecond;
  let at = now();
  /** What each caller took since so few are left, or in this second, whichever is shorter. */
  const taken = new Map<string, number>();
  let since = at;

  return (caller) => {
    const time = now();
    left = Math.min(perSecond, left + ((time - at) * perSecond) / 1_000);
    at = time;
    if (left < 1) return false;
    const isLow = left < perSecond / 2;
    if (!isLow || time - since >= 1_000) {
      since = time;
      if (taken.size > 0) taken.clear();
    }
    if (isLow) {
      const own = taken.get(caller) ?? 0;
      if (own >= left) return false;
      taken.set(caller, own + 1);
    }
    left -= 1;
    return true;
  };
}
