import type { InquiryRules } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import {
  FOUR_EYES_REFUSALS,
  isWhoAsked,
  newRequestId,
  personOf,
  whyNotWaiting,
  type AskedByOne,
} from '../four-eyes.js';

/** Why an auditor may not approve what another one asks. */
export const APPROVAL_REFUSALS = {
  ...FOUR_EYES_REFUSALS,
  NOT_OFFERED: 'The rules in force let nobody approve.',
  SAME_UNIT: 'It was asked for from the same organisation; an auditor of another one must approve.',
  NO_RECORD: 'There is no such record.',
  NOT_PUBLISHED: 'No checkpoint covers the record yet: ask again in a second.',
  NOTHING_SEALED: 'Nothing is sealed for this record.',
  OTHER_CASE: 'It was asked for under another case: name that one.',
  NOT_APPROVED: 'Another auditor must approve it first.',
  ENDED: 'What was approved has ended: ask again.',
} as const satisfies Record<string, string>;

export type ApprovalRefusal = keyof typeof APPROVAL_REFUSALS;

/** A record of which the sealed details are to be opened. */
export interface Opened {
  /** Name of its log. */
  readonly origin: string;
  readonly index: number;
}

/** The same, and why. */
export interface AskedOpening extends Opened {
  readonly reason: string;
}

/** The same of the record that it was then: after a crash another one may get the index. */
export interface Opening extends AskedOpening {
  /** base64 of its leaf hash, as receipts have it. */
  readonly leaf: string;
}

/**
 * A request to ask about more persons under a case, or to open what is sealed for a record, and what became of it. Times
 * are milliseconds since 1970.
 */
export interface Approval extends AskedByOne {
  readonly id: string;
  readonly caseReference: string;
  readonly askedOrganisation: string;
  /** Null where more persons are to be asked about. */
  readonly opens: Opening | null;
  readonly approvedAt: number | null;
  readonly endsAt: number | null;
}

/** An id for a request: what it begins with says what is asked for. */
export const newApprovalId = (opens: boolean): string => newRequestId(opens ? 'AO' : 'AA');

/** Whether a request of this id is to open what is sealed. */
export const isOpening = (id: string): boolean => id.startsWith('AO-');

/** Whether an auditor may approve; null when they may. */
export function whyNotApprove(
  approver: CallerFacts,
  asked: Approval,
  rules: InquiryRules | null,
  now: number,
): ApprovalRefusal | null {
  if (personOf(approver) === null) return 'NO_PERSON';
  if (rules === null) return 'NOT_OFFERED';
  // First of all, so that nobody finds a way round by the order of questions.
  if (isWhoAsked(approver, asked)) return 'SAME_PERSON';
  if (!rules.sameUnit && approver.organisation.id === asked.askedOrganisation) return 'SAME_UNIT';
  return whyNotWaiting(asked, now);
}

/** Why an auditor may not open now what they asked to open; null when they may. What another one asked is not there for them. */
export function whyNotOpen(
  caller: CallerFacts,
  asked: Approval,
  rules: InquiryRules | null,
  now: number,
): ApprovalRefusal | null {
  if (personOf(caller) !== asked.askedPerson) return 'UNKNOWN';
  if (rules === null) return 'NOT_OFFERED';
  if (caller.caseReference !== asked.caseReference) return 'OTHER_CASE';
  if (asked.endsAt === null) return asked.lapsesAt <= now ? 'LAPSED' : 'NOT_APPROVED';
  return asked.endsAt <= now ? 'ENDED' : null;
}
