import { BY_KEYS } from '@agency-graph/postgres';
import DataLoader from 'dataloader';
import { sql, type SelectQueryBuilder } from 'kysely';
import type { RequestCore } from '../serve/request.js';
import type { RowSource } from './row-source.js';

/** Keys per statement: above it a batch becomes several. */
const MAX_BATCH = 1_000;

/** `column = any($1)`: for the keys of a batch, in a query's `where`. The statement is kept prepared. */
export const isAnyOf = (column: string, keys: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} = any(${keys}) ${sql.raw(BY_KEYS)}`;

/**
 * A loader of one row per key, `null` where there is none to be seen. One statement per batch; an unknown id and a
 * withheld one take the same statement, and the withheld one is recorded for the gateway.
 *
 * `byId(request, members, () => request.db.selectFrom('member as m').selectAll('m'))`; another unique column
 * (of `text` type) by `{ by: 'code' }`.
 */
export function byId<DB, TB extends keyof DB, Row>(
  request: RequestCore,
  source: RowSource,
  query: () => SelectQueryBuilder<DB, TB, Row>,
  options: { readonly by?: string } = {},
): DataLoader<string, Row | null> {
  const by = `${source.alias}.${options.by ?? source.id}`;
  return new DataLoader(
    async (keys) => {
      const rows = await query()
        .select([
          sql<string>`${sql.ref(by)}`.as('asked_key'),
          sql<string>`${sql.ref(`${source.alias}.${source.id}`)}`.as('own_id'),
          sql<boolean>`coalesce(${source.where(request)}, false)`.as('admitted'),
        ])
        .where(isAnyOf(by, keys))
        .where(source.exists())
        .execute();
      const found = new Map<string, Row>();
      for (const { asked_key, own_id, admitted, ...row } of rows as (LoadedRow & Row)[]) {
        if (admitted) found.set(asked_key, row as Row);
        else request.withheld.add(source.type, own_id);
      }
      return keys.map((key) => found.get(key) ?? null);
    },
    { maxBatchSize: MAX_BATCH },
  );
}

interface LoadedRow {
  readonly asked_key: string;
  readonly own_id: string;
  readonly admitted: boolean;
}

/**
 * A loader of the rows that belong to each key (badges of members, updates of tasks), in the query's own order. The query
 * selects the owner's key as `owner`: `listBy((ids) => request.db.selectFrom('badge').select(['member_id as owner',
 * 'years']).where(isAnyOf('member_id', ids)).orderBy('awarded_on'))`.
 */
export function listBy<DB, TB extends keyof DB, Row extends { readonly owner: string }>(
  query: (keys: readonly string[]) => SelectQueryBuilder<DB, TB, Row>,
): DataLoader<string, Row[]> {
  return new DataLoader(
    async (keys) => {
      const rows = (await query(keys).execute()) as Row[];
      const lists = Map.groupBy(rows, ({ owner }) => owner);
      return keys.map((key) => lists.get(key) ?? []);
    },
    { maxBatchSize: MAX_BATCH },
  );
}

/**
 * One loader for each value of a field's arguments (the size of a list, what is selected), so that parents that ask alike
 * share a statement: `updates: loadersBy((first: number) => listBy((ids) => updatesOf(request, ids, first)))`.
 * The arguments are told apart by their JSON.
 */
export function loadersBy<Args, Loader>(make: (args: Args) => Loader): (args: Args) => Loader {
  const made = new Map<string, Loader>();
  // The very same arguments come once per row: their text need not be made again.
  const same = new Map<Args, Loader>();
  return (args) => {
    const known = same.get(args);
    if (known !== undefined) return known;
    const key = JSON.stringify(args);
    const loader = made.get(key) ?? make(args);
    made.set(key, loader);
    same.set(args, loader);
    return loader;
  };
}
