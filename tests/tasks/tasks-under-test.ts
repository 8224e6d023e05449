import { createLoaders, onRegisterChange, subgraph, type Loaders, type TasksDatabase } from '@agency-graph/tasks';
import type { TaskRecord } from '@agency-graph/world';
import { startSubgraph, type SubgraphUnderTest } from '../support/subgraph-harness.js';

export type TasksUnderTest = SubgraphUnderTest<TasksDatabase>;

export const startTasks = (): Promise<TasksUnderTest> =>
  startSubgraph<TasksDatabase, Loaders>({
    subgraph,
    loaders: createLoaders,
    register: { onChange: onRegisterChange },
  });

/** The tasks that this agency serves, in the order in which it gives them: by due day, then by id. */
export const servedTasks = ({ world }: TasksUnderTest): TaskRecord[] =>
  [...world.tasks()].filter(({ secrecy }) => secrecy !== 'TOP_SECRET').toSorted(byDueDay);

export const byDueDay = (a: TaskRecord, b: TaskRecord): number =>
  a.dueOn === b.dueOn ? compare(a.id, b.id) : compare(a.dueOn, b.dueOn);

/** By code point, as collation "C". */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
