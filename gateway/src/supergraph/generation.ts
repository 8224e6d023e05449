import { OWN_IDENTIFIES, rowLabelFields, type Executor } from '@agency-graph/composition';
import { DateScalar, DateTimeScalar } from '@agency-graph/kit';
import { NO_POLICY, type Policy } from '@agency-graph/policy';
import { buildSchema, getNamedType, isInterfaceType, isObjectType, isScalarType, type GraphQLSchema } from 'graphql';
import type { AccessRules } from '../access/scope.js';
import type { CedarPolicies } from '../access/cedar.js';
import { compileRequirements } from '../access/requirements.js';
import { createCallerSchemas, wholeSchema, type CallerSchemas } from '../access/caller-schemas.js';
import type { Intent } from '../audit/record.js';
import type { RecordedUnder } from '../audit/record.js';
import { execute, type Execution, type Rows } from '../execute/execute.js';
import { noteHidden } from '../hidden-names.js';
import { DEFAULT_DEMAND, type Demand } from '../operation/cost.js';
import type { PlanSchema } from '../plan/compile.js';
import { createPlanner, type Planner } from '../plan/plan.js';
import type { LoadedSupergraph } from './apollo.js';
import { createCarefulPlanning } from './careful-planning.js';
import type { SpareThread } from './planner-thread.js';
import { createPlanning } from './planning.js';

/** One version of the graph, schema and rules as one: a request runs wholly on one generation. */
export interface Generation {
  readonly version: string;
  readonly policyVersion: string;
  /** What the record of a request says of it. */
  readonly versions: RecordedUnder;
  readonly apiSchema: GraphQLSchema;
  /** What of it exists for a caller of a given scope, and what they may introspect. */
  readonly schemas: CallerSchemas;
  readonly rules: AccessRules;
  /** `Type.field` → the subgraphs that give it. */
  readonly contributors: ReadonlyMap<string, readonly string[]>;
  /** Whether a subgraph has rows of a type, or parts of them, otherwise than as references: it applies what rows must meet. */
  readonly applies: (subgraph: string, type: string) => boolean;
  readonly planner: Planner;
  /** What an operation may cost here. */
  readonly demand: Demand;
  /** Ours, or the stock one. */
  readonly execute: (intent: Intent, execution: Execution) => Promise<Rows>;
  /** The same graph under other rules: whatever was decided or kept under these stays behind. */
  under(policy: Policy | null, cedar: CedarPolicies): Generation;
}

/** How many this process has made. */
let made = 0;

/**
 * Makes schema, rules and planner of one supergraph together: there is never one without the other. Without a policy it
 * is a plain federation graph, which must carry no label: those would be a promise that nobody keeps. Its planner begins
 * in the spare thread, where there is one.
 */
export async function createGeneration(
  loaded: LoadedSupergraph,
  policy: Policy | null,
  executor: Executor,
  { cedar = NOBODY_DECIDES, directives = ENFORCED, demand = DEFAULT_DEMAND }: Partial<DirectiveParts> = {},
  spare: SpareThread | null = null,
): Promise<Generation> {
  const { version, labels, contributors, resolvers, costs } = loaded;
  if (policy === null && (labels.fields.size > 0 || labels.rows.size > 0))
    throw new Error('the supergraph is labelled, and without a policy its labels would not be enforced');
  // Apollo has found it valid.
  const apiSchema = buildSchema(loaded.apiSdl, { noLocation: true, assumeValid: true, assumeValidSDL: true });
  noteHidden(apiSchema, loaded.hidden);
  if (policy !== null) readScalarsStrictly(apiSchema);
  const requirements = compileRequirements(loaded.demands, apiSchema);
  const returns = returnTypes(apiSchema);
  const labelled = policy !== null;
  const interfaceObjects = new Set([...loaded.interfaceObjects.values()].flatMap((names) => [...names]));
  const planning =
    executor === 'apollo' ? createPlanning(loaded.sdl, null, spare) : createCarefulPlanning(loaded, spare);
  // A plan knows nothing of a policy: it is of the narrowed text alone.
  const planner = createPlanner(planSchemaOf(loaded, executor), planning);
  const executing = executor === 'compiled' ? execute : await stockExecution(loaded);
  const asksCedar = [...requirements.values()].some((demands) => demands.some(({ kind }) => kind === 'policy'));
  const under = (given: Policy | null, { version: cedarVersion, decide }: CedarPolicies): Generation => {
    const served = given ?? NO_POLICY;
    // Where Cedar has a say, its text is as much of the policy as the rules are.
    const policyVersion = asksCedar ? `${served.version}.${cedarVersion}` : served.version;
    const rules = {
      labelled,
      policy: served,
      labels,
      requirements,
      decidePolicy: decide,
      directives,
      returns,
      interfaceObjects,
    };
    const has = (subgraph: string, type: string): boolean => resolvers.get(type)?.has(subgraph) === true;
    return Object.freeze({
      version,
      versions: {
        policy: policyVersion,
        supergraph: version,
        generation: (made += 1),
        schema: apiSchema,
        labels,
        returns,
        identifies: new Map([...served.identifies, ...OWN_IDENTIFIES]),
      },
      policyVersion,
      apiSchema,
      schemas: labelled ? createCallerSchemas(apiSchema, rules) : wholeSchema(apiSchema),
      contributors,
      applies: (subgraph: string, type: string) =>
        has(subgraph, type) || [...served.parts].some(([part, row]) => row === type && has(subgraph, part)),
      rules,
      planner,
      demand: { ...demand, costs },
      execute: executing,
      under,
    } satisfies Generation);
  };
  return under(policy, cedar);
}

/** How the standard directives are decided; without it they are enforced, and no policy holds. */
export interface DirectiveParts extends Pick<AccessRules, 'directives'> {
  readonly cedar: CedarPolicies;
  /** How much an operation may cost, 5,000 points unless another number is named, and whether it may introspect. */
  readonly demand: Omit<Demand, 'costs'>;
}

const NOBODY_DECIDES: CedarPolicies = { version: 'none', decide: () => false };
const ENFORCED: DirectiveParts['directives'] = { rejectUnauthorized: false, dryRun: false };

/** Only where it is wanted is Apollo's code loaded into the thread that serves requests. */
async function stockExecution(loaded: LoadedSupergraph): Promise<Generation['execute']> {
  const [{ executeWithApollo }, { stockSchemaOf }] = await Promise.all([
    import('../execute/apollo.js'),
    import('./apollo.js'),
  ]);
  const schema = stockSchemaOf(loaded);
  return (intent, execution) => executeWithApollo(intent, execution, schema);
}

function planSchemaOf(
  { possibleTypes, interfaceObjects, keyFields, readFields, labels, contributors }: LoadedSupergraph,
  executor: Executor,
): PlanSchema {
  const judges = new Map(
    [...Map.groupBy(contributors.keys(), (one) => one.split('.')[0]!)].map(([type, coordinates]) => {
      // A line of the scope table may judge rows by any field of theirs.
      const label = labels.rows.get(type);
      const named = label === undefined ? [] : rowLabelFields(label).map((field) => `${type}.${field}`);
      const fields = named.length > 0 ? named : coordinates;
      return [type, new Set(fields.flatMap((one) => contributors.get(one) ?? []))];
    }),
  );
  const known = new Map([...possibleTypes].map(([type, objects]) => [type, new Set([type, ...objects])]));
  return {
    executor,
    possibleTypes: (type) => known.get(type) ?? new Set([type]),
    interfaceObjects: (subgraph) => interfaceObjects.get(subgraph) ?? new Set(),
    keyFields: (subgraph, type) => keyFields.get(`${subgraph} ${type}`) ?? [],
    readField: (coordinate) => readFields.get(coordinate),
    judgesOf: (type) => judges.get(type) ?? new Set(),
  };
}

/** Named return types, of interfaces' fields too. */
function returnTypes(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const returns = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if ((!isObjectType(type) && !isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      returns.set(`${type.name}.${field.name}`, getNamedType(field.type).name);
    }
  }
  return returns;
}

/** A labelled graph's dates are the kit's: one that does not exist is the caller's mistake, told before anyone is asked. */
function readScalarsStrictly(schema: GraphQLSchema): void {
  for (const scalar of [DateScalar, DateTimeScalar]) {
    const type = schema.getType(scalar.name);
    if (!isScalarType(type)) continue;
    type.parseValue = (value) => plainly(() => scalar.parseValue(value));
    type.parseLiteral = (node) => plainly(() => scalar.parseLiteral(node));
  }
}

/** A plain error is placed by graphql-js at the value it is about; one of its own passes without a place. */
function plainly<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new TypeError('not a value of this type', { cause });
  }
}
