import type { Transaction } from 'kysely';

/** A row of `org_register`. */
export interface RegisterRow {
  readonly id: string;
  readonly path: string;
  readonly status: string;
  /** Version of the register in which the row last changed. */
  readonly version: number;
}

/**
 * Runs in the transaction that applies changes to `org_register`, so that paths stored beside rows (`cell_path` …)
 * change together with it. `ids` are the organisations that changed.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each agency has its own tables
export type RegisterChangeHook = (transaction: Transaction<any>, ids: readonly string[]) => Promise<void>;
