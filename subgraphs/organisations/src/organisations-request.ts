import type { AgencyRequest, RequestBase } from '@agency-graph/kit';
import type { OrganisationsDatabase } from './database.js';
import type { Loaders } from './loaders.js';

/** What every resolver of this subgraph gets as its context. */
export type OrganisationsRequest = AgencyRequest<OrganisationsDatabase, Loaders>;
/** The same before it has its loaders. */
export type OrganisationsBase = RequestBase<OrganisationsDatabase>;
