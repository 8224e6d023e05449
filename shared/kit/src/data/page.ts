import { sql, type Expression, type SqlBool } from 'kysely';
import { pageSize } from './arguments.js';
import { BadUserInput } from './bad-user-input.js';
import { canonicalJson } from './canonical-json.js';
import type { Connection } from '../schema/page-info.js';
import type { OrderColumn, PageOptions } from './paging.js';
import type { CursorBinding, RequestCore } from '../serve/request.js';

type Key = readonly (string | number)[];

/** One page by keyset: narrowed by the row condition, filled after it, ended by a sealed cursor; no total count. */
export async function page<DB, TB extends keyof DB, Row>(
  request: RequestCore,
  options: PageOptions<DB, TB, Row>,
): Promise<Connection<Row>> {
  const { source, orderBy, field, args } = options;
  const size = pageSize(options.first);
  const order = orderBy.map(([column, direction = 'asc']) => `${column} ${direction}`).join(', ');
  const binding: CursorBinding = { sub: request.agency.sub, field, filter: filterOf(args), order };
  const from = openAfter(request, options.after, binding, orderBy) ?? options.startAt;

  // As text: exact for every type, where a JS Date or number would lose digits and with them rows.
  const keys = orderBy.map(([column], i) => sql<string>`${sql.ref(column)}::text`.as(keyName(i)));
  let query = options.query.select(keys).limit(size + 1);
  for (const [column, direction = 'asc'] of orderBy) query = query.orderBy(sql.ref(column), direction);
  if (source !== undefined) query = query.where(source.where(request));
  if (from !== undefined) query = query.where(isAfter(orderBy, from));

  const rows = (await query.execute()) as Row[];
  const nodes = rows.slice(0, size);
  const last = nodes.at(-1);
  const endCursor = last === undefined ? null : request.cursors.seal(keyOf(last, orderBy), binding);
  return { nodes, pageInfo: { hasNextPage: rows.length > size, endCursor } };
}

/** An argument that is absent is the same filter as one that is null. */
const filterOf = (args: Readonly<Record<string, unknown>>): string =>
  canonicalJson(Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value ?? null])));

function openAfter(
  request: RequestCore,
  after: string | null | undefined,
  binding: CursorBinding,
  orderBy: readonly OrderColumn[],
): Key | undefined {
  if (after === null || after === undefined) return undefined;
  const key = request.cursors.open(after, binding);
  // One answer for forged, foreign and outdated cursors: which it was is nobody's business.
  if (key?.length !== orderBy.length) throw new BadUserInput('after', 'is not a cursor of this list');
  return key;
}

/** Rows after a key in the given order: a row comparison, which a btree serves, where all columns go the same way. */
function isAfter(orderBy: readonly OrderColumn[], key: Key): Expression<SqlBool> {
  const columns = orderBy.map(([column]) => sql.ref(column));
  const directions = new Set(orderBy.map(([, direction = 'asc']) => direction));
  if (directions.size === 1) {
    const than = directions.has('asc') ? sql`>` : sql`<`;
    return sql`(${sql.join(columns)}) ${than} (${sql.join(key)})`;
  }
  const cases = orderBy.map(([, direction = 'asc'], i) => {
    const equal = columns.slice(0, i).map((column, j) => sql`${column} = ${key[j]}`);
    return sql`(${sql.join([...equal, sql`${columns[i]} ${direction === 'asc' ? sql`>` : sql`<`} ${key[i]}`], sql` and `)})`;
  });
  return sql`(${sql.join(cases, sql` or `)})`;
}

const keyName = (i: number): string => `order_key_${i}`;

function keyOf(row: unknown, orderBy: readonly OrderColumn[]): Key {
  const values = row as Readonly<Record<string, unknown>>;
  return orderBy.map(([column], i) => {
    const value = values[keyName(i)];
    if (typeof value === 'string') return value;
    throw new Error(`order column ${column} must be NOT NULL`);
  });
}
