import { isAnyOf, type NestedQuery } from '@agency-graph/kit';
import { sql, type RawBuilder } from 'kysely';
import type { TaskConditions } from './filter.js';
import { feedback, meets, selectFeedback, selectTasks, tasks } from './queries.js';
import { policyDay } from './timeliness.js';
import type { TasksBase } from './tasks-request.js';

/**
 * Lists of many parents, each in one statement. Every query here yields the parent's id
 * as `owner` and takes at most `first` rows of each.
 */

const owners = (ids: readonly string[]) => sql<{ owner: string }>`unnest(${ids}::text[])`.as<'k'>(sql`k(owner)`);

const isOwner = (column: string): RawBuilder<boolean> => sql<boolean>`${sql.ref(column)} = k.owner`;

export const indicatorsOf = (request: TasksBase, ids: readonly string[]) =>
  request.db
    .selectFrom('task_indicator as i')
    .select(['i.task_id as owner', 'i.name', 'i.unit', 'i.target', 'i.actual'])
    .where(isAnyOf('i.task_id', ids))
    .orderBy('i.task_id')
    .orderBy('i.position');

export type IndicatorRow = Awaited<ReturnType<ReturnType<typeof indicatorsOf>['executeTakeFirstOrThrow']>>;

export const updatesOf = (request: TasksBase, ids: readonly string[], first: number) =>
  request.db
    .selectFrom(owners(ids))
    .innerJoinLateral(
      request.db
        .selectFrom('progress_update as u')
        .select([
          'u.seq',
          // As agencies write instants: with the offset of the country's clocks.
          sql<string>`to_char(u.at at time zone interval '+07:00', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"')`.as('at'),
          'u.by_org_id as byOrgId',
          'u.author_id as authorId',
          'u.author_name as authorName',
          'u.progress_pct as progressPct',
          'u.note',
        ])
        .where(isOwner('u.task_id'))
        .orderBy('u.seq', 'desc')
        .limit(first)
        .as('list'),
      (join) => join.onTrue(),
    )
    .selectAll('list')
    .select('k.owner')
    .orderBy('list.seq', 'desc');

export type ProgressUpdateRow = Awaited<ReturnType<ReturnType<typeof updatesOf>['executeTakeFirstOrThrow']>>;

export const feedbackOf = (request: TasksBase, ids: readonly string[], first: number) =>
  request.db
    .selectFrom(owners(ids))
    .innerJoinLateral(
      selectFeedback(request)
        .where(isOwner('f.task_id'))
        .where(feedback.where(request))
        .orderBy('f.received_on', 'desc')
        .orderBy('f.id')
        .limit(first)
        .as('list'),
      (join) => join.onTrue(),
    )
    .selectAll('list')
    .select('k.owner')
    .orderBy('list.receivedOn', 'desc')
    .orderBy('list.id');

export const tasksOfMembers = (request: TasksBase, ids: readonly string[]) =>
  selectTasks(request)
    .select('t.responsible_id as owner')
    .where(isAnyOf('t.responsible_id', ids))
    .where(tasks.where(request))
    .orderBy('t.due_on')
    .orderBy('t.id');

export const tasksOfDocuments = (request: TasksBase, ids: readonly string[], first: number) =>
  request.db
    .selectFrom(owners(ids))
    .innerJoinLateral(
      selectTasks(request)
        .where(isOwner('t.basis_id'))
        .where(tasks.where(request))
        .orderBy('t.due_on')
        .orderBy('t.id')
        .limit(first)
        .as('list'),
      (join) => join.onTrue(),
    )
    .selectAll('list')
    .select('k.owner')
    .orderBy('list.dueOn')
    .orderBy('list.id');

/** Tasks led by these organisations or by any below them in the register's copy. */
export const tasksUnder = (request: TasksBase, { parents, limit, position, filter }: NestedQuery<TaskConditions>) => {
  const [dueOn, id] = position ?? [];
  return request.db
    .selectFrom('org_register as o')
    .innerJoinLateral(
      selectTasks(request)
        // Bounds rather than LIKE, so that the index on lead_path serves and no character of a path is a wildcard.
        .where(sql<boolean>`(t.lead_path = o.path or (t.lead_path >= o.path || '.' and t.lead_path < o.path || '/'))`)
        .where(tasks.where(request))
        .where(meets(filter, policyDay(request.now)))
        .where(position === undefined ? sql<boolean>`true` : sql<boolean>`(t.due_on, t.id) > (${dueOn}::date, ${id})`)
        .orderBy('t.due_on')
        .orderBy('t.id')
        .limit(limit)
        .as('list'),
      (join) => join.onTrue(),
    )
    .where(sql<boolean>`o.id = any(${parents})`)
    .selectAll('list')
    .select('o.id as owner')
    .orderBy('list.dueOn')
    .orderBy('list.id');
};
