/** Days are counted from 1970-01-01 in the proleptic Gregorian calendar, without a time zone. */

/** The world's clock: decisions, timeliness and defects are as of this instant. */
export const SYNTH_NOW = '2026-03-15T09:00:00+07:00';

/** The day number of a civil date (Howard Hinnant's days_from_civil). */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The day number of `YYYY-MM-DD`. */
export function parseDay(text: string): number {
  return dayOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}

export const NOW_DAY = dayOf(2026, 3, 15);

const FIRST = dayOf(1915, 1, 1);
const LAST = dayOf(2062, 1, 1);
// 53,000 strings made once: formatting a date would otherwise be a third of the cost of a member.
const TEXT: string[] = [];
{
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  for (let year = 1915; year < 2062; year += 1) {
    lengths.forEach((length, month) => {
      const leap = month === 1 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      for (let day = 1; day <= length + (leap ? 1 : 0); day += 1) {
        TEXT.push(`${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
      }
    });
  }
}

/** `YYYY-MM-DD` of a day from 1915 to 2061. */
export function dateText(day: number): string {
  if (day < FIRST || day >= LAST) throw new RangeError(`day ${day} lies outside 1915–2061`);
  return TEXT[day - FIRST]!;
}

/** The same calendar day some years later; 29 February becomes 1 March. */
export function addYears(day: number, years: number): number {
  const text = dateText(day);
  return dayOf(Number(text.slice(0, 4)) + years, Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}

/** An instant of that day in office hours, `+07:00`, from 16 bits of randomness. */
export function instantText(day: number, bits: number): string {
  const minutes = 450 + (bits % 600);
  const hour = Math.floor(minutes / 60);
  const minute = minutes % 60;
  return `${dateText(day)}T${hour < 10 ? '0' : ''}${hour}:${minute < 10 ? '0' : ''}${minute}:00+07:00`;
}

const NEW_YEARS = Int32Array.from({ length: 200 }, (_, index) => dayOf(1900 + index, 1, 1));

/** The calendar year of a day from 1900 to 2098. */
export function yearOf(day: number): number {
  let year = 1970 + Math.floor(day / 365.2425);
  while (day < NEW_YEARS[year - 1900]!) year -= 1;
  while (day >= NEW_YEARS[year - 1899]!) year += 1;
  return year;
}

/** 1 January of that year. */
export function newYear(year: number): number {
  return NEW_YEARS[year - 1900]!;
}
