import type { PlainSubgraphs } from '../../../support/plain-subgraphs.js';

/** One question to a graph in pieces, and what the same graph whole would answer. */
export interface CaseQuestion {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  /** Paths of the errors, each once; none where it is left out. */
  readonly errors?: readonly (readonly (string | number)[] | null)[];
}

/** A small graph cut in a way that federation finds hard. */
export interface FederationCase {
  readonly name: string;
  readonly subgraphs: PlainSubgraphs;
  readonly questions: readonly CaseQuestion[];
}

/** A reference resolver that knows its rows by one of several fields, and keeps what came with the reference. */
export const byKey =
  (rows: readonly Readonly<Record<string, unknown>>[], ...fields: readonly string[]) =>
  (given: Readonly<Record<string, unknown>>): unknown => {
    const field = fields.find((one) => given[one] !== undefined);
    const row = rows.find((one) => field !== undefined && one[field] === given[field]);
    return row === undefined ? null : { ...row, ...given };
  };
