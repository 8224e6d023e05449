import { readSubgraphConfig, runSubgraph } from '@agency-graph/kit';
import { makeLoaders } from './loaders.js';
import { followPaths } from './register.js';
import { subgraph } from './subgraph.js';

await runSubgraph({
  config: readSubgraphConfig('documents'),
  subgraph,
  loaders: makeLoaders,
  register: { onChange: followPaths },
});
