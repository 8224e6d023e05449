import { bitOf, type CheckCode } from './catalogue.js';
import type { Check, Reference, Stored } from './check.js';
import { DATE_CHECKS } from './date-checks.js';
import { FILE_CHECKS } from './file-checks.js';
import { hasTwelveDigits, IDENTITY_CHECKS } from './identity-checks.js';
import { NAME_CHECKS } from './name-checks.js';
import { PLACE_CHECKS } from './place-checks.js';

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

const CHECKS: readonly Check[] = [...NAME_CHECKS, ...IDENTITY_CHECKS, ...DATE_CHECKS, ...PLACE_CHECKS, ...FILE_CHECKS];

/** Q08 and Q09 compare records that have a number of twelve digits; whether they fail is only known with all of them. */
const COMPARED = bitOf('Q08') | bitOf('Q09');

/** Runs every check that looks at one record alone. Pure. */
export function checkRecord(record: Stored, reference: Reference): Findings {
  let applied = hasTwelveDigits(record) ? COMPARED : 0;
  let failed = 0;
  const issues: Issue[] = [];
  for (const { code, applies, failing } of CHECKS) {
    if (!applies(record)) continue;
    applied |= bitOf(code);
    for (const field of failing(record, reference)) {
      failed |= bitOf(code);
      issues.push({ code, field });
    }
  }
  return { applied, failed, issues };
}
