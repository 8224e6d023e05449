import type { LabelTable } from '@agency-graph/composition';
import {
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isObjectType,
  isInterfaceType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { isKindOfSubject, type SubjectName } from '../subject-name.js';

/** Whom an argument names. */
export interface NamedSubject extends SubjectName {
  /** The kind that it is named by instead where the log does not know it: that somebody be erased names nobody anew. */
  readonly unlessKnown?: string;
}

/** An argument that is given and in which something says whom or what is asked for. */
export interface IdentifyingArgument {
  /** Where in it that is: the argument itself, or fields of its inputs, however deep these stand in one another. */
  readonly places: readonly Place[];
  /** Response key of the root's field that it is given to; null of a field below. */
  readonly root: string | null;
  /** Whom it names, as it is read, value by value: null for each that names nobody. */
  look(variables: Variables): Iterable<Named | null>;
  /** The operations that it gave to be explained, which name whom they would ask for; null of an argument that takes none. */
  readonly explains: ((variables: Variables) => readonly ToExplain[]) | null;
}

/** An argument, or a field of an input, that says whom or what is asked for. */
export interface Place {
  /** `Query.member(id:)`, `MemberFilter.nationalId`. */
  readonly argument: string;
  /** What it names: a type whose id it is, or a field whose value; or the argument, itself or one beside it, that says that. */
  readonly of: string;
}

interface Named {
  readonly place: Place;
  readonly name: NamedSubject;
}

/** An operation that is to be explained, as it was given. */
export interface ToExplain {
  readonly query: string;
  /** Which of several. */
  readonly operationName: string | null;
  /** As JSON. */
  readonly variables: string | null;
}

/** The gateway's own arguments that take an operation. */
const EXPLAINED = {
  query: 'Query.explain(query:)',
  operationName: 'Query.explain(operationName:)',
  variables: 'Query.explain(variables:)',
} as const;

/** The gateway's own argument that asks for somebody's erasure. */
const TO_BE_ERASED = 'Mutation.requestShred(ids:)';

/** What is needed to know which arguments identify. */
export interface IdentifyingSchema {
  readonly schema: GraphQLSchema;
  readonly labels: LabelTable;
  /** `Type.field` → name of the type it returns. */
  readonly returns: ReadonlyMap<string, string>;
  /** What arguments and input fields name, where it is said: null for nobody, or the argument that says the type. */
  readonly identifies: ReadonlyMap<string, string | null>;
}

/**
 * Finds an operation's identifying arguments: those of which it is said what they name, ids of whatever type, and texts by
 * which personal fields are searched. Whether anything matched is another question: who was looked for is recorded either way.
 */
export function identifyingArguments(
  operation: OperationDefinitionNode | FragmentDefinitionNode,
  graph: IdentifyingSchema,
): readonly IdentifyingArgument[] {
  const { schema, labels, returns, identifies } = graph;
  const found: IdentifyingArgument[] = [];

  /** What an id names of which nothing is said. */
  const namedById = (at: string, field: string): string => {
    const [read] = labels.reads.get(at) ?? [];
    const target = returns.get(read ?? field);
    return target !== undefined && isType(target) ? target : (read ?? field);
  };
  const isType = (name: string): boolean => isCompositeType(schema.getType(name));

  /** What a leaf names, or null. */
  const named = (at: string, type: GraphQLInputType, field: string): string | null => {
    const said = identifies.get(at);
    if (said !== undefined) return said;
    const leaf = getNamedType(type);
    if (leaf.name === 'ID') return namedById(at, field);
    if (leaf.name !== 'String') return null;
    const reads = labels.reads.get(at) ?? [];
    return reads.find((read) => (labels.fields.get(read)?.personal ?? 'NONE') !== 'NONE') ?? null;
  };

  const lookExplained = (root: string | null, read: Reading, beside: Beside): IdentifyingArgument => {
    const textOf = (argument: string, variables: Variables): string | null =>
      firstText(beside(argument)?.(variables) ?? null);
    const explains = (variables: Variables): readonly ToExplain[] => {
      const query = firstText(read(variables));
      const operationName = textOf(EXPLAINED.operationName, variables);
      return query === null ? [] : [{ query, operationName, variables: textOf(EXPLAINED.variables, variables) }];
    };
    return { places: [{ argument: EXPLAINED.query, of: EXPLAINED.query }], root, explains, look: () => [] };
  };

  const look = (at: string, type: GraphQLInputType, { field, root, read, beside }: Asked): IdentifyingArgument => {
    if (at === EXPLAINED.query) return lookExplained(root, read, beside);
    const places = new Map<string, Place>();
    for (const leaf of leavesOf(at, type)) {
      const of = named(leaf.at, leaf.type, field);
      if (of !== null) places.set(leaf.at, { argument: leaf.at, of });
    }
    const typeIn = ({ argument, of }: Place, variables: Variables): string => {
      const sayer = beside(of);
      if (sayer === null) return of;
      // attacker-controlled: where what it says is no kind of subject, the id names what it would if nothing were said.
      const said = firstText(sayer(variables));
      return said !== null && isKindOfSubject(said, schema) ? said : namedById(argument, field);
    };
    const unlessKnown = at === TO_BE_ERASED ? { unlessKnown: namedById(at, field) } : {};
    const lookIn = function* (variables: Variables): Generator<Named | null> {
      const types = new Map<Place, string>();
      for (const leaf of leavesIn(at, type, read(variables))) {
        const place = leaf && places.get(leaf.at);
        if (!place || !isText(leaf.value)) {
          yield null;
          continue;
        }
        let of = types.get(place);
        if (of === undefined) types.set(place, (of = typeIn(place, variables)));
        yield { place, name: { of, id: String(leaf.value), ...unlessKnown } };
      }
    };
    return { places: [...places.values()], root, explains: null, look: lookIn };
  };

  const walk = (set: SelectionSetNode, parent: GraphQLCompositeType, isRoot: boolean): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition === undefined ? parent : schema.getType(node.typeCondition.name.value);
        walk(node.selectionSet, on as GraphQLCompositeType, isRoot);
      } else if (node.kind === Kind.FIELD && (isObjectType(parent) || isInterfaceType(parent))) {
        const definition = parent.getFields()[node.name.value];
        if (definition === undefined) continue;
        const field = `${parent.name}.${definition.name}`;
        const root = isRoot ? (node.alias ?? node.name).value : null;
        const given = new Map(
          (node.arguments ?? []).map(({ name, value }): [string, Reading] => [
            `${field}(${name.value}:)`,
            (variables) => valueOf(value, variables),
          ]),
        );
        for (const { name, type } of definition.args) {
          const at = `${field}(${name}:)`;
          const read = given.get(at);
          if (read === undefined) continue;
          const one = look(at, type, { field, root, read, beside: (other) => given.get(other) ?? null });
          if (one.places.length > 0) found.push(one);
        }
        const type = getNamedType(definition.type);
        if (node.selectionSet !== undefined && isCompositeType(type)) walk(node.selectionSet, type, false);
      }
    }
  };
  const isFragment = operation.kind === Kind.FRAGMENT_DEFINITION;
  const on = isFragment ? schema.getType(operation.typeCondition.name.value) : schema.getRootType(operation.operation);
  walk(operation.selectionSet, on as GraphQLCompositeType, !isFragment);
  return found;
}

export type Variables = Readonly<Record<string, unknown>>;

/** What is given for an argument, in the variables of one request. */
type Reading = (variables: Variables) => unknown;

/** What is given for another argument of the same field. */
type Beside = (argument: string) => Reading | null;

/** Of which field an argument is, and what is given for it. */
interface Asked {
  readonly field: string;
  readonly root: string | null;
  readonly read: Reading;
  readonly beside: Beside;
}

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Of an argument that takes one value: no list of others is read for it. */
const firstText = (value: unknown): string | null => (isText(value) ? String(value) : null);

/** What takes a value that is no input of fields: an argument, or a field of such an input, by its coordinate. */
interface LeafType {
  readonly at: string;
  readonly type: GraphQLNamedInputType;
}

/** All leaves of an argument's type, each once, however often its inputs lead back to one another. */
function leavesOf(at: string, type: GraphQLInputType): readonly LeafType[] {
  const leaves: LeafType[] = [];
  const inputs = new Set<GraphQLInputObjectType>();
  const add = (one: LeafType): void => void (isInputObjectType(one.type) ? inputs.add(one.type) : leaves.push(one));
  add({ at, type: getNamedType(type) });
  // A set that grows while it is read is read to its new end.
  for (const input of inputs)
    for (const field of Object.values(input.getFields()))
      add({ at: `${input.name}.${field.name}`, type: getNamedType(field.type) });
  return leaves;
}

/**
 * What is given at the leaves of an argument, with a null for each list and each object, so that whoever counts counts
 * these too. attacker-controlled: they may stand in one another deeper than functions may.
 */
function* leavesIn(
  at: string,
  type: GraphQLInputType,
  value: unknown,
): Generator<{ readonly at: string; readonly value: unknown } | null> {
  const rest = [{ at, type: getNamedType(type), value }];
  for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
    const { type: input, value: given } = one;
    if (!Array.isArray(given) && !isInputObjectType(input)) {
      yield one;
      continue;
    }
    yield null;
    if (Array.isArray(given)) for (const item of given.toReversed()) rest.push({ ...one, value: item });
    else if (isInputObjectType(input) && typeof given === 'object' && given !== null) {
      const fields = input.getFields();
      for (const [name, inner] of Object.entries(given).toReversed())
        if (Object.hasOwn(fields, name))
          rest.push({ at: `${input.name}.${name}`, type: getNamedType(fields[name]!.type), value: inner });
    }
  }
}

/** A written value with its variables in place. */
export function valueOf(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value] ?? null;
    case Kind.LIST:
      return node.values.map((one) => valueOf(one, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((one) => [one.name.value, valueOf(one.value, variables)]));
    case Kind.NULL:
      return null;
    default:
      return node.value;
  }
}
