// The steps of a request and what each makes, in order: for tests and for readers.
export type { Caller } from './identity/caller.js';
export type { Operation } from './operation/operation.js';
export type { PermittedOperation } from './access/narrow.js';
export type { Plan, Planner } from './plan/plan.js';
export type { Intent, Receipt } from './audit/record.js';
export type { AuditWriter, Versions } from './audit/writer.js';
export type { Execution, Rows } from './execute/execute.js';
export type { CheckedRows } from './execute/check-rows.js';
export type { Answer } from './http/write-answer.js';
export { narrow } from './access/narrow.js';
export { execute } from './execute/execute.js';
export { checkRows } from './execute/check-rows.js';
export { writeAnswer } from './http/write-answer.js';
