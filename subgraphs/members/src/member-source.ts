import { rowSource, under } from '@agency-graph/kit';
import { sql, type Kysely } from 'kysely';
import type { MembersDatabase } from './database.js';
import type { FromMember } from './member-row.js';
import { depthOf, prefixOf, type Reach } from './reach.js';

/** Members as the gateway's row conditions see them. Queries call the table `m`. */
export const MEMBERS = rowSource({
  type: 'Member',
  table: 'member',
  alias: 'm',
  secrecy: 'rowSecrecy',
  columns: { rowSecrecy: 'secrecy', rowCellPath: 'cell_path' },
});

/** Under a path of so many segments lie a few thousand members at most, of one more a few hundred. */
export const SMALL_DEPTH = 3;
const FEW = SMALL_DEPTH + 1;

/** Whether what a condition can reach is small enough to be gathered first. */
export const isFew = ({ paths }: Reach): boolean => paths.every((path) => depthOf(path) >= SMALL_DEPTH);

/**
 * Members under a path, entered by the narrowest index: whole provinces and communes have one in the order of names; what
 * lies deeper is gathered first (`offset 0` keeps the planner from walking all names for it) and sorted.
 */
export function membersUnder(db: Kysely<MembersDatabase>, path: string): FromMember {
  const depth = depthOf(path);
  if (depth >= FEW) {
    const range = sql<boolean>`cell_path >= ${path} and cell_path < ${`${path}/`}`;
    const few = db.selectFrom('member').selectAll().where(range).offset(0).as('m');
    // The range also spans siblings whose last segment goes on with a hyphen; the condition is exact.
    return db.selectFrom(few).where(under(sql.ref('m.cell_path'), false, [path])) as unknown as FromMember;
  }
  const from = db.selectFrom('member as m') as unknown as FromMember;
  if (depth === SMALL_DEPTH) return from.where('m.commune_path', '=', path);
  if (depth === 2) return from.where('m.province_path', '=', path);
  return from.where(under(sql.ref('m.province_path'), false, [path]));
}

/** Members within a reach of several paths or ids, gathered first where they are few; else all, for the condition to cut. */
export function membersWithin(db: Kysely<MembersDatabase>, reach: Reach | undefined): FromMember {
  const all = db.selectFrom('member as m') as unknown as FromMember;
  if (reach === undefined) return all;
  const { paths, ids } = reach;
  if (ids.length === 0 && paths.length === 1) return membersUnder(db, paths[0] as string);
  if (!isFew(reach)) return all;
  const communes = [...new Set(paths.map((path) => prefixOf(path, SMALL_DEPTH)))];
  const some = sql<boolean>`(commune_path = any(${communes}) or id = any(${ids}))`;
  return db.selectFrom(db.selectFrom('member').selectAll().where(some).offset(0).as('m')) as unknown as FromMember;
}
