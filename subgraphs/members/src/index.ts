export { createLoaders } from './loaders.js';
export { onRegisterChange } from './register-change.js';
export { membersSubgraph } from './subgraph.js';
