import type { RowCondition } from '@agency-graph/contract';
import type { Reason } from './reasons.js';

/** On what a permit stands: the scope table, or one version of one agreement. */
export type Basis =
  | { readonly kind: 'scope' }
  | { readonly kind: 'agreement'; readonly id: string; readonly version: number }
  | { readonly kind: 'emergency'; readonly id: string };

/** A decision is data: it feeds the refusal, the record and the explanation alike. `rule` is the one it stands on. */
export type Decision = Permit | Denial;

export type Permit =
  | { readonly kind: 'permit'; readonly rule: string; readonly basis: Basis }
  /** Permitted on those admitted rows alone for which the condition holds. */
  | { readonly kind: 'when'; readonly rule: string; readonly condition: RowCondition; readonly basis: Basis };

export interface Denial {
  readonly kind: 'deny';
  readonly rule: string;
  readonly reason: Reason;
  /** Whether the very existence of the field is a secret to the caller. */
  readonly hidden: boolean;
}
