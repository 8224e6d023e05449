import { isUnder } from '@agency-graph/contract';
import { page, under, type Connection } from '@agency-graph/kit';
import { sql } from 'kysely';
import type { MemberConditions, PageArguments, VerificationArguments } from './arguments.js';
import { asMember, selectMember, type FromMember } from './member-row.js';
import { isFew, membersUnder, membersWithin, MEMBERS, SMALL_DEPTH } from './member-source.js';
import type { MembersBase } from './members-request.js';
import { depthOf, reachOf } from './reach.js';
import type { Member } from './schema/member.js';
import type { Verification } from './schema/verification.js';

/** The path of no organisation. */
export const NOWHERE = '';

export const ORDER = [['m.name_key'], ['m.id']] as const;

/** The filtered rows of one page: under `owner` where there is one, entered by the deepest path that is known. */
export function filtered(request: MembersBase, filter: MemberConditions, paths: readonly string[]): FromMember {
  const reach = reachOf(request.agency.rows['Member']);
  const scope = reach?.ids.length === 0 && reach.paths.length === 1 ? reach.paths : [];
  const deepest = narrowest([...paths, ...scope]);
  // A few ids or cells, a caller's own record for instance, are found sooner than those among a province's members.
  const isNear = reach !== undefined && scope.length === 0 && isFew(reach);
  const entered = isNear && (deepest === undefined || depthOf(deepest) < SMALL_DEPTH) ? undefined : deepest;
  let query = entered === undefined ? membersWithin(request.db, reach) : membersUnder(request.db, entered);
  for (const path of paths) if (path !== entered) query = query.where(under(sql.ref('m.cell_path'), false, [path]));
  const { cellId, nameKey, status, religion, theoryLevel } = filter;
  if (cellId !== null) query = query.where('m.cell_id', '=', cellId);
  if (nameKey !== null)
    query = query.where('m.name_key', '>=', nameKey).where('m.name_key', '<', `${nameKey}\u{10ffff}`);
  // Written out, as a value of a closed set: the planner then sees that a partial index holds the rows.
  if (status !== null) query = query.where('m.status', '=', sql.lit(status));
  if (religion !== null) query = query.where('m.religion', '=', religion);
  if (theoryLevel !== null) query = query.where('m.theory_level', '=', theoryLevel);
  return query;
}

/** The deepest of paths that all hold; the path of no organisation where one of them excludes another. */
function narrowest(paths: readonly string[]): string | undefined {
  const deepest = paths.toSorted((a, b) => depthOf(b) - depthOf(a))[0];
  return deepest === undefined || paths.every((path) => isUnder(deepest, path)) ? deepest : NOWHERE;
}

/** Paths of the organisations named in a filter; an unknown one has the path of none, and the same statements follow. */
export async function pathsOf(request: MembersBase, filter: MemberConditions): Promise<readonly string[]> {
  const ids = [filter.under, filter.cellId].filter((id) => id !== null);
  if (ids.length === 0) return [];
  const rows = await request.db.selectFrom('org_register').select(['id', 'path']).where('id', 'in', ids).execute();
  return ids.map((id) => rows.find((row) => row.id === id)?.path ?? NOWHERE);
}

/** `Query.members`: one page by name key and id. */
export async function memberPage(
  request: MembersBase,
  args: PageArguments,
  properties: readonly string[],
): Promise<Connection<Member>> {
  const { filter, first, after } = args;
  const query = selectMember(filtered(request, filter, await pathsOf(request, filter)), properties);
  const { nodes, pageInfo } = await page(request, {
    source: MEMBERS,
    query,
    orderBy: ORDER,
    first,
    after,
    field: 'Query.members',
    args: { ...filter },
    ...(filter.nameKey === null ? {} : { startAt: [filter.nameKey, ''] }),
  });
  return { nodes: nodes.map(asMember), pageInfo };
}

/**
 * Whether one record has the number, the name and the day of birth. Only UNCLASSIFIED records match, whoever asks: a
 * classified one, a strange one and none at all take the same statement and get the same answer.
 */
export async function verifyMember(request: MembersBase, values: VerificationArguments): Promise<Verification> {
  const found = await request.db
    .selectFrom('member as m')
    .select('m.status')
    .where('m.national_id', '=', values.nationalId)
    .where('m.name_key', '=', values.nameKey)
    .where('m.date_of_birth', '=', values.dateOfBirth)
    .where('m.secrecy', '=', 'UNCLASSIFIED')
    .orderBy('m.updated_at', 'desc')
    .orderBy('m.id')
    .limit(1)
    .executeTakeFirst();
  return { matched: found !== undefined, status: (found?.status ?? null) as Verification['status'] };
}
