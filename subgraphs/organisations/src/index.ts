export { makeLoaders } from './loaders.js';
export { subgraph } from './subgraph.js';
