export type { Database as OrganisationsDatabase } from './database.js';
export { makeLoaders, type Loaders } from './loaders.js';
export { subgraph } from './subgraph.js';
