import type { Check } from './check.js';

const ADULT_YEARS = 18;
const PROBATION_YEARS = 1;
/** What nobody has touched since before this is of a time from which much has changed. */
const FORGOTTEN_BEFORE = '2020';

/** Whether fewer years than these lie between two days. */
export function isWithinYears(from: string, to: string, years: number): boolean {
  const gap = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return gap < years || (gap === years && to.slice(5) < from.slice(5));
}

const swapped = (date: string): string => `${date.slice(0, 4)}-${date.slice(8, 10)}-${date.slice(5, 7)}`;

/** Q11–Q13 and Q20: dates by themselves and against each other. */
export const checkDates: Check = (record, say) => {
  const { dateOfBirth, civilDateOfBirth, admissionDate, officialDate, updatedAt } = record;
  say('Q11', 'dateOfBirth', dateOfBirth.endsWith('-01-01'));
  if (civilDateOfBirth !== null) {
    say('Q12', 'dateOfBirth', dateOfBirth !== civilDateOfBirth && dateOfBirth === swapped(civilDateOfBirth));
  }
  const isMinor = isWithinYears(dateOfBirth, admissionDate, ADULT_YEARS);
  say('Q13', 'admissionDate', isMinor);
  if (!isMinor && officialDate !== null) {
    say('Q13', 'officialDate', isWithinYears(admissionDate, officialDate, PROBATION_YEARS));
  }
  say('Q20', 'updatedAt', updatedAt < FORGOTTEN_BEFORE);
};
