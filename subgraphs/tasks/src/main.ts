import { readSubgraphConfig, runSubgraph } from '@agency-graph/kit';
import { createLoaders } from './loaders.js';
import { onRegisterChange } from './register-change.js';
import { buildTasks } from './subgraph.js';

await runSubgraph({
  config: readSubgraphConfig('tasks'),
  subgraph: buildTasks(),
  loaders: createLoaders,
  register: { onChange: onRegisterChange },
});
