import type { AgencyRequest, RequestBase } from '@agency-graph/kit';
import type { TasksDatabase } from './database.js';
import type { Loaders } from './loaders.js';

/** What every resolver of this subgraph gets as its context. */
export type TasksRequest = AgencyRequest<TasksDatabase, Loaders>;
/** The same before it has its loaders. */
export type TasksBase = RequestBase<TasksDatabase>;
