import { NEVER } from '@agency-graph/contract';
import { sql, type Expression, type SqlBool } from 'kysely';
import type { WithAgency } from '../serve/request.js';
import { rowConditionSql, type RowColumn } from './row-condition-sql.js';

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

/** A source of rows that knows which of them a request may see. */
export interface RowSource {
  readonly type: string;
  readonly table: string;
  readonly alias: string;
  readonly id: string;
  /** Whether a row may be seen under this request's context, as SQL over the alias: put it in every `where`. */
  where(request: WithAgency): Expression<SqlBool>;
  /** Whether a row may be changed by a mutation, `Mutation.field`, under this context; none where it does not say. */
  mayChange(request: WithAgency, mutation: string): Expression<SqlBool>;
  /** Whether a row exists for the gateway at all: anything but TOP_SECRET. Part of `where`. */
  exists(): Expression<SqlBool>;
}

/** Makes a row source; throws when `secrecy` is not one of its columns. */
export function rowSource(options: RowSourceOptions): RowSource {
  const { type, table, alias = table, id = 'id', columns, secrecy } = options;
  const level = secrecy === undefined ? undefined : columns[secrecy];
  if (secrecy !== undefined && typeof level !== 'string') throw new Error(`${type}: columns has no ${secrecy}`);
  const exists = (): Expression<SqlBool> =>
    // TOP_SECRET never enters the gateway: not as a row, not as the id of a withheld one.
    level === undefined ? sql`true` : sql`${sql.ref(`${alias}.${level as string}`)} <> 'TOP_SECRET'`;
  return Object.freeze({
    type,
    table,
    alias,
    id,
    exists,
    mayChange({ agency }: WithAgency, mutation: string): Expression<SqlBool> {
      const { fields = {} } = agency;
      const condition = Object.hasOwn(fields, mutation) ? fields[mutation]! : NEVER;
      return sql`(${exists()} and ${rowConditionSql(condition, { alias, id, columns })})`;
    },
    where({ agency }: WithAgency): Expression<SqlBool> {
      // Deny by default: a row-labelled type without a condition admits no row.
      const condition = agency.rows[type] ?? NEVER;
      return sql`(${exists()} and ${rowConditionSql(condition, { alias, id, columns })})`;
    },
  });
}
