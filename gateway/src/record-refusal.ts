import type { RefusalReceipt } from './audit/record.js';
import type { AuditWriter } from './audit/writer.js';
import { Refusal } from './refusals.js';

/** What whoever is turned away may be told, and the receipt for it. */
export interface RecordedRefusal {
  readonly told: Refusal;
  readonly receipt: RefusalReceipt | null;
}

/** Records a refusal; of one that cannot be recorded, nothing is told but that. */
export async function recordRefusal(
  audit: Pick<AuditWriter, 'refused'>,
  ...[refusal, ...rest]: Parameters<AuditWriter['refused']>
): Promise<RecordedRefusal> {
  const receipt = await audit.refused(refusal, ...rest).catch(() => null);
  return { told: receipt === null ? new Refusal('AUDIT_UNAVAILABLE') : refusal, receipt };
}
