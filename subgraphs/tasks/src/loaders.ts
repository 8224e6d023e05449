import { byId, listBy, loadersBy, nestedPages } from '@agency-graph/kit';
import type { TaskConditions } from './filter.js';
import { feedbackOf, indicatorsOf, tasksOfDocuments, tasksOfMembers, tasksUnder, updatesOf } from './nested.js';
import { feedback, selectFeedback, selectTasks, tasks, type TaskRow } from './queries.js';
import type { TasksBase } from './tasks-request.js';

export type Loaders = ReturnType<typeof createLoaders>;

/** The loaders of one request: callers have different rows, so nothing is shared between requests. */
export const createLoaders = (request: TasksBase) => ({
  task: byId(request, tasks, () => selectTasks(request)),
  feedbackItem: byId(request, feedback, () => selectFeedback(request)),
  indicators: listBy((ids) => indicatorsOf(request, ids)),
  updates: loadersBy((first: number) => listBy((ids) => updatesOf(request, ids, first))),
  feedbackOfTask: loadersBy((first: number) => listBy((ids) => feedbackOf(request, ids, first))),
  tasksOfMember: listBy((ids) => tasksOfMembers(request, ids)),
  tasksOfDocument: loadersBy((first: number) => listBy((ids) => tasksOfDocuments(request, ids, first))),
  tasksOfOrganisation: nestedPages<TaskConditions, TaskRow>(request, {
    field: 'Organisation.tasks',
    order: 'due_on, id',
    positionOf: ({ dueOn, id }) => [dueOn, id],
    rows: (query) => tasksUnder(request, query).execute(),
  }),
});
