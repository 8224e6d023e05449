import type { LabelTable } from '@agency-graph/composition';
import {
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isObjectType,
  isInterfaceType,
  Kind,
  parse,
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
}

/** The gateway's own arguments that take an operation: it asks for nobody, and yet has the names of whom it would ask for. */
const EXPLAINED = { query: 'Query.explain(query:)', variables: 'Query.explain(variables:)' } as const;
/** As much of one as is read, query or variables, and as many as it names: a longer query is not explained. */
const MOST_EXPLAINED = { characters: 15_000, tokens: 2_000, arguments: 100, names: 1_000 } as const;

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
      const given = beside(EXPLAINED.variables);
      const subjects = (variables: Variables): readonly SubjectName[] =>
        textsOf(read(variables)).flatMap((text) => namedIn(text, textsOf(given?.(variables) ?? [])[0], graph));
      found.push({ argument: at, of: at, root, subjects });
      return;
    }
    const input = getNamedType(type);
    if (isInputObjectType(input)) {
      for (const [name, inner] of Object.entries(input.getFields())) {
        look(`${input.name}.${name}`, inner.type, {
          field,
          root,
          beside,
          read: (variables) => read(variables).map((one) => memberOf(one, name)),
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
      const [said] = textsOf(sayer(variables));
      return said !== undefined && isType(said) ? said : namedById(at, field);
    };
    found.push({
      argument: at,
      of,
      root,
      subjects: (variables) => {
        const said = typeIn(variables);
        return textsOf(read(variables)).map((id) => ({ of: said, id }));
      },
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
            (variables) => [valueOf(value, variables)],
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

/**
 * Whom an operation names that is a text, with its variables as JSON, whether or not it fits the schema. Of several
 * operations, and of fragments, it is all: the text has them all. A text that is none names nobody.
 */
function namedIn(text: string, json: string | undefined, graph: IdentifyingSchema): readonly SubjectName[] {
  if (text.length > MOST_EXPLAINED.characters) return [];
  try {
    const { definitions } = parse(text, { noLocation: true, maxTokens: MOST_EXPLAINED.tokens });
    const parts = definitions.filter(
      (one) => one.kind === Kind.OPERATION_DEFINITION || one.kind === Kind.FRAGMENT_DEFINITION,
    );
    const values = { ...Object.fromEntries(parts.flatMap(defaultsOf)), ...variablesIn(json) };
    const named = parts
      .flatMap((part) => identifyingArguments(part, graph))
      // attacker-controlled: operations in one another would take time that grows with the power of their depth.
      .filter(({ argument }) => argument !== EXPLAINED.query)
      .slice(0, MOST_EXPLAINED.arguments)
      .flatMap(({ subjects }) => subjects(values));
    return [...new Map(named.map((one) => [`${one.of}\n${one.id}`, one])).values()].slice(0, MOST_EXPLAINED.names);
  } catch {
    return [];
  }
}

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode | FragmentDefinitionNode) =>
  variableDefinitions.flatMap(({ variable, defaultValue }): [string, unknown][] =>
    defaultValue === undefined ? [] : [[variable.name.value, valueOf(defaultValue, {})]],
  );

function variablesIn(json: string | undefined): Variables {
  if (json === undefined || json.length > MOST_EXPLAINED.characters) return {};
  try {
    return JSON.parse(json) as Variables;
  } catch {
    return {};
  }
}

type Variables = Readonly<Record<string, unknown>>;

/** Where an argument's values are, in the variables of one request. */
type Reading = (variables: Variables) => readonly unknown[];

/** Of which field an argument is, what is given for it, and what is given for another argument of the same field. */
interface Asked {
  readonly field: string;
  readonly root: string | null;
  readonly read: Reading;
  readonly beside: (argument: string) => Reading | null;
}

const textsOf = (values: readonly unknown[]): readonly string[] =>
  values
    .flat(8)
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map(String);

const memberOf = (value: unknown, name: string): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => memberOf(one, name))
    : typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : null;

/** A written value with its variables in place. */
function valueOf(node: ValueNode, variables: Variables): unknown {
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
