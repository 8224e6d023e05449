import { check, type Check, type Stored } from './check.js';

/** A transfer is accepted within this many days, or forgotten. */
const ACCEPTANCE_DAYS = 60;
/** A badge may be given up to a year early, to members who are gravely ill. */
const EARLY_YEARS = 1;
const DAY_MS = 86_400_000;

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

function hasEarlyBadge({ badges, admissionDate }: Stored, today: string): boolean {
  const reached = (years: number): string =>
    `${Number(admissionDate.slice(0, 4)) + years - EARLY_YEARS}${admissionDate.slice(4)}`;
  return badges.some(({ years }) => reached(years) > today);
}

/** Q17–Q19: the file against the register, the calendar and itself. */
export const FILE_CHECKS: readonly Check[] = [
  check('Q17', 'cellId', ({ cellId }, { orgStatus }) => orgStatus(cellId) !== 'ACTIVE'),
  check(
    'Q18',
    'transfers',
    ({ transfers }, { today }) =>
      transfers.some((one) => one.acceptedOn === null && daysBetween(one.introducedOn, today) > ACCEPTANCE_DAYS),
    ({ transfers }) => transfers.length > 0,
  ),
  check(
    'Q19',
    'badges',
    (record, { today }) => hasEarlyBadge(record, today),
    ({ badges }) => badges.length > 0,
  ),
];
