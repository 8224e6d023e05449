import { byId, isAnyOf, listBy, loadersBy, type Connection } from '@agency-graph/kit';
import DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { PageArguments } from './arguments.js';
import type { Attached } from './database.js';
import { memberLists } from './member-lists.js';
import { MEMBERS } from './member-source.js';
import type { MembersBase } from './members-request.js';
import { asMember, instant, selectMember } from './member-row.js';
import { NOWHERE, pathsOf } from './queries.js';
import type { CountBucket } from './schema/count-bucket.js';
import type { MemberGroup } from './schema/enums.js';
import type { Member } from './schema/member.js';
import type { QualityScore } from './schema/quality-score.js';
import { dataQuality, memberStats } from './statistics.js';

/** Organisations per statement of a nested list. */
const MOST_OWNERS = 100;
/** Ids per statement. */
const MOST_IDS = 1_000;

export type Loaders = ReturnType<typeof createLoaders>;

/** The loaders of one request: whatever the number of rows, each batch is one statement. */
export function createLoaders(request: MembersBase) {
  const { db } = request;
  const from = () => db.selectFrom('member as m');
  const pathOf = new DataLoader<string, string>(async (ids) => {
    const rows = await db.selectFrom('org_register').select(['id', 'path']).where(isAnyOf('id', ids)).execute();
    const paths = new Map(rows.map(({ id, path }) => [id, path]));
    return ids.map((id) => paths.get(id) ?? NOWHERE);
  });
  const pathsFor = (ids: readonly string[]): Promise<string[]> => Promise.all(ids.map((id) => pathOf.load(id)));
  /** A loader over organisations' paths: an unknown id has none, and the same statements follow. */
  const byPath = <Value>(load: (paths: readonly string[]) => Promise<readonly Value[]>) =>
    new DataLoader<string, Value>(async (ids) => load(await pathsFor(ids)), {
      maxBatchSize: MOST_OWNERS,
    });

  return {
    /** Members with these properties (member-row.ts). */
    member: loadersBy((properties: readonly string[]) => {
      const loader = byId(request, MEMBERS, () => selectMember(from() as never, properties));
      return new DataLoader<string, Member | null>(
        async (ids) => (await loader.loadMany(ids)).map((row) => (isNone(row) ? row : asMember(row))),
        { maxBatchSize: MOST_IDS },
      );
    }),

    /** What hangs on a member's row: read only where it is asked for, under the same row condition. */
    attached: loadersBy((column: Attached) => {
      const loader = byId(request, MEMBERS, () => from().select(sql<unknown>`${sql.ref(`m.${column}`)}`.as('value')));
      return new DataLoader<string, readonly unknown[]>(async (ids) =>
        (await loader.loadMany(ids)).map((row) =>
          row instanceof Error ? row : ((row?.value as unknown[] | null) ?? []),
        ),
      );
    }),

    qualityIssues: listBy((ids) =>
      db
        .selectFrom('quality_issue as q')
        .select(['q.member_id as owner', 'q.code', 'q.field'])
        .select([instant('q.detected_at').as('detectedAt'), instant('q.fixed_at').as('fixedAt')])
        .where(isAnyOf('q.member_id', ids))
        .orderBy('q.code'),
    ),

    membersOf: loadersBy(
      ({ args, properties }: { args: PageArguments; properties: readonly string[] }) =>
        new DataLoader<string, Connection<Member>>(
          async (ids) => {
            const known = await pathsFor(ids);
            const asked = await pathsOf(request, args.filter);
            const owners = ids.map((id, at) => ({ id, path: known[at] as string }));
            return memberLists(request, owners, args, asked, properties);
          },
          { maxBatchSize: MOST_OWNERS },
        ),
    ),

    memberStats: loadersBy((by: keyof typeof MemberGroup) =>
      byPath<readonly CountBucket[]>((paths) => memberStats(request, paths, by)),
    ),

    dataQuality: byPath<readonly QualityScore[]>((paths) => dataQuality(request, paths)),
  };
}

const isNone = (row: object | Error | null): row is Error | null => row === null || row instanceof Error;
