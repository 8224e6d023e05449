import { bitOf, type CheckCode } from './catalogue.js';
import type { Check, Reference, Say, Stored } from './check.js';
import { checkDates } from './date-checks.js';
import { checkFile } from './file-checks.js';
import { checkIdentity, hasTwelveDigits } from './identity-checks.js';
import { checkName } from './name-checks.js';
import { checkPlaces } from './place-checks.js';

/** A field of a record that fails a check. */
export interface Issue {
  readonly code: CheckCode;
  readonly field: string;
}

/** What the checks say of one record; bits as in `bitOf`. */
export interface Findings {
  readonly applied: number;
  readonly failed: number;
  readonly issues: readonly Issue[];
}

const CHECKS: readonly Check[] = [checkName, checkIdentity, checkDates, checkPlaces, checkFile];

/** Q08 and Q09 compare records that have a number of twelve digits; whether they fail is only known with all of them. */
const COMPARED = bitOf('Q08') | bitOf('Q09');

/** Runs every check that looks at one record alone. Pure. */
export function checkRecord(record: Stored, reference: Reference): Findings {
  let applied = hasTwelveDigits(record) ? COMPARED : 0;
  let failed = 0;
  const issues: Issue[] = [];
  const say: Say = (code, field, fails) => {
    applied |= bitOf(code);
    if (!fails) return;
    failed |= bitOf(code);
    issues.push({ code, field });
  };
  for (const check of CHECKS) check(record, say, reference);
  return { applied, failed, issues };
}
