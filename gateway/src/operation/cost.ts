import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLInt,
  isCompositeType,
  isInputObjectType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { Refusal } from '../refusals.js';
import { NO_COSTS, PAGE, type Costs, type ListSize } from './costs.js';
import { exceeded, type Counted } from './limits.js';

/** What an operation may ask for by its arguments: rows of a page, items of a list, and points in all. */
export const COST_LIMITS = { page: 100, items: 100, points: 5_000 } as const;

/** How much an operation may cost, whether one that costs more is refused or only counted, and whether it may introspect. */
export interface Demand {
  readonly mode: 'enforce' | 'measure';
  readonly most: number;
  readonly introspection: 'open' | 'closed';
  readonly costs: Costs;
}

export const DEFAULT_DEMAND: Demand = {
  mode: 'enforce',
  most: COST_LIMITS.points,
  introspection: 'open',
  costs: NO_COSTS,
};

type Values = Readonly<Record<string, unknown>>;

/** To a field that takes no arguments, which most are. */
const NOTHING_GIVEN: Values = Object.freeze({});

/** What a selection costs: most of it is the same in every request. */
interface SelectionCost {
  readonly settled: number;
  /** Fields whose points are known with the variables, or with the length of a list that the field above says. */
  readonly open: readonly WeighedField[];
}

/** An operation, weighed as far as that goes without its variables. */
export interface WeighedOperation extends SelectionCost {
  readonly demand: Demand;
}

interface WeighedField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  /** `Type.field`. */
  readonly at: string;
  /** Its arguments; null where variables stand in them. */
  readonly given: Values | null;
  /** Whether its points depend on variables, its own or those of fields below. */
  readonly varies: boolean;
  /** How long it is, if it is a list; several where an interface stands for types that differ. */
  readonly own: readonly Sizing[];
  /** `@listSize(sizedFields:)`: how long the lists among its subfields are. */
  readonly below: readonly Sizing[];
  /** Whether the field above names it in its `sizedFields`. */
  readonly sized: boolean;
  /** What `@cost` says of the type that it returns. */
  readonly row: number | undefined;
  readonly inner: SelectionCost;
}

/** How long a list is: what one of these arguments asks for, or else so many. */
interface Sizing {
  readonly names: readonly string[];
  /** Arguments in whose input objects those may stand as well. */
  readonly inputs: readonly GraphQLArgument[];
  readonly otherwise: number | null;
  readonly exactlyOne: boolean;
}

/**
 * Weighs an operation, once for all of its requests: one point for each row of a page, or what `@cost` says, pages
 * within pages multiplied (https://ibm.github.io/graphql-specs/cost-spec.html). Takes an expanded operation, so each
 * selection counts where it stands. Refuses one that writes too large a page or list.
 */
export function weigh(
  { selectionSet, operation }: OperationDefinitionNode,
  schema: GraphQLSchema,
  demand: Demand = DEFAULT_DEMAND,
): WeighedOperation {
  const { settled, open } = costOf(selectionSet, schema.getRootType(operation)!, NONE_SIZED, { schema, demand });
  return { settled, open, demand };
}

/**
 * The points of an operation. Counted on coerced arguments: literals, variables and defaults alike. Refuses too large a
 * page or list, and, where costs are enforced, too many points.
 */
export function checkCost({ settled, open, demand }: WeighedOperation, values: Values): number {
  const points = pointsIn({ settled, open }, null, values, demand);
  const { mode, most } = demand;
  if (mode === 'enforce' && points > most) {
    const says = `${points} points, of at most ${most}: one for each row, pages within pages multiplied`;
    tooMuch('cost', says, { has: points, most });
  }
  return points;
}

const NONE_SIZED: ReadonlySet<string> = new Set();

interface Scales {
  readonly schema: GraphQLSchema;
  readonly demand: Demand;
}

function costOf(
  { selections }: SelectionSetNode,
  parent: GraphQLCompositeType,
  sized: ReadonlySet<string>,
  scales: Scales,
): SelectionCost {
  let settled = 0;
  const open: WeighedField[] = [];
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition && scales.schema.getType(node.typeCondition.name.value);
      const inner = costOf(node.selectionSet, isCompositeType(type) ? type : parent, sized, scales);
      settled += inner.settled;
      open.push(...inner.open);
    } else if (node.kind === Kind.FIELD) {
      const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
      if (field === undefined) continue;
      const weighed = weighField(node, field, parent.name, sized.has(field.name), scales);
      if (weighed.varies || weighed.sized) open.push(weighed);
      else settled += pointsOf(weighed, null, NOTHING_GIVEN, scales.demand);
    }
  }
  return { settled, open };
}

function weighField(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  parent: string,
  sized: boolean,
  scales: Scales,
): WeighedField {
  const { weights, sizes } = scales.demand.costs;
  const at = `${parent}.${field.name}`;
  const said = sizes.get(at) ?? [PAGE];
  const own = said.filter(({ sizedFields }) => sizedFields.size === 0);
  const below = said.filter(({ sizedFields }) => sizedFields.size > 0);
  const type = getNamedType(field.type);
  const inner =
    node.selectionSet && isCompositeType(type)
      ? costOf(node.selectionSet, type, new Set(below.flatMap((one) => [...one.sizedFields])), scales)
      : NO_COST;
  const given = node.arguments?.some(({ value }) => hasVariable(value)) === true ? null : argumentsOf(field, node);
  return {
    node,
    field,
    at,
    given,
    varies: given === null || inner.open.some(({ varies }) => varies),
    own: own.map((one) => sizingOf(one, field)),
    below: below.map((one) => sizingOf(one, field)),
    sized,
    row: weights.get(type.name),
    inner,
  };
}

const NO_COST: SelectionCost = { settled: 0, open: [] };

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.OBJECT && value.fields.some((one) => hasVariable(one.value));
}

/** A page that nobody asks for has its default length, and that of which nobody knows it may be as long as one can be. */
function sizingOf(
  { slicingArguments, withinInputs, assumedSize, requireOneSlicingArgument }: ListSize,
  { args }: GraphQLField<unknown, unknown>,
): Sizing {
  const inputs = withinInputs ? args.filter(({ type }) => isInputObjectType(getNullableType(type))) : [];
  const slicing = [...args, ...inputs.flatMap(({ type }) => fieldsOf(type))].filter(({ name }) =>
    slicingArguments.includes(name),
  );
  const defaults = slicing.flatMap(({ defaultValue }) => (typeof defaultValue === 'number' ? [defaultValue] : []));
  const unknown = slicing.some(({ type }) => getNullableType(type) === GraphQLInt) ? COST_LIMITS.page : null;
  return {
    names: slicingArguments,
    inputs,
    otherwise: defaults.length > 0 ? Math.max(1, ...defaults) : (assumedSize ?? unknown),
    exactlyOne: requireOneSlicingArgument && slicingArguments.length > 0,
  };
}

/** `above`: the length that the field above gives to its `sizedFields`. */
function pointsIn({ settled, open }: SelectionCost, above: number | null, values: Values, demand: Demand): number {
  let points = settled;
  for (const one of open) points += pointsOf(one, above, values, demand);
  return points;
}

function pointsOf(weighed: WeighedField, above: number | null, values: Values, demand: Demand): number {
  const { node, field, at, sized, row, inner } = weighed;
  const given = weighed.given ?? argumentsOf(field, node, values);
  const asked = (demand.costs.weights.get(at) ?? 0) + weightOfArguments(at, field, given, demand.costs);
  const below = longest(weighed.below, given, demand);
  const own = longest(weighed.own, given, demand);
  const ofLists = below === null ? 0 : (row ?? 0) + pointsIn(inner, below, values, demand);
  if (below !== null && own === null) return asked + ofLists;
  const rows = own ?? (sized ? above : null);
  const each = (row ?? (rows === null ? 0 : 1)) + pointsIn(inner, null, values, demand);
  return asked + Math.max(ofLists, (rows ?? 1) * each);
}

/** Validation lets a variable with a default stand where no null may; whether it is null is known only now (GraphQL, § 5.8.5). */
function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, values: Values = NOTHING_GIVEN): Values {
  if (field.args.length === 0) return NOTHING_GIVEN;
  try {
    const given = getArgumentValues(field, node, values);
    Object.values(given).forEach(checkItems);
    return given;
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new Refusal('BAD_REQUEST', `An argument of "${node.name.value}" is null that must have a value.`);
    throw error;
  }
}

/** Null where nothing says how long a list is. */
function longest(sizings: readonly Sizing[], given: Values, { mode }: Demand): number | null {
  let most: number | null = null;
  for (const sizing of sizings) {
    const size = sizeOf(sizing, given, mode === 'enforce');
    if (size !== null && (most === null || size > most)) most = size;
  }
  return most;
}

function sizeOf({ names, inputs, otherwise, exactlyOne }: Sizing, given: Values, strict: boolean): number | null {
  let asked = 0;
  // What is no size at all is the agency's to refuse, by the argument's name.
  let most = 1;
  const count = (at: string, rows: unknown): void => {
    if (typeof rows !== 'number') return;
    const { page } = COST_LIMITS;
    if (rows > page) tooMuch('page', `${rows} rows by argument "${at}", of at most ${page}`, { has: rows, most: page });
    asked += 1;
    most = Math.max(most, rows);
  };
  for (const name of names) count(name, given[name]);
  for (const { name, type } of inputs) countWithin(given[name], type, name, names, count);
  if (strict && exactlyOne && asked !== 1) {
    const all = names.map((name) => `"${name}"`).join(', ');
    tooMuch('cost', `exactly one of the arguments ${all} must say how much is wanted`);
  }
  return asked > 0 ? most : otherwise;
}

/** Counts the fields of these names in an input object, and in those that stand in it: of rows given in a list none is a page. */
function countWithin(
  value: unknown,
  type: GraphQLInputType,
  at: string,
  names: readonly string[],
  count: (at: string, rows: unknown) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const { name, type: inner } of fieldsOf(type)) {
    const one = (value as Values)[name];
    if (names.includes(name)) count(`${at}.${name}`, one);
    countWithin(one, inner, `${at}.${name}`, names, count);
  }
}

/** None of what is no input object. */
function fieldsOf(type: GraphQLInputType): readonly GraphQLInputField[] {
  const input = getNullableType(type);
  return isInputObjectType(input) ? Object.values(input.getFields()) : [];
}

/** What the arguments of a field weigh, and the fields of inputs that stand in them, item by item. */
function weightOfArguments(
  at: string,
  field: GraphQLField<unknown, unknown>,
  given: Values,
  { weights }: Costs,
): number {
  if (weights.size === 0) return 0;
  return field.args.reduce((sum, { name, type }) => {
    if (given[name] === undefined) return sum;
    return sum + (weights.get(`${at}(${name}:)`) ?? 0) + weightOfInput(given[name], type, weights);
  }, 0);
}

function weightOfInput(value: unknown, type: GraphQLInputType, weights: Costs['weights']): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weightOfInput(item, type, weights), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
  return Object.values(named.getFields()).reduce((sum, { name, type: inner }) => {
    const one = (value as Values)[name];
    if (one === undefined) return sum;
    return sum + (weights.get(`${named.name}.${name}`) ?? 0) + weightOfInput(one, inner, weights);
  }, 0);
}

function checkItems(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { items } = COST_LIMITS;
  if (Array.isArray(value) && value.length > items)
    tooMuch('items', `${value.length} items in a list, of at most ${items}`, { has: value.length, most: items });
  Object.values(value).forEach(checkItems);
}

const tooMuch = (limit: 'page' | 'items' | 'cost', says: string, counted?: Counted): never =>
  exceeded(limit, `The operation asks for too much: ${says}.`, counted);
