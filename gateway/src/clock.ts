/** Vietnam's offset from UTC, in which days of the law begin and end. Milliseconds. */
const OFFSET = 7 * 3_600_000;

/** A wall clock reading as the policy clock writes it: RFC 3339 at +07:00. */
export const policyTime = (milliseconds: number): string =>
  `${new Date(milliseconds + OFFSET).toISOString().slice(0, 19)}+07:00`;

/** The day, `YYYY-MM-DD`, of a reading of the policy clock: rules, agreements and accounts hold for whole days. */
export const dayOf = (policyTime: string): string => policyTime.slice(0, 10);

/**
 * A wall clock, milliseconds since 1970, that never goes back: when the system's clock is set back it goes on from the
 * latest that it has shown, so that an expired token stays expired. `steady` is a clock that nobody sets. A system's clock
 * that was ahead for a moment is therefore believed until the process ends: what it let end stays ended.
 */
export function createSteadyClock(wall: () => number, steady: () => number): () => number {
  let offset = wall() - steady();
  return () => {
    const now = steady();
    offset = Math.max(offset, wall() - now);
    return offset + now;
  };
}

/** The clock of decisions in this process. */
export const steadyNow = createSteadyClock(
  () => Date.now(),
  () => performance.now(),
);

/** By how much, in milliseconds, decisions are ahead of the system's clock: as far as that was set back since the start. */
export const aheadOfSystem = (): number => steadyNow() - Date.now();

/** The policy clock by the wall clock: what ended yesterday stays ended, too, when the system's clock is set back. */
export const steadyPolicyTime = (): string => policyTime(steadyNow());
