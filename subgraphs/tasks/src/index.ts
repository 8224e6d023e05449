export type { TasksDatabase } from './database.js';
export { createLoaders, type Loaders } from './loaders.js';
export { onRegisterChange } from './register-change.js';
export { subgraph } from './subgraph.js';
export {
  inconsistentCompletion,
  type CompletionFacts,
  type InconsistentCompletion,
} from './quality/inconsistent-completion.js';
