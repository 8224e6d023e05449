import { getNamedType, isInputObjectType, Kind, type GraphQLInputType, type ValueNode } from 'graphql';

/** The argument and every input field that a value sets: `Query.tasks(filter:)`, `TaskFilter.status` … */
export function usedInputs(
  at: string,
  type: GraphQLInputType,
  value: ValueNode,
  values: Readonly<Record<string, unknown>>,
): string[] {
  if (value.kind === Kind.NULL) return [];
  if (value.kind === Kind.VARIABLE) return usedValues(at, type, values[value.name.value]);
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [at];
  const objects = value.kind === Kind.LIST ? value.values : [value];
  return [
    at,
    ...objects.flatMap((object) =>
      object.kind === Kind.OBJECT
        ? object.fields.flatMap((field) =>
            usedInputs(
              `${named.name}.${field.name.value}`,
              named.getFields()[field.name.value]!.type,
              field.value,
              values,
            ),
          )
        : [],
    ),
  ];
}

function usedValues(at: string, type: GraphQLInputType, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [at];
  const objects = Array.isArray(value) ? value : [value];
  return [
    at,
    ...objects.flatMap((object: unknown) =>
      typeof object === 'object' && object !== null
        ? Object.entries(object).flatMap(([name, inner]) =>
            usedValues(`${named.name}.${name}`, named.getFields()[name]!.type, inner),
          )
        : [],
    ),
  ];
}
