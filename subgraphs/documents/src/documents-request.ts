import type { AgencyRequest, RequestBase } from '@agency-graph/kit';
import type { DocumentsDatabase } from './database.js';
import type { Loaders } from './loaders.js';

/** What every resolver of this subgraph gets as its context. */
export type DocumentsRequest = AgencyRequest<DocumentsDatabase, Loaders>;
/** The same before it has its loaders. */
export type DocumentsBase = RequestBase<DocumentsDatabase>;
