/** Takes one of this second's requests; false when there is none left. */
export type Pace = () => boolean;

/** A token bucket of one second's requests. `now` is a clock that never goes back, in milliseconds. */
export function createPace(perSecond: number, now: () => number = () => performance.now()): Pace {
  let left = perSecond;
  let at = now();
  return () => {
    const time = now();
    left = Math.min(perSecond, left + ((time - at) * perSecond) / 1_000);
    at = time;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
