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
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { SubjectName } from '../subject-name.js';

/** An argument, or a field of one, that says whom or what is asked for. */
export interface IdentifyingArgument {
  /** `Query.member(id:)`, `MemberFilter.nationalId`. */
  readonly argument: string;
  /** What it names: a type whose id it is, or a field whose value; or the argument, itself or one beside it, that says that. */
  readonly of: string;
  /** Response key of the root's field that it is given to; null of a field below. */
  readonly root: string | null;
  /** Whom it named, in this operation. */
  subjects(variables: Variables): readonly SubjectName[];
  /** The same as it is read, value by value: null for each that names nobody. */
  look(variables: Variables): Iterable<SubjectName | null>;
  /** The operations that it gave to be explained, which name whom they would ask for; null of an argument that takes none. */
  readonly explains: ((variables: Variables) => readonly ToExplain[]) | null;
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

  const look = (at: string, type: GraphQLInputType, { field, root, read, beside }: Asked): void => {
    if (at === EXPLAINED.query) {
      const textOf = (argument: string, variables: Variables): string | null =>
        firstText(beside(argument)?.(variables) ?? []);
      const explains = (variables: Variables): readonly ToExplain[] =>
        [...textsIn(read(variables))].map((query) => ({
          query,
          operationName: textOf(EXPLAINED.operationName, variables),
          variables: textOf(EXPLAINED.variables, variables),
        }));
      found.push({ argument: at, of: at, root, explains, subjects: () => [], look: () => [] });
      return;
    }
    const input = getNamedType(type);
    if (isInputObjectType(input)) {
      for (const [name, inner] of Object.entries(input.getFields())) {
        look(`${input.name}.${name}`, inner.type, {
          field,
          root,
          beside,
          read: (variables) => membersOf(read(variables), name),
        });
      }
      return;
    }
    const of = named(at, type, field);
    if (of === null) return;
    const sayer = beside(of);
    const typeIn = (variables: Variables): string => {
      if (sayer === null) return of;
      // attacker-controlled: where what it says is no type, the id names what it would if nothing were said.
      const said = firstText(sayer(variables));
      return said !== null && isType(said) ? said : namedById(at, field);
    };
    const lookIn = function* (variables: Variables): Generator<SubjectName | null> {
      const said = typeIn(variables);
      for (const value of read(variables)) yield isText(value) ? { of: said, id: String(value) } : null;
    };
    found.push({
      argument: at,
      of,
      root,
      explains: null,
      look: lookIn,
      subjects: (variables) => [...lookIn(variables)].filter((one) => one !== null),
    });
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
            (variables) => valuesIn(valueOf(value, variables)),
          ]),
        );
        for (const { name, type } of definition.args) {
          const at = `${field}(${name}:)`;
          const read = given.get(at);
          if (read !== undefined) look(at, type, { field, root, read, beside: (other) => given.get(other) ?? null });
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

/** An argument's values, in the variables of one request. */
type Reading = (variables: Variables) => Iterable<unknown>;

/** Of which field an argument is, what is given for it, and what is given for another argument of the same field. */
interface Asked {
  readonly field: string;
  readonly root: string | null;
  readonly read: Reading;
  readonly beside: (argument: string) => Reading | null;
}

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

function* textsIn(values: Iterable<unknown>): Generator<string> {
  for (const value of values) if (isText(value)) yield String(value);
}

/** Of an argument that takes one value: no list of others is read for it. */
function firstText(values: Iterable<unknown>): string | null {
  for (const value of values) return isText(value) ? String(value) : null;
  return null;
}

/**
 * A value, or all of a list and of lists in it, with a null for each list, so that whoever counts counts these too.
 * attacker-controlled: lists may stand in one another deeper than functions may.
 */
function* valuesIn(value: unknown): Generator<unknown> {
  const rest = [value];
  while (rest.length > 0) {
    const one = rest.pop();
    if (!Array.isArray(one)) yield one;
    else {
      yield null;
      for (let at = one.length - 1; at >= 0; at -= 1) rest.push(one[at]);
    }
  }
}

function* membersOf(values: Iterable<unknown>, name: string): Generator<unknown> {
  for (const value of values) {
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    yield* valuesIn(has ? (value as Record<string, unknown>)[name] : null);
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
