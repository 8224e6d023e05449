import { byId, listBy, type RequestBase } from '@agency-graph/kit';
import type { TasksDatabase } from './database.js';
import { feedbackOf, indicatorsOf, tasksOfDocuments, tasksOfMembers, updatesOf } from './nested.js';
import { feedback, selectFeedback, selectTasks, tasks, type TaskPageArguments } from './queries.js';
import { taskPages } from './task-pages.js';

export type Loaders = ReturnType<typeof createLoaders>;

/** The loaders of one request: callers have different rows, so nothing is shared between requests. */
export const createLoaders = (request: RequestBase<TasksDatabase>) => ({
  task: byId(request, tasks, () => selectTasks(request)),
  feedbackItem: byId(request, feedback, () => selectFeedback(request)),
  indicators: listBy(request, (ids) => indicatorsOf(request, ids)),
  updates: byArguments((first: number) => listBy(request, (ids) => updatesOf(request, ids, first))),
  feedbackOfTask: byArguments((first: number) => listBy(request, (ids) => feedbackOf(request, ids, first))),
  tasksOfMember: listBy(request, (ids) => tasksOfMembers(request, ids)),
  tasksOfDocument: byArguments((first: number) => listBy(request, (ids) => tasksOfDocuments(request, ids, first))),
  tasksOfOrganisation: byArguments((args: TaskPageArguments) => taskPages(request, args)),
});

/** One loader for each set of arguments, so that the same field of many parents is one batch. */
function byArguments<Arguments, Loader>(make: (args: Arguments) => Loader): (args: Arguments) => Loader {
  const made = new Map<string, Loader>();
  return (args) => {
    const key = JSON.stringify(args);
    const loader = made.get(key) ?? make(args);
    made.set(key, loader);
    return loader;
  };
}
