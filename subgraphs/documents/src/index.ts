export type { Database as DocumentsDatabase } from './database.js';
export { foldText } from './document-columns.js';
export { makeLoaders, type Loaders } from './loaders.js';
export { followPaths } from './register.js';
export { subgraph } from './subgraph.js';
