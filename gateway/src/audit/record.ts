import type { Secrecy, Zone } from '@agency-graph/contract';
import type { CanonicalValue } from '@agency-graph/ledger';
import type { CheckedRows } from '../execute/check-rows.js';
import type { Caller } from '../identity/caller.js';
import type { Made } from '../made.js';
import type { Plan } from '../plan/plan.js';

/** Proof that an access was recorded durably before an agency was asked. Made by the writer, after its sync. */
export type Intent = Made<
  { readonly txn: string; readonly plan: Plan; readonly caller: Caller; readonly trace: string },
  'Intent'
>;

/** Where a record stands in the log: goes outward in `extensions.audit`. */
export interface LogPosition {
  readonly origin: string;
  readonly index: number;
  /** base64 of the leaf hash (RFC 6962). */
  readonly leaf: string;
}

/** Proof that the outcome is recorded durably: an answer needs one. */
export type Receipt = Made<{ readonly position: LogPosition; readonly rows: CheckedRows }, 'Receipt'>;

/** Proof that a refusal is recorded durably. */
export type RefusalReceipt = Made<{ readonly position: LogPosition }, 'RefusalReceipt'>;

/** Who, as the record names them: persons by blind tokens only. */
export interface RecordedCaller {
  readonly issuer: string;
  readonly token: string;
  readonly account: string;
  readonly application: boolean;
  readonly endUser: string | null;
  readonly organisation: string;
  readonly functions: readonly string[];
  readonly clearance: Secrecy;
  readonly zone: Zone;
  readonly purpose: string | null;
  readonly case: string | null;
}

export type RecordBody = { readonly [key: string]: CanonicalValue };
