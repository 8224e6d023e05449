import type DataLoader from 'dataloader';
import type { SelectQueryBuilder } from 'kysely';
import type { RequestBase } from './request.js';
import type { RowSource } from './row-source.js';

/**
 * A loader of one row per key, `null` where there is none to be seen. One statement per batch; an unknown id and a
 * withheld one take the same statement, and the withheld one is recorded for the gateway.
 *
 * `byId(request, members, () => request.db.selectFrom('member as m').selectAll('m'))`; another unique column
 * (of `text` type) by `{ by: 'code' }`.
 */
export declare function byId<DB, TB extends keyof DB, Row>(
  request: RequestBase<DB>,
  source: RowSource,
  query: () => SelectQueryBuilder<DB, TB, Row>,
  options?: { readonly by?: string },
): DataLoader<string, Row | null>;

/**
 * A loader of the rows that belong to each key (badges of members, updates of tasks), in the query's own order. The query
 * selects the owner's key as `owner`: `listBy(request, (ids) => request.db.selectFrom('badge').select(['member_id as
 * owner', 'years']).where('member_id', '=', anyOf(ids)).orderBy('awarded_on'))`.
 */
export declare function listBy<DB, TB extends keyof DB, Row extends { owner: string }>(
  request: RequestBase<DB>,
  query: (keys: readonly string[]) => SelectQueryBuilder<DB, TB, Row>,
): DataLoader<string, Row[]>;
