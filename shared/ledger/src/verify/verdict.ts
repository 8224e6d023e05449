import type { CanonicalObject, CanonicalValue } from '../canonical.js';

/** Why something cannot be believed. */
export const FAILURES = {
  DAMAGED: 'the file was damaged: its bytes are not those that it was made of',
  MALFORMED: 'this is not an evidence file or log of a form that is known',
  OTHER_ORIGIN: 'a note speaks of another log',
  UNKNOWN_KEY: 'no trusted key signed this',
  FORGED_SIGNATURE: 'a signature in the name of a trusted key is not that key’s',
  OUT_OF_EPOCH: 'a key speaks of leaves that are not of its epoch',
  FORK: 'two states of one size differ: the log was shown in two versions',
  INCONSISTENT: 'a later state of the log does not contain the earlier one',
  TRUNCATED: 'the log is shorter than a state of it that was signed',
  MISSING: 'a part of the write-ahead log is not there, nor what was sealed in it',
  NOT_INCLUDED: 'a record is not what the log holds at its place',
  WRONG_DISCLOSURE: 'a disclosed value is not the one that was sealed',
  NO_RECORDS: 'there is no record in it',
} as const;

export type FailureCode = keyof typeof FAILURES;

/** What could not be checked, or is not shown. */
export const UNCHECKED = {
  SIGNATURES: 'the log’s signatures: no key of a log was given to trust',
  WITNESSES: 'that others saw the log: too few trusted witnesses co-signed it',
  WITHHELD: 'the content of records that are withheld; only that they are there is proven',
  SEALED: 'the content of sealed fields that are not disclosed',
  UNFINISHED: 'bytes after the last whole record, as a crash leaves them',
  UNPUBLISHED: 'records after the last checkpoint: nobody has signed them yet',
  TIMES:
    'how precise the times of witnesses are: among what they saw there are lines that are no checkpoint, or their times contradict each other',
  COMPLETENESS:
    'that there are no others: records in between or contexts or field sets that they refer to are not shown, or no token is of their month',
} as const;

export type UncheckedCode = keyof typeof UNCHECKED;

export type VerdictName = 'VERIFIED' | 'VERIFIED-UNWITNESSED' | 'REDACTED-OK' | 'FAILED' | 'NOT-CHECKED';

/** Exit codes of the verifiers: 0 only when everything that is shown is proven and witnessed. */
export const EXIT_CODES: Readonly<Record<VerdictName, number>> = {
  VERIFIED: 0,
  'REDACTED-OK': 0,
  FAILED: 1,
  'VERIFIED-UNWITNESSED': 3,
  'NOT-CHECKED': 4,
};

/** When the records came to be, by the clocks of witnesses; seconds since 1970. */
export interface Witnessed {
  /** The log was seen without them. */
  readonly after?: number;
  /** The log was seen with them. */
  readonly before: number;
  readonly by: readonly string[];
}

/** "These records and no others of these months between leaf `from` and leaf `to`", both included. */
export interface Complete {
  readonly from: number;
  readonly to: number;
  /** `2026-03`; by the log's own clock. */
  readonly months: readonly string[];
  readonly records: readonly number[];
}

/** A record that says of the log itself that its end was lacking, and that two persons let it go on. */
export interface Break {
  readonly index: number;
  /** Records that were found, and that were published: those between came back from what was published. */
  readonly found: number;
  readonly published: number;
}

export interface Verdict {
  readonly verdict: VerdictName;
  /** Why it failed, and where: a line of the file or the index of a leaf. */
  readonly reason?: FailureCode;
  readonly at?: string;
  readonly origin?: string;
  /** Leaves whose content is shown and proven; leaves that are only proven to be there. */
  readonly records: number;
  readonly withheld: number;
  readonly disclosed: number;
  readonly sealed: number;
  readonly notChecked: readonly UncheckedCode[];
  readonly witnessed?: Witnessed;
  readonly complete?: Complete;
  /** Of a whole log. */
  readonly breaks?: readonly Break[];
}

/** Ends a verification: nothing of what was read is to be believed. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    readonly at?: string,
  ) {
    super(at === undefined ? FAILURES[code] : `${FAILURES[code]} (${at})`);
  }
}

export const failed = ({ code, at }: Failure): Verdict => ({
  verdict: 'FAILED',
  reason: code,
  ...(at === undefined ? {} : { at }),
  records: 0,
  withheld: 0,
  disclosed: 0,
  sealed: 0,
  notChecked: [],
});

/** The verdict on what did not fail: the weakest that what is unchecked allows. */
export function nameOf(notChecked: readonly UncheckedCode[]): VerdictName {
  const has = (...codes: readonly UncheckedCode[]): boolean => codes.some((code) => notChecked.includes(code));
  if (has('SIGNATURES', 'COMPLETENESS', 'UNFINISHED')) return 'NOT-CHECKED';
  if (has('WITNESSES')) return 'VERIFIED-UNWITNESSED';
  return has('WITHHELD', 'SEALED') ? 'REDACTED-OK' : 'VERIFIED';
}

/** One verified leaf: a record that is shown with what of it is disclosed, or one of which only the place is known. */
export type VerifiedLeaf =
  | {
      readonly kind: 'record';
      readonly index: number;
      readonly record: CanonicalObject;
      readonly disclosed: ReadonlyMap<string, CanonicalValue>;
    }
  | { readonly kind: 'withheld'; readonly index: number };

/** A verdict, and what may be believed: empty when it failed. */
export interface Verified {
  readonly verdict: Verdict;
  readonly leaves: readonly VerifiedLeaf[];
  /** What was asked, in the words of who made the file. */
  readonly question: Readonly<Record<string, CanonicalValue>>;
}
