import { canonicalJson } from '@agency-graph/ledger';
import { Refusal } from '../refusals.js';
import { answerOf } from './approval-line.js';
import { APPROVAL_REFUSALS, type ApprovalRefusal, type AskedOpening, type Opened } from './approval-rules.js';
import type { ApprovalOutcome, ApprovedOpening, FoundLeaf } from './approvals.js';
import { checkText } from './ask.js';
import type { AskedLog, Sitting } from './desk-parts.js';
import type { Line } from './question.js';
import type { OpenedAnswer, OpenedDetail, OpenedEvidence } from './schema/opening.js';
import type { ApprovalAnswer } from './schema/page.js';
import { detailsOf, openedIn, shutAs, type Detail, type SealedRecord } from './sealed.js';

/** Opens what is sealed for records, once another auditor has approved it. */
export interface Openings {
  requestOpening(opens: AskedOpening): Promise<ApprovalAnswer>;
  opened(id: string): Promise<OpenedAnswer>;
  exportOpened(id: string): Promise<OpenedEvidence>;
}

/** The openings of one request. */
export function createOpenings({ parts, auditor: { caller, line }, waits, reads }: Sitting): Openings {
  const logOf = (origin: string): AskedLog => {
    const found = Object.values(parts.logs).find(({ writer }) => writer.log.origin === origin);
    if (found === undefined)
      throw new Refusal('BAD_REQUEST', 'This node has no log of that name: ask the node that has it.');
    return found;
  };

  /** What is sealed for a record; null where there is none, or none that this auditor may see. */
  const sealedFor = ({ origin, index }: Opened): Promise<SealedRecord | null> =>
    logOf(origin).inquiry.until(waits).sealed(index, line);

  /** What this auditor was approved to open, opened; the line may be another by now, and keys may be gone. */
  const open = async (
    id: string,
  ): Promise<ApprovalOutcome<ApprovedOpening & { readonly details: readonly Detail[] }>> => {
    const outcome = await parts.approvals.inForce(caller, id);
    if (outcome.kind === 'refused') return outcome;
    const record = await sealedFor(outcome.approval.opens);
    if (record?.leaf !== outcome.approval.opens.leaf)
      return { kind: 'refused', because: 'NO_RECORD', says: APPROVAL_REFUSALS.NO_RECORD };
    const { writer } = logOf(outcome.approval.opens.origin);
    const details = record.leaves.flatMap((leaf) => detailsOf(leaf, writer.open));
    return { kind: 'done', approval: { ...outcome.approval, details } };
  };

  return {
    async requestOpening(opens) {
      checkText(opens.reason);
      if (opens.index < 0) throw new Refusal('BAD_REQUEST', 'The index of a record counts from 0.');
      const outcome = await parts.approvals.ask(caller, opens, mayBeOpened(await sealedFor(opens)));
      await reads.recordRead('requestOpening', opens, outcome.kind === 'done' ? 1 : 0, null);
      return answerOf(outcome, parts.wallClock());
    },

    async opened(id) {
      const outcome = await open(id);
      const { details = [], opens = null } = outcome.kind === 'done' ? outcome.approval : {};
      const shown = details.filter(({ opened }) => opened !== null);
      await reads.recordRead('opened', { id }, shown.length, null, opens === null ? {} : openedIn(opens.origin, shown));
      return { ...answerOf(outcome, parts.wallClock()), details: details.map((one) => detailLine(one, line)) };
    },

    async exportOpened(id) {
      const outcome = await open(id);
      if (outcome.kind === 'refused') {
        await reads.recordRead('exportOpened', { id }, 0, null);
        return { ...answerOf(outcome, parts.wallClock()), evidence: null };
      }
      const { opens, details, caseReference } = outcome.approval;
      const { inquiry } = logOf(opens.origin);
      const asked = { kind: 'opened', approval: id, case: caseReference };
      const made = await inquiry.evidence(asked, [opens.index], details);
      const evidence = await reads.exported(made, 'exportOpened', { id }, openedIn(opens.origin, details));
      return {
        ...answerOf(outcome, parts.wallClock()),
        evidence: { ...evidence, all: true, unknown: null, erased: null },
      };
    },
  };
}

/** The leaf of a record of which something may be opened, or why nothing may. */
function mayBeOpened(record: SealedRecord | null): FoundLeaf | ApprovalRefusal {
  if (record === null) return 'NO_RECORD';
  if (!record.isPublished) return 'NOT_PUBLISHED';
  return record.leaves.length === 0 ? 'NOTHING_SEALED' : { leaf: record.leaf };
}

const detailLine = ({ index, path, commitment, opened, because }: Detail, line: Line): OpenedDetail => ({
  index,
  path,
  commitment,
  proven: opened !== null,
  value: opened === null ? null : canonicalJson(opened.value),
  blind: opened?.blind ?? null,
  because: null,
  says: null,
  ...shutAs(because, line),
});
