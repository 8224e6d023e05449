import {
  getIntrospectionQuery,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { expand } from './expand.js';
import { exceeded } from './limits.js';

/** How much more an operation may ask of what there is than tools ask to know all of it. */
const TIMES_WHOLE = 2;
/** A type is wrapped in so many lists and non-nulls at most; what is asked below finds nothing. */
const MOST_WRAPPERS = 4;

/** Whether a selection asks what there is, at whatever depth. Takes one with its fragments expanded. */
export const introspects = ({ selections }: SelectionSetNode): boolean =>
  selections.some(
    (node) =>
      isIntrospection(node) ||
      (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet !== undefined && introspects(node.selectionSet)),
  );

const isIntrospection = (node: SelectionNode): node is FieldNode =>
  node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type');

/**
 * Refuses an operation that asks for more of the schema than it is worth: `__schema` a hundred times over, or lists of
 * lists of it. Takes an expanded operation.
 */
export function checkIntrospection({ selectionSet }: OperationDefinitionNode, schema: GraphQLSchema): void {
  const asked = introspectionsOf(selectionSet);
  if (asked.length === 0) return;
  const { sizes, whole } = measuresOf(schema);
  const fields = asked.reduce((sum, { selectionSet: inner }) => sum + (inner ? countResolved(inner, sizes, 0) : 0), 0);
  if (fields > TIMES_WHOLE * whole) exceeded('introspection', 'The operation asks for too much of the schema at once.');
}

function introspectionsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((node) => {
    if (isIntrospection(node)) return [node];
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return node.selectionSet === undefined ? [] : introspectionsOf(node.selectionSet);
  });
}

/** How long the lists of a schema's introspection are, by field; a list of a type's is as long as they are on average. */
type Sizes = ReadonlyMap<string, number>;

/** Fields that would be resolved. */
function countResolved({ selections }: SelectionSetNode, sizes: Sizes, wrappers: number): number {
  return selections.reduce((sum, node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return sum;
    if (node.kind === Kind.INLINE_FRAGMENT) return sum + countResolved(node.selectionSet, sizes, wrappers);
    const name = node.name.value;
    const deeper = name === 'ofType' ? wrappers + 1 : 0;
    if (deeper > MOST_WRAPPERS || node.selectionSet === undefined) return sum + 1;
    return sum + (sizes.get(name) ?? 1) * (1 + countResolved(node.selectionSet, sizes, deeper));
  }, 0);
}

interface Measures {
  readonly sizes: Sizes;
  /** Fields that are resolved for the question by which tools ask for all of a schema. */
  readonly whole: number;
}

const MEASURES = new WeakMap<GraphQLSchema, Measures>();
const WHOLE = wholeQuestion();

/** As tools ask it, all of their options on. */
function wholeQuestion(): SelectionSetNode {
  const { definitions } = parse(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }));
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  const [whole] = introspectionsOf(
    expand(operation.selectionSet, new Map(fragments.map((one) => [one.name.value, one]))),
  );
  return whole!.selectionSet!;
}

function measuresOf(schema: GraphQLSchema): Measures {
  let known = MEASURES.get(schema);
  if (known === undefined) {
    const sizes = sizesOf(schema);
    MEASURES.set(schema, (known = { sizes, whole: countResolved(WHOLE, sizes, 0) }));
  }
  return known;
}

function sizesOf(schema: GraphQLSchema): Sizes {
  const types = Object.values(schema.getTypeMap());
  const owners = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = owners.flatMap((type) => Object.values(type.getFields()));
  const average = (lists: readonly { readonly length: number }[]): number =>
    Math.ceil(lists.reduce((sum, { length }) => sum + length, 0) / Math.max(1, lists.length));
  return new Map([
    ['types', types.length],
    ['directives', schema.getDirectives().length],
    ['fields', average(owners.map((type) => Object.keys(type.getFields())))],
    ['args', average([...fields, ...schema.getDirectives()].map(({ args }) => args))],
    ['interfaces', average(owners.map((type) => type.getInterfaces()))],
    ['possibleTypes', average(types.filter(isAbstractType).map((type) => schema.getPossibleTypes(type)))],
    ['enumValues', average(types.filter(isEnumType).map((type) => type.getValues()))],
    ['inputFields', average(types.filter(isInputObjectType).map((type) => Object.keys(type.getFields())))],
  ]);
}
