import type { Calls } from './protocol.js';
import type { Period } from './question.js';

/** Months of one stretch of a log's time at most: only a clock that was very wrong tells of more. */
const MOST_MONTHS = 1_200;

/**
 * The months, `YYYY-MM`, in whose tokens a log may hold what is of a period: those of its own times, however far its
 * clock was ahead or they lie back, and the present one, which it may have begun meanwhile.
 */
export async function monthsOfLog(
  inquiry: Pick<Calls, 'times'>,
  period: Period,
  now: number,
): Promise<readonly string[]> {
  const present = new Date(now).toISOString();
  return monthsOf(period, [...(await inquiry.times()), { from: present, to: present }]);
}

const monthsOf = (period: Period, times: readonly Period[]): readonly string[] => [
  ...new Set(
    times.flatMap(({ from, to }) =>
      monthsBetween(from < period.from ? period.from : from, to < period.to ? to : period.to),
    ),
  ),
];

function monthsBetween(from: string, to: string): readonly string[] {
  const months: string[] = [];
  for (let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]; months.length < MOST_MONTHS;) {
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (name > to.slice(0, 7)) break;
    months.push(name);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  return months;
}
