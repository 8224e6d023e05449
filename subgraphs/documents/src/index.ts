export { makeLoaders } from './loaders.js';
export { followPaths } from './register.js';
export { subgraph } from './subgraph.js';
