import type { Said } from '../words/language.ts';

/**
 * What comes of an example when the persona it is written for runs it as it usually comes in: `withheld` rows are
 * absent without a word, a `hidden` field is answered like a misspelt name, a `closed` account gets nothing at all, the
 * others are named.
 */
export type Outcome = 'answered' | 'partly' | 'refused' | 'withheld' | 'hidden' | 'closed';

/** A query worth running once, with the access rule that it shows. */
export interface Example {
  readonly title: Said;
  /** The rule of the gateway's policy that decides it, e.g. "R7". */
  readonly rule: string;
  readonly outcome: Outcome;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The person an application must act for, where the answer needs one. */
  readonly endUser?: string;
}
