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

/** Says that a check applies to the record, and whether the field fails it; said again for another field. */
export type Say = (code: CheckCode, field: keyof Stored & string, fails: boolean) => void;

/** Checks of one family, on one record by itself. A check that does not apply is not said. Pure but for `say`. */
export type Check = (record: Stored, say: Say, reference: Reference) => void;
