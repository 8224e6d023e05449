import type { WrittenRows } from '../execute/write-data.js';
import type { Caller } from '../identity/caller.js';
import type { Made } from '../made.js';
import type { Plan } from '../plan/plan.js';
import type { DecidedUnder } from './context.js';
import type { IdentifyingSchema } from './identifiers.js';

/** What the records of a request are written by: adds the graph, which tells what arguments identify and what rows are persons. */
export interface RecordedUnder extends DecidedUnder, IdentifyingSchema {}

/** Proof that an access was recorded durably before an agency was asked. Made by the writer, after its sync. */
export type Intent = Made<
  {
    readonly txn: string;
    readonly plan: Plan;
    readonly caller: Caller;
    readonly trace: string;
    /** Address of the client: sealed in the record. */
    readonly client: string;
    /** What its record refers to; null of an intent that needed none. */
    readonly refersTo: References | null;
  },
  'Intent'
>;

/** Whether somebody may have been asked by now to change something. */
export const mayHaveChanged = (intent: Intent | null): intent is Intent =>
  intent !== null && intent.refersTo !== null && intent.plan.permitted.operation.kind === 'mutation';

/** Where it is defined in the log who asks and what, for records of the same month as long as no definition is forgotten. */
export interface References {
  readonly context: number;
  readonly operation: number;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly forgotten: number;
}

/** Where a record stands in the log: goes outward in `extensions.audit`. */
export interface LogPosition {
  readonly origin: string;
  readonly index: number;
  /** base64 of the leaf hash (RFC 6962). */
  readonly leaf: string;
}

/** Proof that the outcome is recorded durably: an answer needs one. */
export type Receipt = Made<
  {
    readonly position: LogPosition;
    readonly rows: WrittenRows;
    /** Changes whose effect is recorded as unknown: the response key of each, and the agency that was asked. */
    readonly unknown: ReadonlyMap<string, string>;
  },
  'Receipt'
>;

/** Proof that a refusal is recorded durably. */
export type RefusalReceipt = Made<{ readonly position: LogPosition }, 'RefusalReceipt'>;

/** Proof that what an auditor did with the log is recorded durably, in the auditors' own log: they see nothing without. */
export type InquiryReceipt = Made<{ readonly position: LogPosition }, 'InquiryReceipt'>;
