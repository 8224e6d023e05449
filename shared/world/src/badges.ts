import type { BadgeRecord } from './records.js';
import { addYears, dateText, newYear, yearOf } from './days.js';

export const BADGE_YEARS = [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90] as const;
const LETTERS: Readonly<Record<number, string>> = {
  30: 'A',
  40: 'C',
  45: 'E',
  50: 'G',
  55: 'I',
  60: 'K',
  65: 'M',
  70: 'O',
  75: 'Q',
  80: 'S',
  85: 'U',
  90: 'X',
};
/** Days after 1 January of the four ceremonies: 3 February, 19 May, 2 September, 7 November (of a common year). */
const CEREMONIES = [33, 138, 244, 310];
/** A ceremony follows the anniversary by a month at least, so a decision date a few weeks off changes nothing. */
const DELAY_DAYS = 35;

/** The badges that somebody admitted on this day has by `now`; most members have none and share one empty list. */
export function badgesBy(admitted: number, now: number, province: string, serial: number): readonly BadgeRecord[] {
  if (now - admitted < 30 * 365) return NONE;
  const badges: BadgeRecord[] = [];
  for (const years of BADGE_YEARS) {
    const awarded = nextCeremony(addYears(admitted, years) + DELAY_DAYS);
    if (awarded > now) break;
    badges.push(badge(years, awarded, province, serial));
  }
  return badges;
}

const NONE: readonly BadgeRecord[] = [];

export function badge(years: number, awarded: number, province: string, serial: number): BadgeRecord {
  return {
    years,
    awardedOn: dateText(awarded),
    number: `${province} ${String((serial + years) % 1_000_000).padStart(6, '0')} ${LETTERS[years]}`,
  };
}

export function nextCeremony(day: number): number {
  const start = newYear(yearOf(day));
  for (const offset of CEREMONIES) {
    if (start + offset >= day) return start + offset;
  }
  return newYear(yearOf(day) + 1) + CEREMONIES[0]!;
}
