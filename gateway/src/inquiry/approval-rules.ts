import type { InquiryRules } from '@agency-graph/policy';
import { personOf, type Approver } from './auditor.js';

/** Why an auditor may not approve what another one asks. */
export const APPROVAL_REFUSALS = {
  NO_PERSON: 'The account is not bound to a person, so it cannot be told whether two accounts are two people.',
  NOT_OFFERED: 'The rules in force let nobody approve.',
  UNKNOWN: 'There is no such request.',
  SAME_PERSON: 'It was asked for by the same person; another one must approve.',
  SAME_UNIT: 'It was asked for from the same organisation; an auditor of another one must approve.',
  LAPSED: 'Nobody approved it in time: ask again.',
  DECIDED: 'It was approved before; an approval counts once.',
} as const satisfies Record<string, string>;

export type ApprovalRefusal = keyof typeof APPROVAL_REFUSALS;

/** A request to ask about more persons under a case, and what became of it. Times are milliseconds since 1970. */
export interface Approval {
  readonly id: string;
  readonly caseReference: string;
  readonly askedBy: string;
  readonly askedPerson: string;
  readonly askedOrganisation: string;
  readonly askedAt: number;
  readonly lapsesAt: number;
  readonly approvedBy: string | null;
  readonly approvedAt: number | null;
  readonly endsAt: number | null;
}

/** Whether an auditor may approve; null when they may. */
export function whyNotApprove(
  approver: Approver,
  asked: Approval,
  rules: InquiryRules | null,
  now: number,
): ApprovalRefusal | null {
  const person = personOf(approver);
  if (person === null) return 'NO_PERSON';
  if (rules === null) return 'NOT_OFFERED';
  // First of all, so that nobody finds a way round by the order of questions.
  if (person === asked.askedPerson || approver.accountId === asked.askedBy) return 'SAME_PERSON';
  if (!rules.sameUnit && approver.organisation.id === asked.askedOrganisation) return 'SAME_UNIT';
  if (asked.approvedBy !== null) return 'DECIDED';
  return asked.lapsesAt <= now ? 'LAPSED' : null;
}
