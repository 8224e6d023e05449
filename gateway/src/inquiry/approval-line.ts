import type { Approval } from './approval-rules.js';
import type { ApprovalOutcome } from './approvals.js';
import type { ApprovalAnswer, ApprovalLine } from './schema/page.js';

/** What became of a request that something be approved, as its auditor is told. */
export const answerOf = (outcome: ApprovalOutcome, now: number): ApprovalAnswer =>
  outcome.kind === 'done'
    ? { done: true, because: null, says: null, approval: approvalLine(outcome.approval, now) }
    : { done: false, because: outcome.because, says: outcome.says, approval: null };

/** A request as auditors see it. */
export const approvalLine = (one: Approval, now: number): ApprovalLine => ({
  id: one.id,
  caseReference: one.caseReference,
  opens: one.opens,
  askedBy: one.askedBy,
  askedOrganisation: one.askedOrganisation,
  state: stateOf(one, now),
  lapsesAt: new Date(one.lapsesAt).toISOString(),
  approvedBy: one.approvedBy,
  endsAt: one.endsAt === null ? null : new Date(one.endsAt).toISOString(),
});

function stateOf({ approvedBy, endsAt, lapsesAt }: Approval, now: number): string {
  if (approvedBy === null) return lapsesAt <= now ? 'LAPSED' : 'ASKED';
  return (endsAt ?? 0) <= now ? 'ENDED' : 'IN_FORCE';
}
