export type { OrganisationsDatabase } from './database.js';
export { createLoaders, type Loaders } from './loaders.js';
export { subgraph } from './subgraph.js';
