import type { InquiryRules } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import { FOUR_EYES_REFUSALS, isWhoAsked, personOf, whyNotWaiting, type AskedByOne } from '../four-eyes.js';

/** Why an auditor may not approve what another one asks. */
export const APPROVAL_REFUSALS = {
  ...FOUR_EYES_REFUSALS,
  NOT_OFFERED: 'The rules in force let nobody approve.',
  SAME_UNIT: 'It was asked for from the same organisation; an auditor of another one must approve.',
} as const satisfies Record<string, string>;

export type ApprovalRefusal = keyof typeof APPROVAL_REFUSALS;

/** A request to ask about more persons under a case, and what became of it. Times are milliseconds since 1970. */
export interface Approval extends AskedByOne {
  readonly id: string;
  readonly caseReference: string;
  readonly askedOrganisation: string;
  readonly approvedAt: number | null;
  readonly endsAt: number | null;
}

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
