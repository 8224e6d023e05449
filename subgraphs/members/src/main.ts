import { readSubgraphConfig, runSubgraph } from '@agency-graph/kit';
import { createLoaders } from './loaders.js';
import { onRegisterChange } from './register-change.js';
import { membersSubgraph } from './subgraph.js';

await runSubgraph({
  config: readSubgraphConfig('members'),
  subgraph: membersSubgraph,
  loaders: createLoaders,
  register: { onChange: onRegisterChange },
});
