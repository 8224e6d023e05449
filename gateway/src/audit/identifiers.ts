import type { LabelTable } from '@agency-graph/composition';
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isInterfaceType,
  Kind,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** An argument, or a field of one, that says whom or what is asked for. */
export interface IdentifyingArgument {
  /** `Query.member(id:)`, `MemberFilter.nationalId`. */
  readonly argument: string;
  /** What it names: a type whose id it is, or a field whose value. */
  readonly of: string;
  /** What was given for it, in this operation. */
  values(variables: Readonly<Record<string, unknown>>): readonly string[];
}

/** What is needed to know which arguments identify. */
export interface IdentifyingSchema {
  readonly schema: GraphQLSchema;
  readonly labels: LabelTable;
  /** `Type.field` → name of the type it returns. */
  readonly returns: ReadonlyMap<string, string>;
}

/**
 * Finds an operation's identifying arguments: ids of whatever type, and texts by which personal fields are searched.
 * Whether anything matched is another question: who was looked for is recorded either way.
 */
export function identifyingArguments(
  operation: OperationDefinitionNode,
  { schema, labels, returns }: IdentifyingSchema,
): readonly IdentifyingArgument[] {
  const found: IdentifyingArgument[] = [];

  /** What a leaf names, or null. */
  const named = (at: string, type: GraphQLInputType, field: string): string | null => {
    const leaf = getNamedType(type);
    if (isEnumType(leaf)) return null;
    const reads = labels.reads.get(at) ?? [];
    if (leaf.name === 'ID') {
      const [read] = reads;
      const target = returns.get(read ?? field);
      const isObject = target !== undefined && isCompositeType(schema.getType(target));
      return isObject ? target : (read ?? field);
    }
    if (leaf.name !== 'String') return null;
    return reads.find((read) => (labels.fields.get(read)?.personal ?? 'NONE') !== 'NONE') ?? null;
  };

  const look = (at: string, type: GraphQLInputType, field: string, read: Reading): void => {
    const input = getNamedType(type);
    if (isInputObjectType(input)) {
      for (const [name, inner] of Object.entries(input.getFields())) {
        look(`${input.name}.${name}`, inner.type, field, (variables) =>
          read(variables).map((one) => memberOf(one, name)),
        );
      }
      return;
    }
    const of = named(at, type, field);
    if (of === null) return;
    found.push({
      argument: at,
      of,
      values: (variables) =>
        read(variables)
          .flat(8)
          .filter((one) => typeof one === 'string' || typeof one === 'number')
          .map(String),
    });
  };

  const walk = (set: SelectionSetNode, parent: GraphQLCompositeType): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const on = node.typeCondition === undefined ? parent : schema.getType(node.typeCondition.name.value);
        walk(node.selectionSet, on as GraphQLCompositeType);
      } else if (node.kind === Kind.FIELD && (isObjectType(parent) || isInterfaceType(parent))) {
        const definition = parent.getFields()[node.name.value];
        if (definition === undefined) continue;
        const field = `${parent.name}.${definition.name}`;
        for (const { name, value } of node.arguments ?? []) {
          const argument = definition.args.find((one) => one.name === name.value);
          if (argument !== undefined)
            look(`${field}(${argument.name}:)`, argument.type, field, (given) => [valueOf(value, given)]);
        }
        const type = getNamedType(definition.type);
        if (node.selectionSet !== undefined && isCompositeType(type)) walk(node.selectionSet, type);
      }
    }
  };
  walk(operation.selectionSet, schema.getRootType(operation.operation)!);
  return found;
}

/** Where an argument's values are, in the variables of one request. */
type Reading = (variables: Readonly<Record<string, unknown>>) => readonly unknown[];

const memberOf = (value: unknown, name: string): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => memberOf(one, name))
    : typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : null;

/** A written value with its variables in place. */
function valueOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
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
