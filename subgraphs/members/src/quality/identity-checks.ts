import type { Check, Stored } from './check.js';

/** The number in use since 2016. */
const TWELVE_DIGITS = /^\d{12}$/;
const NINE_DIGITS = /^\d{9}$/;

export const hasTwelveDigits = ({ nationalId }: Stored): boolean =>
  nationalId !== null && TWELVE_DIGITS.test(nationalId);

/** Q06, Q07, Q10: the national ID number by itself. Q08 and Q09 compare records (unique-checks.ts). */
export const checkIdentity: Check = (record, say) => {
  const { nationalId } = record;
  say('Q06', 'nationalId', nationalId === null || nationalId.trim() === '');
  if (nationalId === null) return;
  say('Q07', 'nationalId', NINE_DIGITS.test(nationalId));
  if (hasTwelveDigits(record)) say('Q10', 'nationalId', contradicts(nationalId, record));
};

/** The fourth digit tells sex and century of birth, the fifth and sixth the year. */
function contradicts(id: string, { gender, dateOfBirth }: Stored): boolean {
  const year = Number(dateOfBirth.slice(0, 4));
  const sexAndCentury = (Math.floor(year / 100) - 19) * 2 + (gender === 'FEMALE' ? 1 : 0);
  return Number(id[3]) !== sexAndCentury || Number(id.slice(4, 6)) !== year % 100;
}
