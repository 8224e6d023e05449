import { check, type Check, type Stored } from './check.js';

const ADULT_YEARS = 18;
const PROBATION_YEARS = 1;
/** Before this a record is of a time from which much has changed. */
const FORGOTTEN_BEFORE = '2020';

/** The same day so many years later; 29 February compares before 1 March, which is what is wanted. */
const yearsLater = (date: string, years: number): string => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;

const swapped = (date: string): string => `${date.slice(0, 4)}-${date.slice(8, 10)}-${date.slice(5, 7)}`;

function isTooEarly({ dateOfBirth, admissionDate, officialDate }: Stored): boolean {
  if (admissionDate < yearsLater(dateOfBirth, ADULT_YEARS)) return true;
  return officialDate !== null && officialDate < yearsLater(admissionDate, PROBATION_YEARS);
}

/** Q13 is about the date that is too early: the admission before adulthood, else the recognition. */
const Q13: Check = {
  code: 'Q13',
  applies: () => true,
  failing: (record) => {
    if (!isTooEarly(record)) return [];
    return [record.admissionDate < yearsLater(record.dateOfBirth, ADULT_YEARS) ? 'admissionDate' : 'officialDate'];
  },
};

/** Q11–Q13 and Q20: dates by themselves and against each other. */
export const DATE_CHECKS: readonly Check[] = [
  check('Q11', 'dateOfBirth', ({ dateOfBirth }) => dateOfBirth.endsWith('-01-01')),
  check(
    'Q12',
    'dateOfBirth',
    ({ dateOfBirth, civilDateOfBirth }) =>
      dateOfBirth !== civilDateOfBirth && dateOfBirth === swapped(civilDateOfBirth as string),
    ({ civilDateOfBirth }) => civilDateOfBirth !== null,
  ),
  Q13,
  check('Q20', 'updatedAt', ({ updatedAt }) => updatedAt < FORGOTTEN_BEFORE),
];
