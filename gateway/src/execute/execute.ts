import type { Intent } from '../audit/record.js';
import type { Made } from '../made.js';
import type { FetchStep, Step } from '../plan/compile.js';
import type { Fetched } from '../plan/reader.js';
import { AnchoredErrors, unavailable } from './field-error.js';
import { noteAnswer, type Kept } from './agency-notes.js';
import { askEntities } from './entities.js';
import type { RegisterView } from './judge-row.js';
import { readErrors } from './subgraph-errors.js';
import type { Ask, RawAnswer } from './subgraph-client.js';

/** What the agencies answered, put together and unchecked. */
export interface RowsFacts {
  readonly intent: Intent;
  readonly data: Fetched;
  readonly errors: AnchoredErrors;
  /** Disagreements between what was asked and what came: alarms for the record. */
  readonly alarms: string[];
  /** What agencies kept back, in any part of the request. */
  readonly kept: Kept[];
  /** Version of the register that each agency's copy had, the oldest where it was asked several times. */
  readonly copies: Map<string, number>;
  /** Rows dropped because a change of the register had not reached their agency, by type. */
  readonly stale: Map<string, number>;
  readonly register: RegisterView;
}

/** Nothing of a request asked yet. */
export const noRows = (intent: Intent, { register }: Execution): RowsFacts => ({
  intent,
  data: Object.create(null) as Fetched,
  errors: new AnchoredErrors(),
  alarms: [],
  kept: [],
  copies: new Map(),
  stale: new Map(),
  register,
});

export type Rows = Made<RowsFacts, 'Rows'>;

/** How a running plan reaches agencies and tells of what goes wrong. */
export interface Execution {
  ask(subgraph: string): Ask;
  /** For the log: an agency's failure with its cause, which never goes outward. */
  failed(subgraph: string, cause: unknown): void;
  readonly register: RegisterView;
}

/**
 * Runs a plan. It takes an `Intent`, which exists only once the intent is durable: no agency is asked before. Agencies
 * that fail leave nulls and one error that names them by their public name.
 */
export async function execute(intent: Intent, execution: Execution): Promise<Rows> {
  const { plan } = intent;
  const rows = noRows(intent, execution);
  if (plan.compiled.root !== null) await run(plan.compiled.root, [rows.data], rows, execution);
  return rows as Rows;
}

async function run(step: Step, cursor: readonly Fetched[], rows: RowsFacts, execution: Execution): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const one of step.steps) await run(one, cursor, rows, execution);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((one) => run(one, cursor, rows, execution)));
      return;
    case 'flatten':
      return run(
        step.step,
        cursor.flatMap((object) => objectsAt(object, step.path, 0)),
        rows,
        execution,
      );
    case 'condition': {
      const on = rows.intent.plan.permitted.operation.values[step.variable] === true;
      const branch = on ? step.then : step.otherwise;
      if (branch !== null) await run(branch, cursor, rows, execution);
      return;
    }
    case 'fetch':
      return fetch(step, cursor, rows, execution);
    default:
      return step satisfies never;
  }
}

/** The objects that a path of response keys leads to, through lists. */
function objectsAt(value: unknown, path: readonly string[], at: number): Fetched[] {
  if (Array.isArray(value)) {
    return value.flatMap((one) => objectsAt(one, path, path[at] === '@' ? at + 1 : at));
  }
  if (typeof value !== 'object' || value === null) return [];
  const key = path[at];
  return key === undefined ? [value as Fetched] : objectsAt((value as Fetched)[key], path, at + 1);
}

async function fetch(
  step: FetchStep,
  cursor: readonly Fetched[],
  rows: RowsFacts,
  execution: Execution,
): Promise<void> {
  if (cursor.length === 0) return;
  const given = rows.intent.plan.permitted.operation.variables;
  const variables = Object.create(null) as Record<string, unknown>;
  for (const name of step.variables) if (Object.hasOwn(given, name)) variables[name] = given[name];
  const asked = async (extra?: readonly Fetched[]): Promise<RawAnswer | null> => {
    try {
      return await execution.ask(step.subgraph)({
        query: step.query,
        operationName: step.operationName,
        mutation: step.mutation,
        variables: extra === undefined ? variables : { ...variables, representations: extra },
      });
    } catch (cause) {
      execution.failed(step.subgraph, cause);
      return null;
    }
  };
  if (step.representation !== null) return askEntities(step, step.representation, cursor, rows, asked);
  const answer = await asked();
  if (answer !== null) noteAnswer(rows, step.subgraph, answer.extensions, null);
  for (const target of cursor) {
    if (answer === null) {
      for (const key of step.keys) rows.errors.add(target, [key], unavailable(step.subgraph));
      continue;
    }
    step.outputRewrites(answer.data);
    step.read(answer.data, target);
    for (const { path, error } of readErrors(answer.errors, step.subgraph)) rows.errors.add(target, path, error);
  }
}
