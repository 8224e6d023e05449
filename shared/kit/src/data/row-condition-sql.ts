import { SECRECY, type RowCondition } from '@agency-graph/contract';
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';

/** A column that holds a row field; `array` for `text[]`. Path columns should be `text collate "C"` to be served by a btree. */
export type RowColumn = string | { readonly column: string; readonly array: true };

export interface RowColumns {
  readonly alias: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, RowColumn>>;
}

type Condition = RawBuilder<SqlBool>;
type Of<K extends RowCondition['kind']> = Extract<RowCondition, { kind: K }>;

/**
 * A row condition as SQL, equal to the contract's `evaluateRowCondition` on the same values: every value is a parameter,
 * NULL and a field without a column make their condition false, and there is no `now()`.
 */
export function rowConditionSql(condition: RowCondition, source: RowColumns): Condition {
  switch (condition.kind) {
    case 'always':
      return sql`true`;
    case 'never':
      return sql`false`;
    case 'all':
      return joined(condition.of, source, sql` and `, sql`true`);
    case 'any':
      return joined(condition.of, source, sql` or `, sql`false`);
    case 'ids':
      return sql`${sql.ref(`${source.alias}.${source.id}`)} = any(${condition.ids})`;
    case 'under':
      return withColumn(condition.field, source, (column, array) => under(column, array, condition.paths));
    case 'level':
      return level(condition, source);
    case 'holds':
      return withColumn(condition.field, source, (column) => sql`${column} <@ ${condition.compartments}`);
    case 'compartmented':
      return withColumn(condition.field, source, (column) => sql`cardinality(${column}) > 0`);
    case 'oneOf':
      return withColumn(condition.field, source, (column, array) =>
        array ? sql`${column} && ${condition.values}` : sql`${column} = any(${condition.values})`,
      );
    default:
      return condition satisfies never;
  }
}

/** A path at or under one of `paths`: a range that a btree serves, since `/` is the character after `.` in collation "C". */
export function under(path: Expression<unknown>, array: boolean, paths: readonly string[]): Condition {
  if (paths.length === 0) return sql`false`;
  if (array)
    return sql`exists (select from unnest(${path}) as one(path) where ${under(sql.ref('one.path'), false, paths)})`;
  const each = paths.map((at) => {
    const [first, end] = [`${at}.`, `${at}/`];
    return sql<SqlBool>`(${path} = ${at} or (${path} collate "C" >= ${first} and ${path} collate "C" < ${end}))`;
  });
  return sql`(${sql.join(each, sql` or `)})`;
}

function level(condition: Of<'level'>, source: RowColumns): Condition {
  return withColumn(condition.field, source, (column) => {
    const admitted = sql<SqlBool>`${column} = any(${SECRECY.slice(0, SECRECY.indexOf(condition.atMost) + 1)})`;
    const { until, lapsedBefore } = condition;
    if (until === undefined || lapsedBefore === undefined) return admitted;
    const lapsed = withColumn(
      until,
      source,
      (date) => sql`(${date} < ${lapsedBefore} and ${column} = any(${SECRECY}))`,
    );
    return sql`(${admitted} or ${lapsed})`;
  });
}

function withColumn(
  field: string,
  { alias, columns }: RowColumns,
  make: (column: Expression<unknown>, array: boolean) => Condition,
): Condition {
  const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (column === undefined) return sql`false`;
  return typeof column === 'string'
    ? make(sql.ref(`${alias}.${column}`), false)
    : make(sql.ref(`${alias}.${column.column}`), true);
}

function joined(parts: readonly RowCondition[], source: RowColumns, by: Condition, empty: Condition): Condition {
  if (parts.length === 0) return empty;
  return sql`(${sql.join(
    parts.map((part) => rowConditionSql(part, source)),
    by,
  )})`;
}
