import type { MemberRecord } from '@agency-graph/world';
import type { CheckCode } from './catalogue.js';
import type { Places } from './places-index.js';

/** What the checks may look up: other agencies' reference data, never the truth about a record. */
export interface Reference {
  readonly places: Places;
  /** Status of an organisation in the register; `undefined` for an unknown id. */
  orgStatus(id: string): string | undefined;
  /** The day on which the check is made, `YYYY-MM-DD`. */
  readonly today: string;
}

/** A stored record as a check sees it. */
export type Stored = MemberRecord;

/** One check of one record by itself: whether it applies, and which fields fail it. Pure. */
export interface Check {
  readonly code: CheckCode;
  applies(record: Stored): boolean;
  /** Names of the fields that fail; asked only where the check applies. */
  failing(record: Stored, reference: Reference): readonly string[];
}

/** A check of one field that applies to every record, or to those that `applies` says. */
export function check(
  code: CheckCode,
  field: keyof Stored & string,
  fails: (record: Stored, reference: Reference) => boolean,
  applies: (record: Stored) => boolean = () => true,
): Check {
  const failed = [field];
  const none: readonly string[] = [];
  return { code, applies, failing: (record, reference) => (fails(record, reference) ? failed : none) };
}
