/** Dimensions of data quality (ISO/IEC 25012), in the order in which they are answered. */
export const DIMENSIONS = ['ACCURACY', 'COMPLETENESS', 'CONSISTENCY', 'CREDIBILITY', 'CURRENTNESS'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/**
 * The checks of a member's record and the dimension that each belongs to. Q14 (the day of the ceremony stored as that of
 * the decision) is missing: nothing in the record tells it, only the decision itself would.
 */
export const CHECKS = {
  Q01: 'ACCURACY',
  Q02: 'CONSISTENCY',
  Q03: 'CONSISTENCY',
  Q04: 'ACCURACY',
  Q05: 'CONSISTENCY',
  Q06: 'COMPLETENESS',
  Q07: 'CURRENTNESS',
  Q08: 'CONSISTENCY',
  Q09: 'CONSISTENCY',
  Q10: 'ACCURACY',
  Q11: 'COMPLETENESS',
  Q12: 'ACCURACY',
  Q13: 'ACCURACY',
  Q15: 'CURRENTNESS',
  Q16: 'ACCURACY',
  Q17: 'CURRENTNESS',
  Q18: 'CURRENTNESS',
  Q19: 'CONSISTENCY',
  Q20: 'CURRENTNESS',
} as const satisfies Readonly<Record<string, Dimension>>;

export type CheckCode = keyof typeof CHECKS;
export const CHECK_CODES = Object.keys(CHECKS) as readonly CheckCode[];

const BITS = Object.fromEntries(CHECK_CODES.map((code) => [code, 1 << Number(code.slice(1))])) as Readonly<
  Record<CheckCode, number>
>;

/** Bit of a check in `member.checks_applied` and `member.checks_failed`: Q07 is bit 7. */
export const bitOf = (code: CheckCode): number => BITS[code];

/** The bits of each dimension's checks. */
export const DIMENSION_CHECKS: readonly { readonly dimension: Dimension; readonly mask: number }[] = DIMENSIONS.map(
  (dimension) => ({
    dimension,
    mask: CHECK_CODES.filter((code) => CHECKS[code] === dimension).reduce((mask, code) => mask | bitOf(code), 0),
  }),
);
