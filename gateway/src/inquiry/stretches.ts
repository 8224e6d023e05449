import { readRecord } from '@agency-graph/ledger/records';
import type { Entries } from './entry.js';
import type { Period } from './question.js';

/** Leaves from one to another. */
export interface Stretch {
  readonly from: number;
  readonly end: number;
}

/** All of a log. */
export const WHOLE: readonly Stretch[] = [{ from: 0, end: Infinity }];

/** Leaves that are no records, one after the other, over which time is compared. */
const MOST_UNREADABLE = 8_192;

/**
 * What is taken with a period, before and after it. Time that goes back by a second or less is in one stretch, so it ascends only
 * as nearly as this; and what began or ended within the period may stand there. Milliseconds.
 */
export const AROUND = 60_000;

/** Time that goes back by more than this goes back: less is lost where a node starts, and is of no stretch. Milliseconds. */
export const STEP = 1_000;

/** Whether the time of a log goes back from one record to the next; from none it does not. */
export const goesBack = (before: string | null, at: string): boolean =>
  before !== null && at < before && Date.parse(before) - Date.parse(at) > STEP;

/** When the last record below a leaf was made, of as many leaves as matter; null where none of them is a record. */
export function timeBelow({ source }: Entries, index: number): string | null {
  for (let below = index - 1; below >= Math.max(0, index - MOST_UNREADABLE); below -= 1) {
    const leaf = source.leaf(below);
    const read = leaf === null ? null : readRecord(leaf.bytes);
    if (read?.kind === 'record') return read.record.at;
  }
  return null;
}

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

/**
 * The times that a log is of, each from its first to its last record: one after the other between the leaves at which its
 * time goes back, so that the newest record need not be the last one. Where these leaves are not known, as one.
 */
export function timesOf(entries: Entries, setBack: readonly number[] | null): readonly Period[] {
  return stretchesOf(setBack ?? [], entries.source.size()).flatMap(({ from, end }) => {
    const ends = [from, end - 1].flatMap((index) => entries.intent(index)?.record.at ?? []);
    return ends.length === 0 ? [] : [{ from: ends[0]!, to: ends.at(-1)! }];
  });
}
