import type { SelectQueryBuilder } from 'kysely';
import type { RowSource } from './row-source.js';

/** A column to order by, with its alias where the query has several tables. Must be NOT NULL; the last one unique. */
export type OrderColumn = readonly [column: string, direction?: 'asc' | 'desc'];

export interface PageOptions<DB, TB extends keyof DB, Row> {
  /** Rows of this source are narrowed by the row condition. Leave out only for rows that carry no row label. */
  readonly source?: RowSource;
  /** The filtered query with its selection, without order, limit or row condition. */
  readonly query: SelectQueryBuilder<DB, TB, Row>;
  readonly orderBy: readonly OrderColumn[];
  /** 1 … 100; 20 when null or absent; anything else is BAD_USER_INPUT. */
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  /** Coordinate of the field, e.g. `Query.members`: cursors of other fields do not open. */
  readonly field: string;
  /** Every filter argument: cursors of another filter do not open. For a nested list the parent's id too. */
  readonly args: Readonly<Record<string, unknown>>;
  /**
   * Where the first page may start when there is no cursor, e.g. `['sora', 0]` for a prefix search ordered by
   * `(name_key, id)`: the index is entered at the prefix instead of read from its beginning.
   */
  readonly startAt?: readonly (string | number)[];
}
