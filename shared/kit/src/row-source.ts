import type { Expression, SqlBool } from 'kysely';
import type { RequestBase } from './request.js';

/** Where the rows of one GraphQL type come from, and which column holds what its row conditions speak of. */
export interface RowSourceOptions {
  /** The GraphQL type, e.g. `Member`: the context's row condition of this name applies. */
  readonly type: string;
  readonly table: string;
  /** Alias used in queries; the table's own name when absent. */
  readonly alias?: string;
  /** Key column; `id` when absent. */
  readonly id?: string;
  /** The field (a key of `columns`) that holds the row's own secrecy: such rows at TOP_SECRET do not exist here. */
  readonly secrecy?: string;
  /** GraphQL field name → column of the table. `{ column, array: true }` for `text[]`. */
  readonly columns: Readonly<Record<string, RowColumn>>;
}

export type RowColumn = string | { readonly column: string; readonly array: true };

/** A source of rows that knows which of them a request may see. */
export interface RowSource {
  readonly type: string;
  readonly table: string;
  readonly alias: string;
  readonly id: string;
  /** Whether a row may be seen under this request's context, as SQL over the alias: put it in every `where`. */
  where(request: Pick<RequestBase, 'agency'>): Expression<SqlBool>;
  /** Whether a row exists for the gateway at all: anything but TOP_SECRET. Part of `where`. */
  exists(): Expression<SqlBool>;
}
export declare function rowSource(options: RowSourceOptions): RowSource;
