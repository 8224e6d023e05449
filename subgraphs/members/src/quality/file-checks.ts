import type { Check } from './check.js';
import { isWithinYears } from './date-checks.js';

/** A transfer is accepted within this many days, or forgotten. */
const ACCEPTANCE_DAYS = 60;
/** A badge may be given up to a year early, to members who are gravely ill. */
const EARLY_YEARS = 1;
const DAY_MS = 86_400_000;

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** Q17–Q19: the file against the register, the calendar and itself. */
export const checkFile: Check = ({ cellId, transfers, badges, admissionDate }, say, { orgStatus, today }) => {
  say('Q17', 'cellId', orgStatus(cellId) !== 'ACTIVE');
  if (transfers.length > 0) {
    const isForgotten = transfers.some(
      ({ acceptedOn, introducedOn }) => acceptedOn === null && daysBetween(introducedOn, today) > ACCEPTANCE_DAYS,
    );
    say('Q18', 'transfers', isForgotten);
  }
  if (badges.length > 0) {
    const isEarly = badges.some(({ years }) => isWithinYears(admissionDate, today, years - EARLY_YEARS));
    say('Q19', 'badges', isEarly);
  }
};
