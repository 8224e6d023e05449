export { createLoaders, type Loaders } from './loaders.js';
export { onRegisterChange } from './register-change.js';
export { buildTasks } from './subgraph.js';
export type { TasksDatabase } from './database.js';
export {
  inconsistentCompletion,
  type CompletionFacts,
  type InconsistentCompletion,
} from './quality/inconsistent-completion.js';
