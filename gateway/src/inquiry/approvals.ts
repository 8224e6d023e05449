import type { InquiryRules } from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import { personOf } from '../four-eyes.js';
import { Refusal } from '../refusals.js';
import {
  APPROVAL_REFUSALS,
  newApprovalId,
  whyNotApprove,
  whyNotOpen,
  type Approval,
  type ApprovalRefusal,
  type AskedOpening,
  type Opened,
  type Opening,
} from './approval-rules.js';
import type { ApprovalStore } from './approval-store.js';

/**
 * Four eyes on questions about persons: beyond a number of persons under a case, another auditor approves. And on what is
 * sealed beside records: none of it is opened without.
 */
export interface Approvals {
  /**
   * Lets an auditor ask about a person under the case that they named, or throws a `Refusal`: without a case, or
   * beyond the number of persons, of the case or in all, without an approval in force, which is then asked for.
   * `subject` is null where it is certain that nobody is meant: then nobody is counted.
   */
  admit(caller: CallerFacts, subject: string | null): Promise<void>;
  /**
   * Asks that what is sealed for a record be opened under the case that was named, or throws a `Refusal` where none was.
   * `found` is the record's leaf, or why there is nothing to be opened.
   */
  ask(caller: CallerFacts, asked: AskedOpening, found: FoundLeaf | ApprovalRefusal): Promise<ApprovalOutcome>;
  /** What an auditor asked to open, while that is approved. */
  inForce(caller: CallerFacts, id: string): Promise<ApprovalOutcome<ApprovedOpening>>;
  approve(caller: CallerFacts, id: string): Promise<ApprovalOutcome>;
  list(): Promise<readonly Approval[]>;
}

export type FoundLeaf = Pick<Opening, 'leaf'>;

export type ApprovalOutcome<Done = Approval> =
  | { readonly kind: 'done'; readonly approval: Done }
  | { readonly kind: 'refused'; readonly because: ApprovalRefusal; readonly says: string };

/** A record that may be opened now. */
export interface ApprovedOpening extends Approval {
  readonly opens: Opening;
}

export interface ApprovalStep {
  readonly step: 'requested' | 'approved' | 'refused';
  readonly by: CallerFacts;
  readonly because: ApprovalRefusal | null;
  readonly approval: Approval | null;
  /** The record that it is about; null where more persons are to be asked about. */
  readonly opens: Opened | null;
}

export interface ApprovalParts {
  readonly store: ApprovalStore;
  readonly rules: () => InquiryRules | null;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** Durable when it resolves; what is not recorded does not take place. */
  readonly record: (step: ApprovalStep) => Promise<unknown>;
}

/** How long, in milliseconds, a request waits for its approval. */
const LAPSES_AFTER = 60 * 60_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function createApprovals({ store, rules, wallClock, record }: ApprovalParts): Approvals {
  const request = async (
    caller: CallerFacts,
    person: string,
    caseReference: string,
    opens: Opening | null,
    askedAt: number,
  ): Promise<Approval> => {
    const approval: Approval = {
      id: newApprovalId(opens !== null),
      caseReference,
      opens,
      askedBy: caller.accountId,
      askedPerson: person,
      askedOrganisation: caller.organisation.id,
      askedAt,
      lapsesAt: askedAt + LAPSES_AFTER,
      approvedBy: null,
      approvedAt: null,
      endsAt: null,
    };
    await record({ step: 'requested', by: caller, because: null, approval, opens });
    return approval;
  };

  const refuse = async (
    by: CallerFacts,
    because: ApprovalRefusal,
    approval: Approval | null,
    opens: Opened | null = approval?.opens ?? null,
  ): Promise<ApprovalOutcome<never>> => {
    await record({ step: 'refused', by, because, approval, opens });
    return { kind: 'refused', because, says: APPROVAL_REFUSALS[because] };
  };

  return {
    async admit(caller, subject) {
      const { caseReference } = caller;
      const inForce = rules();
      if (caseReference === null) throw new Refusal('CASE_NEEDED');
      if (inForce === null) throw new Refusal('OPERATION_NOT_ALLOWED', APPROVAL_REFUSALS.NOT_OFFERED);
      if (subject === null) return;
      const bound = personOf(caller);
      const person = bound ?? `account ${caller.accountId}`;
      const now = wallClock();
      const wanted = { person, caseReference, opens: null };
      const approved = (await store.of(wanted, new Date(now))).some((one) => one.approvedBy !== null);
      const beyond = await store.ask({
        person,
        caseReference,
        subject,
        at: new Date(now),
        since: new Date(now - inForce.hours * HOUR),
        most: approved ? Infinity : inForce.persons,
        mostInAll: approved ? Infinity : inForce.personsInAll,
      });
      if (beyond === null) return;
      if (bound === null) throw new Refusal('APPROVAL_NEEDED', APPROVAL_REFUSALS.NO_PERSON);
      const { id, lapsesAt } = await store.waiting(wanted, new Date(now), () =>
        request(caller, person, caseReference, null, now),
      );
      const asked =
        beyond === 'too many in all'
          ? `${inForce.personsInAll} persons under all your cases`
          : `${inForce.persons} persons under this case`;
      throw new Refusal(
        'APPROVAL_NEEDED',
        `You asked about ${asked} within ${inForce.hours} hours. Another auditor must approve more: ${id}.`,
        { approval: { id, lapsesAt: new Date(lapsesAt).toISOString() } },
      );
    },

    async ask(caller, asked, found) {
      const { caseReference } = caller;
      if (caseReference === null)
        throw new Refusal('CASE_NEEDED', 'What is sealed is opened for a case: send its reference in `Access-Case`.');
      const person = personOf(caller);
      if (person === null) return refuse(caller, 'NO_PERSON', null, asked);
      if (rules() === null) return refuse(caller, 'NOT_OFFERED', null, asked);
      if (typeof found === 'string') return refuse(caller, found, null, asked);
      const opens = { ...asked, ...found };
      const now = wallClock();
      const approval = await store.waiting({ person, caseReference, opens }, new Date(now), () =>
        request(caller, person, caseReference, opens, now),
      );
      return { kind: 'done', approval };
    },

    async inForce(caller, id) {
      const asked = await store.find(id);
      const opens = asked?.opens ?? null;
      if (asked === null || opens === null) return refuse(caller, 'UNKNOWN', null);
      const because = whyNotOpen(caller, asked, rules(), wallClock());
      return because === null ? { kind: 'done', approval: { ...asked, opens } } : refuse(caller, because, asked);
    },

    approve: (caller, id) =>
      store.change(id, async (asked, approve): Promise<ApprovalOutcome> => {
        if (asked === null) return refuse(caller, 'UNKNOWN', null);
        const now = wallClock();
        const inForce = rules();
        const because = whyNotApprove(caller, asked, inForce, now);
        if (because !== null || inForce === null) return refuse(caller, because ?? 'NOT_OFFERED', asked);
        const approval = {
          ...asked,
          approvedBy: caller.accountId,
          approvedAt: now,
          endsAt: now + inForce.approvalMinutes * MINUTE,
        };
        await approve(approval, personOf(caller)!, caller.organisation.id);
        // Recorded before it is committed: an approval that cannot be recorded is none.
        await record({ step: 'approved', by: caller, because: null, approval, opens: asked.opens });
        return { kind: 'done', approval };
      }),

    list: () => store.newest(new Date(wallClock())),
  };
}
