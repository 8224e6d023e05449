export type { MembersDatabase } from './database.js';
export { createLoaders, type Loaders } from './loaders.js';
export { CHECK_CODES, CHECKS, type CheckCode } from './quality/catalogue.js';
export { onRegisterChange } from './register-change.js';
export { subgraph } from './subgraph.js';
export { suppress } from './suppress.js';
