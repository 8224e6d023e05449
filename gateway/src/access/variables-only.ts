import {
  getNamedType,
  isInputObjectType,
  Kind,
  type ConstValueNode,
  type GraphQLInputType,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';

/**
 * The argument or input field of a value that stands in the text of a query though only a variable may carry it: written
 * as a literal, in a list or an object, or as a variable's default. Null when there is none.
 */
export function literalIn(
  at: string,
  type: GraphQLInputType,
  value: ValueNode,
  only: ReadonlySet<string>,
  variables: readonly VariableDefinitionNode[],
): string | null {
  if (value.kind === Kind.VARIABLE) {
    const standard = defaultOf(value.name.value, variables);
    return standard === undefined ? null : literalIn(at, type, standard, only, variables);
  }
  if (value.kind === Kind.NULL) return null;
  if (only.has(at)) return nameOf(at);
  if (value.kind === Kind.LIST) return first(value.values, (item) => literalIn(at, type, item, only, variables));
  const named = getNamedType(type);
  if (value.kind !== Kind.OBJECT || !isInputObjectType(named)) return null;
  return first(value.fields, ({ name, value: inner }) => {
    const field = named.getFields()[name.value];
    return field === undefined ? null : literalIn(`${named.name}.${name.value}`, field.type, inner, only, variables);
  });
}

const defaultOf = (name: string, variables: readonly VariableDefinitionNode[]): ConstValueNode | undefined =>
  variables.find(({ variable }) => variable.name.value === name)?.defaultValue;

/** `Query.verify(nationalId:)` or `Input.nationalId`. */
const nameOf = (at: string): string => /\((\w+):\)$/.exec(at)?.[1] ?? at.split('.')[1] ?? at;

function first<T>(items: readonly T[], look: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = look(item);
    if (found !== null) return found;
  }
  return null;
}
