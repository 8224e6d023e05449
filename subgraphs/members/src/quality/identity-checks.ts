import { check, type Check, type Stored } from './check.js';

/** The number in use since 2016: twelve digits. */
export const TWELVE_DIGITS = /^\d{12}$/;
const NINE_DIGITS = /^\d{9}$/;

const hasNumber = ({ nationalId }: Stored): boolean => nationalId !== null;
export const hasTwelveDigits = ({ nationalId }: Stored): boolean =>
  nationalId !== null && TWELVE_DIGITS.test(nationalId);

/** The fourth digit tells sex and century of birth, the fifth and sixth the year. */
function contradicts({ nationalId, gender, dateOfBirth }: Stored): boolean {
  const id = nationalId as string;
  const year = Number(dateOfBirth.slice(0, 4));
  const sexAndCentury = (Math.floor(year / 100) - 19) * 2 + (gender === 'FEMALE' ? 1 : 0);
  return Number(id[3]) !== sexAndCentury || Number(id.slice(4, 6)) !== year % 100;
}

/** Q06, Q07, Q10: the national ID number by itself. Q08 and Q09 compare records (unique-checks.ts). */
export const IDENTITY_CHECKS: readonly Check[] = [
  check('Q06', 'nationalId', ({ nationalId }) => nationalId === null || nationalId.trim() === ''),
  check('Q07', 'nationalId', ({ nationalId }) => NINE_DIGITS.test(nationalId as string), hasNumber),
  check('Q10', 'nationalId', contradicts, hasTwelveDigits),
];
