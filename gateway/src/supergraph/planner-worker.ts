import { mergedLabels } from '@agency-graph/composition';
import {
  isVariable,
  operationFromDocument,
  Supergraph,
  VariableCollector,
  type InterfaceType,
  type ObjectType,
  type Operation,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { GraphQLError, parse } from 'graphql';
import { parentPort } from 'node:worker_threads';
import { inBackground } from '../in-background.js';
import { completePlan } from './complete-plan.js';
import { readJoins } from './joins.js';
import { withSentRows } from './sent-rows.js';
import { twinSupergraph } from './twins/twin-supergraph.js';
import { untwinPlan } from './twins/untwin-plan.js';
import type { Twinned } from './twins/twins.js';

/** What the worker plans over; without twins it is the planner's own plan, for the stock executor. */
export interface PlannerTask {
  readonly supergraphSdl: string;
  readonly twinned: Twinned | null;
}

/** What the worker says: that it can begin, and of each text its plan as JSON, or why there is none. */
export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'plan'; readonly id: number; readonly plan: string }
  /** `ofOperation` where the planner says that it has none for it; else something is wrong on our side. */
  | { readonly kind: 'problem'; readonly id: number; readonly problem: string; readonly ofOperation: boolean };

// The planner looks for variables in each item of a list twice, as in a list and as in an object: lists within lists would
// take time that doubles with every level.
VariableCollector.prototype.collectInArguments = function (given) {
  collectVariables(given, this);
};

function collectVariables(value: unknown, into: VariableCollector): void {
  if (isVariable(value)) into.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) collectVariables(one, into);
}

// Planning is synchronous and can be made to take seconds by a text of a kilobyte: it has a thread that can be ended.
parentPort!.once('message', (task: PlannerTask) => {
  const plan = plannerOver(task);
  parentPort!.on('message', ({ id, text }: { id: number; text: string }) => tell(planned(id, () => plan(text))));
  // Whoever waits for it to begin waits for all plans; one plan is waited for by one.
  inBackground();
  tell({ kind: 'ready' });
});

const tell = (told: Told): void => parentPort!.postMessage(told);

function plannerOver({ supergraphSdl, twinned }: PlannerTask): (text: string) => QueryPlan {
  const { sdl, twins } =
    twinned === null
      ? { sdl: supergraphSdl, twins: { originals: new Map(), required: new Map() } }
      : twinSupergraph(supergraphSdl, twinned);
  // It was validated as it came; in the copy an original may be left external and unused.
  const joins = readJoins(sdl);
  const supergraph = Supergraph.build(sdl, { validateSupergraph: twinned === null });
  const rows = rowsIn(supergraph, supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  // Which share of requests is asked of whom while a field moves, `percent(50)`, is no matter of one plan: a field has
  // moved once it is the new one's for all.
  const overrideConditions = new Map(
    [...sdl.matchAll(/overrideLabel: "(percent\(100\))"/g)].map(([, label]) => [label!, true]),
  );
  return (text) => {
    const plan = orNoPlan(planner, operationFromDocument(supergraph.schema, parse(text)), overrideConditions);
    return twinned === null ? plan : withSentRows(untwinPlan(completePlan(plan, joins), twins, joins), joins, rows);
  };
}

/** Names of row types, and of interfaces of such, whose objects always have an id. */
function rowsIn({ schema }: Supergraph, supergraphSdl: string): ReadonlySet<string> {
  const { rows } = mergedLabels(supergraphSdl);
  const objects = [...schema.objectTypes()].filter(({ name }) => rows.has(name));
  const interfaces = [...schema.interfaceTypes()].filter((one) =>
    one.possibleRuntimeTypes().some(({ name }) => rows.has(name)),
  );
  const hasId = (one: ObjectType | InterfaceType): boolean => String(one.field('id')?.type) === 'ID!';
  return new Set([...objects, ...interfaces].filter(hasId).map(({ name }) => name));
}

/** What the planner says where it has none; a failure of any other kind is not of the operation. */
class NoPlan extends Error {}

/** So it says of a field that nobody gives where it is asked for, and takes it for a failure of its own. */
const GIVEN_BY_NOBODY = /^Was not able to find any options for /;

function orNoPlan(planner: QueryPlanner, operation: Operation, overrideConditions: Map<string, boolean>): QueryPlan {
  try {
    return planner.buildQueryPlan(operation, { overrideConditions });
  } catch (error) {
    const isNoPlan = error instanceof GraphQLError || (error instanceof Error && GIVEN_BY_NOBODY.test(error.message));
    throw isNoPlan ? new NoPlan(error.message) : error;
  }
}

function planned(id: number, plan: () => QueryPlan): Told {
  try {
    // Documents beside the texts would be most of it, and nobody reads them.
    return {
      kind: 'plan',
      id,
      plan: JSON.stringify(plan(), (key, value: unknown) => (key.endsWith('DocumentNode') ? undefined : value)),
    };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'problem', id, problem, ofOperation: error instanceof NoPlan };
  }
}
