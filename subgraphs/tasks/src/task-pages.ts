import { BadUserInput, type Connection, type RequestBase } from '@agency-graph/kit';
import DataLoader from 'dataloader';
import type { TasksDatabase } from './database.js';
import { tasksUnder, type TaskPosition } from './nested.js';
import type { TaskPageArguments, TaskRow } from './queries.js';

type Request = RequestBase<TasksDatabase>;

/** Pages of tasks by organisation, for one set of arguments. */
export interface TaskPages {
  load(organisationId: string): Promise<Connection<TaskRow>>;
}

/**
 * First pages of many organisations come in one statement. A page that follows another belongs to one organisation, whose
 * id its cursor is sealed with, and comes in one of its own.
 */
export function taskPages(request: Request, args: TaskPageArguments): TaskPages {
  const { first, after } = args;
  if (after !== null) {
    return {
      async load(id) {
        const position = openAfter(request, args, id, after);
        const rows = await tasksUnder(request, [id], { ...args, first: first + 1, after: position }).execute();
        return toPage(request, args, id, rows);
      },
    };
  }
  return new DataLoader(async (ids: readonly string[]) => {
    const rows = await tasksUnder(request, ids, { ...args, first: first + 1, after: null }).execute();
    const lists = Map.groupBy(rows, ({ owner }) => owner);
    return ids.map((id) => toPage(request, args, id, lists.get(id) ?? []));
  });
}

function toPage(request: Request, args: TaskPageArguments, id: string, rows: readonly TaskRow[]): Connection<TaskRow> {
  const nodes = rows.slice(0, args.first);
  const last = nodes.at(-1);
  const endCursor = last === undefined ? null : request.cursors.seal([last.dueOn, last.id], binding(request, args, id));
  return { nodes, pageInfo: { hasNextPage: rows.length > args.first, endCursor } };
}

function openAfter(request: Request, args: TaskPageArguments, id: string, after: string): TaskPosition {
  const values = request.cursors.open(after, binding(request, args, id));
  const [dueOn, taskId] = values ?? [];
  if (typeof dueOn === 'string' && typeof taskId === 'string') return [dueOn, taskId];
  // One answer for forged, foreign and outdated cursors.
  throw new BadUserInput('after', 'is not a cursor of this list');
}

const binding = (request: Request, { filter }: TaskPageArguments, organisation: string) => ({
  sub: request.agency.sub,
  field: 'Organisation.tasks',
  filter: JSON.stringify([organisation, Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  order: 't.due_on, t.id',
});
