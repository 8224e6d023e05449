// The steps of a request and what each makes, in order: for tests and for readers.
export type { Caller, CallerFacts } from './identity/caller.js';
export { readOperation, type Operation } from './operation/operation.js';
export { scopeOf, without, type AccessRules, type Decision, type Scope } from './access/decide.js';
export { readRequirements } from './access/standard-directives.js';
export { classOf, type FieldClass } from './access/classes.js';
export { narrow, type PermittedOperation } from './access/narrow.js';
export type { Plan, Planner } from './plan/plan.js';
export type { Intent, Receipt } from './audit/record.js';
export type { AuditWriter, Versions } from './audit/writer.js';
export { execute, type Execution, type Rows } from './execute/execute.js';
export type { Ask, RawAnswer } from './execute/subgraph-client.js';
export type { RegisterView } from './execute/judge-row.js';
export { checkRows, type CheckedRows, type JudgedRows } from './execute/check-rows.js';
export { createVolume, UNCOUNTED, type Volume } from './volume/volume.js';
export type { Counts } from './volume/counts.js';
export { writeAnswer, writeRefusal, type Answer } from './http/write-answer.js';
export { Refusal } from './refusals.js';
export { loadGeneration, type Generation } from './supergraph/generation.js';
