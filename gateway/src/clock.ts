/** Vietnam's offset from UTC, in which days of the law begin and end. Milliseconds. */
const OFFSET = 7 * 3_600_000;

/** A wall clock reading as the policy clock writes it: RFC 3339 at +07:00. */
export const policyTime = (milliseconds: number): string =>
  `${new Date(milliseconds + OFFSET).toISOString().slice(0, 19)}+07:00`;
