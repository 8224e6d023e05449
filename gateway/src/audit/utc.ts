/** A wall clock with microseconds that notices when it is set. */
export interface UtcClock {
  /** UTC, `2026-03-15T02:00:00.000000Z`. Never goes back but where the machine's clock was set back. */
  now(): string;
  /** Microseconds by which the machine's clock was set since it was last looked at, when more than a second; else 0. */
  step(): number;
}

/** A clock that was set by more than this, in milliseconds, is told of. */
const STEP = 1_000;

/** Microseconds, negative, from a record's time back to a later one's, when they are more than a second; else 0. */
export function stepBack(before: string, now: string): number {
  const difference = microsecondsOf(now) - microsecondsOf(before);
  return difference < -STEP * 1_000 ? difference : 0;
}

const microsecondsOf = (at: string): number => Date.parse(`${at.slice(0, 23)}Z`) * 1_000 + Number(at.slice(23, 26));

/** `wall` is milliseconds since 1970; `steady` milliseconds that nobody sets. */
export function createUtcClock(wall = Date.now, steady = () => performance.now()): UtcClock {
  let offset = wall() - steady();
  let [second, prefix] = [Number.NaN, ''];
  return {
    now() {
      const micros = Math.floor((offset + steady()) * 1_000);
      const at = Math.floor(micros / 1_000_000);
      if (at !== second) [second, prefix] = [at, new Date(at * 1_000).toISOString().slice(0, 20)];
      return `${prefix}${String(micros - at * 1_000_000).padStart(6, '0')}Z`;
    },
    step() {
      const difference = wall() - steady() - offset;
      if (Math.abs(difference) <= STEP) {
        // Slow drift is followed; where the two differ by a millisecond nobody needs to know.
        if (difference > 0) offset += difference;
        return 0;
      }
      offset += difference;
      return Math.round(difference * 1_000);
    },
  };
}
