import { readSubgraphConfig, runSubgraph } from '@agency-graph/kit';
import { createLoaders } from './loaders.js';
import { subgraph } from './subgraph.js';

await runSubgraph({
  config: readSubgraphConfig('organisations'),
  subgraph,
  loaders: createLoaders,
  register: 'owner',
});
