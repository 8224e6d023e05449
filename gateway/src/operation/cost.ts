import {
  getArgumentValues,
  getNamedType,
  GraphQLError,
  isCompositeType,
  isInputObjectType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Refusal } from '../refusals.js';
import { NO_COSTS, type Costs, type ListSize } from './costs.js';

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

/** Lists below a field that says how long they are. */
interface Sized {
  readonly fields: ReadonlySet<string>;
  readonly size: number;
}

/**
 * The points of an operation: one for each row of a page, or what `@cost` says, pages within pages multiplied. Counted on
 * coerced arguments: literals, variables and defaults alike. Takes an expanded operation, so each selection counts where
 * it stands. Refuses one with too large a page or list, and, where costs are enforced, too many points
 * (https://ibm.github.io/graphql-specs/cost-spec.html).
 */
export function checkCost(
  operation: OperationDefinitionNode,
  values: Values,
  schema: GraphQLSchema,
  { mode, most, costs }: Demand = DEFAULT_DEMAND,
): number {
  const weighed = costs !== NO_COSTS;

  const pointsOf = (set: SelectionSetNode, parent: GraphQLCompositeType, sized: Sized | null): number => {
    let points = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const type = node.typeCondition && schema.getType(node.typeCondition.name.value);
        points += pointsOf(node.selectionSet, isCompositeType(type) ? type : parent, sized);
      } else if (node.kind === Kind.FIELD) {
        const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
        if (field !== undefined) points += pointsOfField(node, field, parent.name, sized);
      }
    }
    return points;
  };

  const pointsOfField = (
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    parent: string,
    sized: Sized | null,
  ): number => {
    const given = field.args.length === 0 ? NOTHING_GIVEN : argumentsOf(field, node, values);
    if (given !== NOTHING_GIVEN) Object.values(given).forEach(checkItems);
    const at = weighed ? `${parent}.${field.name}` : '';
    const said = weighed ? costs.sizes.get(at) : undefined;
    const size = said === undefined ? pageOf(given) : sizeOf(said, given, mode === 'enforce');
    const below = said !== undefined && said.sizedFields.size > 0 && size !== null;
    const own = below ? null : (size ?? (sized?.fields.has(field.name) === true ? sized.size : null));
    const type = getNamedType(field.type);
    const inner =
      node.selectionSet && isCompositeType(type)
        ? pointsOf(node.selectionSet, type, below ? { fields: said.sizedFields, size } : null)
        : 0;
    if (!weighed) return own === null ? inner : own * (1 + inner);
    const row = costs.weights.get(type.name) ?? (own === null ? 0 : 1);
    const asked = (costs.weights.get(at) ?? 0) + weightOfArguments(at, field, given, costs);
    return asked + (own ?? 1) * (row + inner);
  };

  const points = pointsOf(operation.selectionSet, schema.getRootType(operation.operation)!, null);
  if (mode === 'enforce' && points > most)
    exceeded('cost', `at most ${most} points, one for each row, pages within pages multiplied`);
  return points;
}

/** Validation lets a variable with a default stand where no null may; whether it is null is known only now (GraphQL, § 5.8.5). */
function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, values: Values): Values {
  try {
    return getArgumentValues(field, node, values);
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new Refusal('BAD_REQUEST', `An argument of "${node.name.value}" is null that must have a value.`);
    throw error;
  }
}

/** How long a list is by what `@listSize` says of it; null where that is nothing. */
function sizeOf(
  { slicingArguments, assumedSize, requireOneSlicingArgument }: ListSize,
  given: Values,
  strict: boolean,
) {
  const asked = slicingArguments.flatMap((name) => {
    const rows = given[name];
    return typeof rows === 'number' ? [{ name, rows }] : [];
  });
  asked.forEach(checkPage);
  if (strict && requireOneSlicingArgument && slicingArguments.length > 0 && asked.length !== 1) {
    const names = slicingArguments.map((name) => `"${name}"`).join(', ');
    exceeded('cost', `exactly one of the arguments ${names} must say how much is wanted`);
  }
  return asked.length > 0 ? Math.max(1, ...asked.map(({ rows }) => rows)) : assumedSize;
}

/** Rows of the page that `first` or `last` asks for; null where neither stands. */
function pageOf({ first, last }: Values): number | null {
  if (first === undefined && last === undefined) return null;
  const asked = Object.entries({ first, last }).filter((one): one is [string, number] => typeof one[1] === 'number');
  if (asked.length === 0) return null;
  for (const [name, rows] of asked) checkPage({ name, rows });
  // What is no size at all is the agency's to refuse, by the argument's name.
  return Math.max(1, ...asked.map(([, rows]) => rows));
}

function checkPage({ name, rows }: { readonly name: string; readonly rows: number }): void {
  if (rows > COST_LIMITS.page) exceeded('page', `argument "${name}" may be at most ${COST_LIMITS.page}`);
}

/** What the arguments of a field weigh, and the fields of inputs that stand in them, item by item. */
function weightOfArguments(
  at: string,
  field: GraphQLField<unknown, unknown>,
  given: Values,
  { weights }: Costs,
): number {
  const weightIn = (value: unknown, type: GraphQLInputType): number => {
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weightIn(item, type), 0);
    const named = getNamedType(type);
    if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
    return Object.values(named.getFields()).reduce((sum, { name, type: inner }) => {
      const one = (value as Values)[name];
      if (one === undefined) return sum;
      return sum + (weights.get(`${named.name}.${name}`) ?? 0) + weightIn(one, inner);
    }, 0);
  };
  return field.args.reduce((sum, { name, type }) => {
    if (given[name] === undefined) return sum;
    return sum + (weights.get(`${at}(${name}:)`) ?? 0) + weightIn(given[name], type);
  }, 0);
}

function checkItems(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && value.length > COST_LIMITS.items)
    exceeded('items', `at most ${COST_LIMITS.items} items in a list`);
  Object.values(value).forEach(checkItems);
}

function exceeded(limit: 'page' | 'items' | 'cost', says: string): never {
  throw new Refusal('LIMIT_EXCEEDED', `The operation asks for too much: ${says}.`, { limit });
}
