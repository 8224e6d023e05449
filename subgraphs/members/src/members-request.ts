import type { AgencyRequest, RequestBase } from '@agency-graph/kit';
import type { MembersDatabase } from './database.js';
import type { Loaders } from './loaders.js';

/** What every resolver of this subgraph gets as its context. */
export type MembersRequest = AgencyRequest<MembersDatabase, Loaders>;
/** The same before it has its loaders. */
export type MembersBase = RequestBase<MembersDatabase>;
