export type { DocumentsDatabase } from './database.js';
export { foldText } from './document-columns.js';
export { createLoaders, type Loaders } from './loaders.js';
export { onRegisterChange } from './register-change.js';
export { subgraph } from './subgraph.js';
