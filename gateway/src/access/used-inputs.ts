import {
  getNamedType,
  isInputObjectType,
  Kind,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/** The argument and every input field that a value sets: `Query.tasks(filter:)`, `TaskFilter.status` … */
export function usedInputs(at: string, type: GraphQLInputType, value: ValueNode, values: Values): string[] {
  if (value.kind === Kind.NULL) return [];
  if (value.kind === Kind.VARIABLE) return usedValues(at, type, values[value.name.value]);
  const named = getNamedType(type);
  return isInputObjectType(named) ? [at, ...usedWithin(named, value, values)] : [at];
}

/** Of what is written: objects, lists of them, and variables in their places. */
function usedWithin(type: GraphQLInputObjectType, value: ValueNode, values: Values): string[] {
  switch (value.kind) {
    case Kind.VARIABLE:
      return usedWithinValue(type, values[value.name.value]);
    case Kind.LIST:
      return value.values.flatMap((one) => usedWithin(type, one, values));
    case Kind.OBJECT:
      return value.fields.flatMap(({ name, value: inner }) => {
        return usedInputs(`${type.name}.${name.value}`, type.getFields()[name.value]!.type, inner, values);
      });
    default:
      return [];
  }
}

function usedValues(at: string, type: GraphQLInputType, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const named = getNamedType(type);
  return isInputObjectType(named) ? [at, ...usedWithinValue(named, value)] : [at];
}

function usedWithinValue(type: GraphQLInputObjectType, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => usedWithinValue(type, one));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    return usedValues(`${type.name}.${name}`, type.getFields()[name]!.type, inner);
  });
}
