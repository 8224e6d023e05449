import { canonicalJson, type CanonicalObject } from '@agency-graph/ledger';
import { createHash, createHmac } from 'node:crypto';
import type { DecidedUnder } from '../audit/context.js';
import type { InquiryReceipt } from '../audit/record.js';
import type { Caller } from '../identity/caller.js';
import type { SubjectName } from '../subject-name.js';
import type { DeskParts, DeskRequest } from './desk-parts.js';
import type { Inquiry } from './inquiry.js';
import type { Evidence } from './schema/page.js';
import type { openedIn } from './sealed.js';

/** Records what an auditor does, in the auditors' own log, before they see anything of it. */
export type Reads = ReturnType<typeof createReads>;

/** For one request of one caller. */
export function createReads(
  parts: Pick<DeskParts, 'auditors' | 'questionKey'>,
  caller: Caller,
  versions: DecidedUnder,
  from: DeskRequest,
) {
  let last: InquiryReceipt | null = null;

  /** Of what was asked: equal for equal ones, and a guess cannot be tested against it. */
  const keyedHash = (value: unknown): string =>
    createHmac('sha256', parts.questionKey)
      .update(canonicalJson(value as CanonicalObject))
      .digest('base64url');

  const recordRead = async (
    kind: string,
    asked: unknown,
    results: number,
    about: SubjectName | null,
    opened: ReturnType<typeof openedIn> = {},
  ): Promise<void> => {
    const question = keyedHash({ kind, asked: JSON.stringify(asked), case: caller.caseReference });
    const did = { type: 'audit_read', kind, question, results, about, ...opened } as const;
    last = await parts.auditors.inquired(did, caller, versions, from);
  };

  /** Evidence, once it is recorded that it leaves the house. */
  const exported = async (
    { bundle, records }: Awaited<ReturnType<Inquiry['evidence']>>,
    kind: string,
    asked: unknown,
    opened: ReturnType<typeof openedIn> = {},
  ): Promise<Pick<Evidence, 'file' | 'sha256' | 'records'>> => {
    const sha256 = createHash('sha256').update(bundle).digest('base64url');
    const question = keyedHash({ kind, asked: JSON.stringify(asked), case: caller.caseReference });
    const did = { type: 'audit_export', question, records, bundle: sha256, ...opened } as const;
    last = await parts.auditors.inquired(did, caller, versions, from);
    return { file: Buffer.from(bundle).toString('base64'), sha256, records };
  };

  return {
    keyedHash,
    recordRead,
    exported,
    /** Of the last record that was made; made now where nothing was asked. */
    async receipt(): Promise<InquiryReceipt> {
      if (last === null) await recordRead('schema', {}, 0, null);
      return last!;
    },
  };
}
