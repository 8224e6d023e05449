import { median } from '../statistics.js';
import type { Round } from './measure.js';

/** One figure over several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A figure of all rounds of one gateway; not a number where there was none. */
export function spread(all: readonly Round[], figure: keyof Round): Spread {
  const values = all.map((one) => one[figure]).toSorted((a, b) => a - b);
  return { median: median(values), min: values[0] ?? NaN, max: values.at(-1) ?? NaN };
}
