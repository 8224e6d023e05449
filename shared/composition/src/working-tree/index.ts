// The edge of composition: the only part of it that touches files and git.
export { checkWorkingTree } from './check-working-tree.js';
export type { Check, CheckInput } from './check-working-tree.js';
export { readWorkingTree } from './read-working-tree.js';
export type { WorkingTree } from './read-working-tree.js';
