/**
 * Deliberate mistakes, each of which must not compile: the security order is a matter of types. `npm run check` builds
 * this file, and an `@ts-expect-error` over a line without an error is itself one.
 */
import type {
  AccessRules,
  Answer,
  AskedOperation,
  AuditWriter,
  Caller,
  CallerFacts,
  CheckedRows,
  CountedCalls,
  Execution,
  Intent,
  JudgedRows,
  Operation,
  PermittedOperation,
  Plan,
  Planner,
  Receipt,
  Rows,
  RecordedUnder,
  Volume,
  WrittenRows,
} from '@agency-graph/gateway/steps';
import {
  checkRows,
  execute,
  narrow,
  permit,
  permitWithout,
  scopeOf,
  writeAnswer,
  writeData,
} from '@agency-graph/gateway/steps';
import type { GraphQLSchema } from 'graphql';

declare const operation: Operation;
declare const rules: AccessRules;
declare const facts: CallerFacts;
declare const schema: GraphQLSchema;
declare const asked: AskedOperation;
declare const permitted: PermittedOperation;
declare const plan: Plan;
declare const planner: Planner;
declare const patience: Parameters<Planner['plan']>[1];
declare const intent: Intent;
declare const rows: Rows;
declare const judged: JudgedRows;
declare const checked: CheckedRows;
declare const written: WrittenRows;
declare const introspected: () => GraphQLSchema;
declare const volume: Volume;
declare const caller: Caller;
declare const audit: AuditWriter;
declare const versions: RecordedUnder;
declare const from: Parameters<AuditWriter['intent']>[2];
declare const execution: Execution;
declare const parts: [never, never];
declare const frame: [never, never];

export const mistakes: readonly (() => unknown)[] = [
  // @ts-expect-error what nobody is shown to be may do nothing
  () => permit(operation, scopeOf(rules, facts), schema),
  // @ts-expect-error what was not permitted cannot be planned
  () => planner.plan(operation, patience),
  // @ts-expect-error nor what was asked as often as anybody likes
  () => planner.plan(asked, patience),
  // @ts-expect-error what was not permitted is not counted
  () => volume.calls(operation),
  // @ts-expect-error what was not counted is not permitted, whatever else is left of it
  () => permitWithout(asked),
  // @ts-expect-error a count cannot be written down by hand
  (): CountedCalls => ({ asked, spent: new Set() }),
  // @ts-expect-error a plan is not yet an intent: nobody is asked before it is recorded
  () => execute(plan, execution),
  // @ts-expect-error what was permitted is not yet recorded
  () => execute(permitted, execution),
  // @ts-expect-error an operation that is not planned has no intent
  () => audit.intent(permitted, versions, from),
  // @ts-expect-error rows that were not checked have no outcome
  () => audit.outcome(rows, versions),
  // @ts-expect-error nor rows that were not counted
  () => audit.outcome(judged, versions),
  // @ts-expect-error nor rows of which nobody knows yet what is given
  () => audit.outcome(checked, versions),
  // @ts-expect-error rows that were not counted cannot be written
  () => writeData(judged, introspected),
  // @ts-expect-error rows that were not judged cannot be counted
  () => volume.admit(rows),
  // @ts-expect-error nothing is answered from rows without a receipt
  () => writeAnswer(rows, ...frame),
  // @ts-expect-error nor from rows that are written and not recorded
  () => writeAnswer(written, ...frame),
  // @ts-expect-error what was not fetched cannot be checked
  () => checkRows(intent),
  // @ts-expect-error a request's text is not an operation
  () => permit({ query: '{ viewer { account } }', operationName: null, variables: {} }, ...parts),
  // @ts-expect-error what remains of an operation is nobody's yet
  () => planner.plan(narrow(operation, ...parts), patience),
  // @ts-expect-error an intent cannot be written down by hand
  (): Intent => ({ txn: '', plan, caller, trace: '', client: '', refersTo: null }),
  // @ts-expect-error nor a receipt
  (): Receipt => ({ position: { origin: '', index: 0, leaf: '' }, rows: written }),
  // @ts-expect-error nor an answer
  (): Answer => ({ status: 200, headers: {}, body: Buffer.from('{}'), outcome: null }),
];

/** The right order compiles. */
export const right = async (): Promise<Answer> => {
  const counted = await volume.calls(permit(operation, ...parts));
  const plan = await planner.plan(permitWithout(counted), patience);
  const recorded = await audit.intent(plan, versions, from);
  const checked = await volume.admit(checkRows(await execute(recorded, execution)));
  return writeAnswer(await audit.outcome(writeData(checked, introspected), versions), ...frame);
};
