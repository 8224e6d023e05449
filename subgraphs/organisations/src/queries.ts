import { isAnyOf, rowSource, type NestedQuery, type Owned } from '@agency-graph/kit';
import { sql, type ExpressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { OrganisationsDatabase } from './database.js';
import type { OrganisationsBase } from './organisations-request.js';
import type { Organisation } from './schema/organisation.js';

/** Rows of `Organisation`, under the request's row condition. */
export const ORGANISATIONS = rowSource({
  type: 'Organisation',
  table: 'organisation',
  secrecy: 'rowSecrecy',
  columns: { rowSecrecy: 'secrecy', rowPath: 'path' },
});

const COLUMNS = [
  'organisation.id',
  'organisation.code',
  'organisation.name',
  'organisation.short_name as shortName',
  'organisation.block',
  'organisation.level',
  'organisation.kind',
  'organisation.functions',
  'organisation.status',
  'organisation.path',
  'organisation.established_on as establishedOn',
  'organisation.dissolved_on as dissolvedOn',
  'organisation.secrecy',
  'organisation.data_focal_point as dataFocalPoint',
  'organisation.network_points as networkPoints',
  'organisation.secrecy as rowSecrecy',
  'organisation.path as rowPath',
  'organisation.parent_id as parentId',
  'organisation.admin_unit_code as adminUnitCode',
  'organisation.successor_ids as successorIds',
] as const;

/** Organisations with everything a resolver reads of them, before any row condition. */
export const organisations = (request: OrganisationsBase) => request.db.selectFrom('organisation').select(COLUMNS);

export interface OrganisationFilter {
  readonly level: Organisation['level'] | null | undefined;
  readonly block: Organisation['block'] | null | undefined;
  /** Path at or under which the organisations lie. */
  readonly path: string | undefined;
}

export function filtered(request: OrganisationsBase, { level, block, path }: OrganisationFilter) {
  return organisations(request)
    .$if(level != null, (query) => query.where('organisation.level', '=', level as Organisation['level']))
    .$if(block != null, (query) => query.where('organisation.block', '=', block as Organisation['block']))
    .$if(path !== undefined, (query) => query.where((eb) => underInOrder(eb, path as string)));
}

/** The first bound enters the index at the path, the second keeps out `TW.G07-X`, which sorts between `TW.G07` and `TW.G07/`. */
const underInOrder = (
  eb: ExpressionBuilder<OrganisationsDatabase, 'organisation'>,
  path: string,
): Expression<SqlBool> =>
  eb.and([
    eb('organisation.path', '>=', path),
    eb('organisation.path', '<', `${path}/`),
    eb.or([eb('organisation.path', '=', path), eb('organisation.path', '>=', `${path}.`)]),
  ]);

/** Path of an organisation, for a filter: whether the caller may see that organisation is not asked. */
export async function pathOf(request: OrganisationsBase, id: string): Promise<string | undefined> {
  const row = await request.db.selectFrom('organisation').select('path').where('id', '=', id).executeTakeFirst();
  return row?.path;
}

/** Direct children of each parent, in the order of their paths, in one statement. */
export async function childrenOf(
  request: OrganisationsBase,
  { parents, limit, position }: NestedQuery<unknown>,
): Promise<Owned<Organisation>[]> {
  return request.db
    .selectFrom(sql<{ id: string }>`unnest(${parents}::text[])`.as<'parent'>(sql`parent(id)`))
    .innerJoinLateral(
      () =>
        organisations(request)
          .whereRef('organisation.parent_id', '=', sql.ref('parent.id'))
          .where(ORGANISATIONS.where(request))
          .$if(position !== undefined, (query) => query.where('organisation.path', '>', String(position?.[0])))
          .orderBy('organisation.path')
          .limit(limit)
          .as('child'),
      (join) => join.onTrue(),
    )
    .selectAll('child')
    .select('parent.id as owner')
    .orderBy('child.path')
    .execute() as Promise<Owned<Organisation>[]>;
}

/** Administrative units by code: open to everyone, so no row condition. */
export const adminUnits = (request: OrganisationsBase, codes: readonly string[]) =>
  request.db
    .selectFrom('admin_unit')
    .select([
      'code',
      'name',
      'type',
      'valid_from as validFrom',
      'valid_to as validTo',
      'parent_code as parentCode',
      'replaced_by as replacedByCodes',
    ])
    .where(isAnyOf('code', codes))
    .execute();
