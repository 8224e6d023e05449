import { isSpent, newAllowance, type Allowance } from '../allowance.js';
import type { Intent } from '../audit/record.js';
import type { Made } from '../made.js';
import type { Batch } from '../plan/batches.js';
import type { FetchStep, Step } from '../plan/compile.js';
import { newFetched, type Fetched } from '../plan/fetched.js';
import { AnchoredErrors } from './field-error.js';
import { noteAnswer, type Kept } from './agency-notes.js';
import { askAlone, PendingBatch, type Send } from './batch.js';
import {
  gatherEntities,
  joinEntities,
  keysOf,
  newReading,
  notRead,
  pathIn,
  readInto,
  tellLeftOut,
  type AskedEntity,
} from './entities.js';
import type { RegisterView } from './judge-row.js';
import { noteShared, type Shared } from './shared.js';
import { givenVariables, WrittenQuestion } from './question.js';
import { readErrors } from './subgraph-errors.js';
import type { Ask, RawAnswer } from './subgraph-client.js';
import { mayHaveBeenAsked, SubgraphFailure } from './agency/failure.js';

/** What the agencies answered, put together and unchecked. */
export interface RowsFacts {
  readonly intent: Intent;
  readonly data: Fetched;
  readonly errors: AnchoredErrors;
  /** Objects that agencies were asked about and know nothing of, each with these. */
  readonly unknown: Map<Fetched, Set<string>>;
  /** Disagreements between what was asked and what came: alarms for the record. */
  readonly alarms: string[];
  /** What agencies kept back, in any part of the request. */
  readonly kept: Kept[];
  /** Response keys of the gateway's own mutations by which nothing was done, though they have an answer. */
  readonly undone: Set<string>;
  /** What agencies were sent of others' fields, to compute their own from. */
  readonly shared: Shared[];
  /** Version of the register that each agency's copy had, the oldest where it was asked several times. */
  readonly copies: Map<string, number>;
  /** Rows dropped because a change of the register had not reached their agency, by type. */
  readonly stale: Map<string, number>;
  readonly register: RegisterView;
  /** For all answers together. */
  readonly allowance: Allowance;
  /** Whether it is known of all texts in the answers that they stand in JSON as they are, between quotes. */
  readonly texts: { arePlain: boolean };
  readonly misformed: Execution['misformed'];
}

/** Nothing of a request asked yet. */
export const noRows = (intent: Intent, { register, misformed }: Execution): RowsFacts => ({
  intent,
  data: newFetched(),
  errors: new AnchoredErrors(),
  unknown: new Map(),
  alarms: [],
  kept: [],
  undone: new Set(),
  shared: [],
  copies: new Map(),
  stale: new Map(),
  register,
  allowance: newAllowance(),
  texts: { arePlain: false },
  misformed,
});

export type Rows = Made<RowsFacts, 'Rows'>;

/** How a running plan reaches agencies and tells of what goes wrong. */
export interface Execution {
  ask(subgraph: string): Ask;
  /** For the log: an agency's failure with its cause, which never goes outward. */
  failed(subgraph: string, cause: unknown): void;
  /** For the log and the counts, once a request: an agency's answer has not the form that was asked for. */
  readonly misformed: (subgraph: string) => void;
  readonly register: RegisterView;
}

/** A plan that runs. */
interface Run {
  readonly rows: RowsFacts;
  readonly execution: Execution;
  readonly batches: Map<Batch, PendingBatch>;
  /** By `performance.now()`. */
  readonly began: number;
}

/**
 * Runs a plan. It takes an `Intent`, which exists only once the intent is durable: no agency is asked before. Agencies
 * that fail leave nulls and one error that names them by their public name.
 */
export async function execute(intent: Intent, execution: Execution): Promise<Rows> {
  const { root } = intent.plan.compiled;
  const rows = noRows(intent, execution);
  if (root === null) return rows as Rows;
  rows.texts.arePlain = true; // Until an answer comes of which it is not known
  await run(root, [rows.data], { rows, execution, batches: new Map(), began: performance.now() });
  return rows as Rows;
}

async function run(step: Step, cursor: readonly Fetched[], running: Run): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const one of step.steps) await run(one, cursor, running);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((one) => run(one, cursor, running)));
      return;
    case 'flatten': {
      const objects: Fetched[] = [];
      for (const object of cursor) addObjectsAt(object, step.path, 0, objects);
      return run(step.step, objects, running);
    }
    case 'condition': {
      const on = running.rows.intent.plan.permitted.operation.values[step.variable] === true;
      const branch = on ? step.then : step.otherwise;
      if (branch !== null) await run(branch, cursor, running);
      return;
    }
    case 'fetch':
      return step.representation === null ? fetchRoot(step, cursor, running) : fetchEntities(step, cursor, running);
    default:
      return step satisfies never;
  }
}

/** Adds the objects that a path of response keys leads to, through lists. */
function addObjectsAt(value: unknown, path: readonly string[], at: number, found: Fetched[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    for (const one of value as unknown[]) addObjectsAt(one, path, next, found);
    return;
  }
  const key = path[at];
  if (key === undefined) found.push(value as Fetched);
  else addObjectsAt((value as Fetched)[key], path, at + 1, found);
}

async function fetchRoot(step: FetchStep, cursor: readonly Fetched[], { rows, execution }: Run): Promise<void> {
  if (cursor.length === 0) return;
  const given = givenVariables(step.question.variables, rows.intent.plan.permitted.operation.variables);
  let wasAsked = true;
  const question = new WrittenQuestion(step.question, given);
  const answer = await send(step.subgraph, question, null, rows, execution).catch((cause: unknown) => {
    wasAsked = mayHaveBeenAsked(cause);
    return null;
  });
  const reading = newReading(rows);
  if (answer !== null && isMisfit(answer.data)) rows.misformed(step.subgraph);
  const isRead = answer !== null && !isMisfit(answer.data) && readInto(step, answer.data, cursor, reading, rows);
  for (const target of cursor) {
    if (!isRead) for (const key of step.keys) rows.errors.add(target, [key], notRead(step.subgraph, rows, wasAsked));
    else
      for (const { path, error } of readErrors(answer.errors, step.subgraph, cursor.length))
        rows.errors.add(target, pathIn(step, path), error);
  }
  if (isRead) tellLeftOut(step, reading, rows);
}

async function fetchEntities(step: FetchStep, cursor: readonly Fetched[], running: Run): Promise<void> {
  const { rows, execution, batches, began } = running;
  const asked = gatherEntities(step, dueOf(step, cursor, rows), rows);
  const sending: Send = (question, all) => send(step.subgraph, question, all, rows, execution).catch(() => null);
  if (step.part !== null) {
    const { batch } = step.part;
    let pending = batches.get(batch);
    if (pending === undefined) batches.set(batch, (pending = new PendingBatch(batch, rows, sending, began)));
    const answer = await pending.add(step, asked);
    if (asked.length > 0) joinEntities(step, asked, answer, rows);
  } else if (asked.length > 0) joinEntities(step, asked, await askAlone(step, asked, rows, sending), rows);
}

/** Objects of which anything is asked with these variables: under several toggles one fetch goes out for what is left of it. */
function dueOf({ asked, isToggled }: FetchStep, cursor: readonly Fetched[], { intent }: RowsFacts): readonly Fetched[] {
  if (!isToggled) return cursor;
  const { values } = intent.plan.permitted.operation;
  const due = new Map<unknown, boolean>();
  return cursor.filter(({ __typename: type }) => {
    let isDue = due.get(type);
    if (isDue === undefined) due.set(type, (isDue = asked!.isDue(type as string, values)));
    return isDue;
  });
}

/** Asks one agency; its failure goes to the log as well. `asked` is null for a root field. */
async function send(
  subgraph: string,
  question: WrittenQuestion,
  asked: readonly AskedEntity[] | null,
  rows: RowsFacts,
  execution: Execution,
): Promise<RawAnswer> {
  let wasSent = true;
  try {
    if (isSpent(rows.allowance)) throw new SubgraphFailure('no-room', 'nothing of its answer could be read');
    const answer = await execution.ask(subgraph)(question);
    if (!answer.arePlain) rows.texts.arePlain = false;
    if (isNoted(answer.extensions)) noteAnswer(rows, subgraph, answer.extensions, asked && keysOf(asked));
    return answer;
  } catch (cause) {
    wasSent = mayHaveBeenAsked(cause);
    execution.failed(subgraph, cause);
    throw cause;
  } finally {
    if (asked !== null && wasSent) noteShared(rows, subgraph, asked);
  }
}

/** JSON that is no object cannot be data; null can, beside errors that say why. */
const isMisfit = (data: unknown): boolean => typeof data !== 'object' || Array.isArray(data);

const isNoted = (extensions: unknown): boolean => extensions !== null && extensions !== undefined;
