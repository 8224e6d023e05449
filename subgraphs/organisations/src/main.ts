import { readSubgraphConfig, runSubgraph } from '@agency-graph/kit';
import { makeLoaders } from './loaders.js';
import { subgraph } from './subgraph.js';

await runSubgraph({
  config: readSubgraphConfig('organisations'),
  subgraph,
  loaders: makeLoaders,
  register: 'owner',
});
