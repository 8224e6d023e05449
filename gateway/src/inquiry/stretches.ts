import type { Entries } from './entry.js';
import type { Period } from './question.js';

/** Leaves from one to another. */
export interface Stretch {
  readonly from: number;
  readonly end: number;
}

/** All of a log. */
export const WHOLE: readonly Stretch[] = [{ from: 0, end: Infinity }];

/**
 * What is taken with a period, before and after it. A log tells of no step back of a second or less, so times ascend only
 * as nearly as this; and what began or ended within the period may stand there. Milliseconds.
 */
export const AROUND = 60_000;

/** Of a log, the stretches in which its times ascend: from each leaf at which its clock was set back to the next. */
export const stretchesOf = (setBack: readonly number[], size: number): readonly Stretch[] =>
  [0, ...setBack].map((from, at) => ({ from, end: setBack[at] ?? size }));

/** What of a stretch is of a period, or around it. */
export const around = (period: Period, entries: Entries, stretch: Stretch): Stretch => ({
  from: firstSince(entries, stretch, Date.parse(period.from) - AROUND),
  end: firstSince(entries, stretch, Date.parse(period.to) + AROUND),
});

/**
 * What of a log may be of a period, newest first. Where its clock was set back is known of the leaves below `known`; of
 * later ones any may be.
 */
export function* mayBeOf(
  period: Period,
  entries: Entries,
  setBack: readonly number[],
  known: number,
): Generator<Stretch> {
  yield { from: known, end: Infinity };
  for (const stretch of stretchesOf(setBack, known).toReversed()) yield around(period, entries, stretch);
}

/** The first leaf of a stretch that is not older, by halving; the one behind it where all are. */
export function firstSince(entries: Entries, { from, end }: Stretch, time: number): number {
  let [low, high] = [from, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeFrom(entries, { from: middle, end }) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When the first record of a stretch was made; later than any where none is. */
export function timeFrom(entries: Entries, { from, end }: Stretch): number {
  for (const { index, record } of entries.records(from)) return index < end ? Date.parse(record.at) : Infinity;
  return Infinity;
}
