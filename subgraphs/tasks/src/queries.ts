import { page, rowSource, type Connection } from '@agency-graph/kit';
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { TaskConditions } from './filter.js';
import type { TaskGroup } from './schema/enums.js';
import { policyDay, timeliness, timelinessIs } from './timeliness.js';
import type { TasksBase } from './tasks-request.js';

export const tasks = rowSource({
  type: 'Task',
  table: 'task',
  alias: 't',
  secrecy: 'rowSecrecy',
  columns: {
    rowSecrecy: 'secrecy',
    rowCompartments: { column: 'compartments', array: true },
    rowLeadPath: 'lead_path',
    rowCoPaths: { column: 'co_paths', array: true },
  },
});

export const feedback = rowSource({
  type: 'FeedbackItem',
  table: 'feedback_item',
  alias: 'f',
  columns: { rowHandlerPath: 'handler_path' },
});

/** Tasks with every field of the type, not yet narrowed by the row condition. */
export const selectTasks = (request: TasksBase) =>
  request.db
    .selectFrom('task as t')
    .select([
      't.id',
      't.code',
      't.title',
      't.description',
      't.basis_id as basisId',
      't.basis_clause as basisClause',
      't.assigner',
      't.lead_org_id as leadOrgId',
      't.co_org_ids as coOrgIds',
      't.responsible_id as responsibleId',
      't.responsible_name as responsibleName',
      't.responsible_position as responsiblePosition',
      't.assigned_on as assignedOn',
      't.due_on as dueOn',
      't.original_due_on as originalDueOn',
      't.completed_on as completedOn',
      't.status',
      't.progress_pct as progressPct',
      't.expected_product as expectedProduct',
      't.product_ids as productIds',
      't.obstacles',
      't.evaluation',
      't.secrecy',
      't.compartments',
      't.secrecy as rowSecrecy',
      't.compartments as rowCompartments',
      't.lead_path as rowLeadPath',
      't.co_paths as rowCoPaths',
      timeliness(policyDay(request.now)).as('timeliness'),
    ]);

export type TaskRow = Awaited<ReturnType<ReturnType<typeof selectTasks>['executeTakeFirstOrThrow']>>;

/** Opinions with every field of the type, not yet narrowed by the row condition. */
export const selectFeedback = (request: TasksBase) =>
  request.db
    .selectFrom('feedback_item as f')
    .select([
      'f.id',
      'f.kind',
      'f.submitter_kind as submitterKind',
      'f.submitter_name as submitterName',
      'f.submitter_contact as submitterContact',
      'f.subject',
      'f.content',
      'f.resolution_id as resolutionId',
      'f.task_id as taskId',
      'f.received_on as receivedOn',
      'f.handled_by_id as handledById',
      'f.status',
      'f.reply',
      'f.public_reply as publicReply',
      'f.handler_path as rowHandlerPath',
    ]);

export type FeedbackRow = Awaited<ReturnType<ReturnType<typeof selectFeedback>['executeTakeFirstOrThrow']>>;

/** The stated conditions of a filter, as one condition on `task as t`. */
export function meets(conditions: TaskConditions, day: string): Expression<SqlBool> {
  const { resolutionId, leadOrgId, status, timeliness: value, dueBefore } = conditions;
  const stated = [
    resolutionId === null ? [] : [sql<SqlBool>`t.basis_id = ${resolutionId}`],
    leadOrgId === null ? [] : [sql<SqlBool>`t.lead_org_id = ${leadOrgId}`],
    status === null ? [] : [sql<SqlBool>`t.status = ${status}`],
    value === null ? [] : [timelinessIs(value, day)],
    dueBefore === null ? [] : [sql<SqlBool>`t.due_on < ${dueBefore}::date`],
  ].flat();
  return stated.length === 0 ? sql<SqlBool>`true` : sql.join<SqlBool>(stated, sql` and `);
}

export interface TaskPageArguments {
  readonly filter: TaskConditions;
  readonly first: number | null;
  readonly after: string | null;
}

/** One page of all tasks, in order of their due day. */
export const taskPage = (
  request: TasksBase,
  { filter, first, after }: TaskPageArguments,
): Promise<Connection<TaskRow>> =>
  page(request, {
    source: tasks,
    query: selectTasks(request).where(meets(filter, policyDay(request.now))),
    orderBy: [['t.due_on'], ['t.id']],
    first,
    after,
    field: 'Query.tasks',
    args: filter,
  });

export interface TaskStatRow {
  readonly key: string;
  readonly count: number;
}

/** What `taskStats` groups by. */
const groupKey = (by: keyof typeof TaskGroup, day: string): RawBuilder<string> => {
  switch (by) {
    case 'RESOLUTION':
      return sql`t.basis_id`;
    case 'STATUS':
      return sql`t.status`;
    case 'LEAD_ORG':
      return sql`t.lead_org_id`;
    case 'TIMELINESS':
      return timeliness(day);
    default:
      return by satisfies never;
  }
};

/** Counts only tasks that the row condition admits, so that a number never tells of a task that is kept back. */
export function taskStats(
  request: TasksBase,
  by: keyof typeof TaskGroup,
  filter: TaskConditions,
): Promise<TaskStatRow[]> {
  const day = policyDay(request.now);
  return request.db
    .selectFrom('task as t')
    .select([sql<string>`${groupKey(by, day)} collate "C"`.as('key'), sql<number>`count(*)::int`.as('count')])
    .where(tasks.where(request))
    .where(meets(filter, day))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
    .execute();
}

/** Opinions with a published answer, newest first. They carry no row label: what is published, everyone may see. */
export const publishedFeedback = (request: TasksBase, first: number) =>
  request.db
    .selectFrom('feedback_item as f')
    .select(['f.id', 'f.kind', 'f.received_on as receivedOn', 'f.status', 'f.public_reply as publicReply'])
    .where('f.public_reply', 'is not', null)
    .orderBy('f.received_on', 'desc')
    .orderBy('f.id')
    .limit(first)
    .execute();

export type PublishedFeedbackRow = Awaited<ReturnType<typeof publishedFeedback>>[number];
