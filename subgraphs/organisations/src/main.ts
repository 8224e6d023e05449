import { runSubgraph } from '@agency-graph/kit';
import { createLoaders } from './loaders.js';
import { subgraph } from './subgraph.js';

await runSubgraph({
  subgraph,
  loaders: createLoaders,
  register: 'owner',
});
