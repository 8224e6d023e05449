import {
  isAbstractType,
  isUnionType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { ShapeField, Toggle } from './shape.js';

/** A field that is asked for, before anything is decided of it. */
export interface AskedField {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Response keys, `@` for a list level, its own key last. */
  readonly path: readonly string[];
  readonly toggles: readonly Toggle[];
  readonly bare: BareField;
  /** What each type returns that may give it; of introspection none does. */
  readonly givers: readonly Giver[];
  /** Whether all of them return what the field itself says. */
  readonly isSame: boolean;
}

export type BareField = Pick<ShapeField, 'key' | 'name' | 'coordinate' | 'type' | 'filters'>;

export interface Giver {
  readonly on: string;
  readonly type: GraphQLOutputType;
}

/** Reads of a validated selection what is asked by one field of it, and who may give that. */
export function askedField(
  schema: GraphQLSchema,
  node: FieldNode,
  parent: GraphQLCompositeType,
  path: readonly string[],
  toggles: readonly Toggle[],
): AskedField {
  const name = node.name.value;
  const key = node.alias?.value ?? name;
  const definition = fieldOf(parent, name);
  const { type } = definition;
  // What an object type gives may be narrower than what its interface promises (GraphQL, § 3.6.1): then each counts.
  const givers = name.startsWith('__') ? [] : giversOf(schema, parent, name);
  const isSame = givers.every((one) => String(one.type) === String(type));
  const bare = { key, name, coordinate: `${parent.name}.${name}`, type, filters: [] };
  return { node, parent, definition, path: [...path, key], toggles, bare, givers, isSame };
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  const own = isUnionType(parent) ? undefined : parent.getFields()[name];
  const field = own ?? [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].find((one) => one.name === name);
  if (field === undefined) throw new Error(`validated document selects ${parent.name}.${name}`);
  return field;
}

/** Names of the object types that a type may be. */
export const concreteTypes = (schema: GraphQLSchema, type: GraphQLCompositeType): string[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [type.name];

/** What a field returns by each of the types that may give it. */
const giversOf = (schema: GraphQLSchema, parent: GraphQLCompositeType, field: string): Giver[] =>
  concreteTypes(schema, parent).map((on) => {
    return { on, type: (schema.getType(on) as GraphQLObjectType).getFields()[field]!.type };
  });

export const concreteNames = (schema: GraphQLSchema, type: GraphQLCompositeType): Set<string> =>
  new Set(concreteTypes(schema, type));

/** One `@` for each list level of a type. */
export const listLevels = (type: { toString(): string }): string[] =>
  [...String(type)].filter((c) => c === '[').map(() => '@');
