import { BadUserInput, type Connection } from '@agency-graph/kit';
import { sql } from 'kysely';
import type { PageArguments } from './arguments.js';
import { MEMBERS } from './member-source.js';
import type { MembersBase } from './members-request.js';
import { asMember, selectMember } from './member-row.js';
import { filtered, NOWHERE } from './queries.js';
import type { Member } from './schema/member.js';

interface Row {
  readonly id: string;
  readonly owner: number;
  readonly name_key: string;
}

/** An organisation whose members are asked for. */
export interface Owner {
  readonly id: string;
  /** Its path, or `NOWHERE` for an unknown id. */
  readonly path: string;
}

/** The same page of many organisations in one statement; a cursor that is another organisation's is that one's error. */
export async function memberLists(
  request: MembersBase,
  owners: readonly Owner[],
  args: PageArguments,
  paths: readonly string[],
  properties: readonly string[],
): Promise<readonly (Connection<Member> | BadUserInput)[]> {
  const starts = owners.map((owner) => startOf(request, owner, args));
  const branches = owners.flatMap(({ path }, at) => {
    const start = starts[at];
    if (start instanceof BadUserInput) return [];
    const query = selectMember(filtered(request, args.filter, [path, ...paths]), properties)
      .select([sql<number>`${sql.lit(at)}::integer`.as('owner'), 'm.name_key'])
      .where(MEMBERS.where(request))
      .orderBy('m.name_key')
      .orderBy('m.id')
      .limit(args.first + 1);
    const after =
      start === undefined ? query : query.where(sql<boolean>`(m.name_key, m.id) > (${start[0]}, ${start[1]})`);
    return [sql`(${after})`];
  });
  const rows =
    branches.length === 0 ? [] : (await sql<Row>`${sql.join(branches, sql` union all `)}`.execute(request.db)).rows;
  const lists = Map.groupBy(rows, ({ owner }) => owner);
  return owners.map((owner, at) => {
    const start = starts[at];
    return start instanceof BadUserInput ? start : connection(request, owner, args, lists.get(at) ?? []);
  });
}

const bindingOf = (request: MembersBase, owner: Owner, { filter }: PageArguments) => ({
  sub: request.agency.sub,
  field: 'Organisation.members',
  filter: JSON.stringify([owner.id, filter]),
  order: 'name_key, id',
});

/** Where a page starts: after its cursor, else at the name sought, else at the beginning. */
function startOf(
  request: MembersBase,
  owner: Owner,
  args: PageArguments,
): readonly (string | number)[] | BadUserInput | undefined {
  if (args.after === null) return args.filter.nameKey === null ? undefined : [args.filter.nameKey, NOWHERE];
  const key = request.cursors.open(args.after, bindingOf(request, owner, args));
  return key?.length === 2 ? key : new BadUserInput('after', 'is not a cursor of this list');
}

function connection(request: MembersBase, owner: Owner, args: PageArguments, rows: readonly Row[]): Connection<Member> {
  const shown = rows.slice(0, args.first);
  const last = shown.at(-1);
  const endCursor =
    last === undefined ? null : request.cursors.seal([last.name_key, last.id], bindingOf(request, owner, args));
  return { nodes: shown.map(asMember), pageInfo: { hasNextPage: rows.length > args.first, endCursor } };
}
