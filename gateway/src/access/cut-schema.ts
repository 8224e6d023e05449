import {
  getNamedType,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLUnionType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';

/** What of a schema stays. */
export interface Cut {
  /** Whether a field of a concrete type stays. An interface's stays where it does on every implementation. */
  field(type: string, field: string): boolean;
  /** Whether an argument, `Type.field(argument:)`, or an input field, `Input.field`, stays. */
  input(coordinate: string): boolean;
}

/**
 * The schema with nothing in it but what stays, and of its types only those that this leads to. Scalars and enums are
 * the very same, so that values are read alike.
 */
export function cutSchema(schema: GraphQLSchema, cut: Cut): GraphQLSchema {
  const made = new Map<string, GraphQLNamedType>();

  const mapped = <T extends GraphQLType>(type: T): T => {
    if (isNonNullType(type)) return new GraphQLNonNull(mapped(type.ofType as GraphQLType) as never) as never;
    if (isListType(type)) return new GraphQLList(mapped(type.ofType as GraphQLType)) as never;
    return named(type as GraphQLNamedType) as T;
  };

  const named = (type: GraphQLNamedType): GraphQLNamedType => {
    let copy = made.get(type.name);
    if (copy === undefined) made.set(type.name, (copy = copyOf(type)));
    return copy;
  };

  const copyOf = (type: GraphQLNamedType): GraphQLNamedType => {
    if (isIntrospectionType(type)) return type;
    if (isObjectType(type)) {
      const config = type.toConfig();
      const interfaces = () => config.interfaces.map((one) => named(one) as GraphQLInterfaceType);
      return new GraphQLObjectType({
        ...config,
        interfaces,
        fields: () => fieldsOf(type.name, config.fields, [type.name]),
      });
    }
    if (isInterfaceType(type)) {
      const config = type.toConfig();
      const interfaces = () => config.interfaces.map((one) => named(one) as GraphQLInterfaceType);
      const concrete = schema.getPossibleTypes(type).map(({ name }) => name);
      return new GraphQLInterfaceType({
        ...config,
        interfaces,
        fields: () => fieldsOf(type.name, config.fields, concrete),
      });
    }
    if (isUnionType(type)) {
      const config = type.toConfig();
      return new GraphQLUnionType({
        ...config,
        types: () => config.types.map((one) => named(one) as GraphQLObjectType),
      });
    }
    if (isInputObjectType(type)) {
      const config = type.toConfig();
      const kept = Object.entries(config.fields).filter(([name]) => cut.input(`${type.name}.${name}`));
      const fields = () =>
        Object.fromEntries(kept.map(([name, field]) => [name, { ...field, type: mapped(field.type) }]));
      return new GraphQLInputObjectType({ ...config, fields });
    }
    return type;
  };

  type Fields = Readonly<Record<string, GraphQLFieldConfig<unknown, unknown>>>;
  const fieldsOf = (type: string, fields: Fields, concrete: readonly string[]): Fields =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([name]) => concrete.every((one) => cut.field(one, name)))
        .map(([name, field]) => {
          const args = Object.entries(field.args ?? {})
            .filter(([argument]) => cut.input(`${type}.${name}(${argument}:)`))
            .map(([argument, config]): [string, GraphQLArgumentConfig] => [
              argument,
              { ...config, type: mapped(config.type) },
            ]);
          return [name, { ...field, type: mapped(field.type), args: Object.fromEntries(args) }];
        }),
    );

  const root = <T extends GraphQLObjectType>(type: T | null | undefined): GraphQLObjectType | null => {
    const copy = type ? (named(type) as GraphQLObjectType) : null;
    return copy !== null && Object.keys(copy.getFields()).length > 0 ? copy : null;
  };
  const config = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    query: named(schema.getQueryType()!) as GraphQLObjectType,
    mutation: root(schema.getMutationType()),
    subscription: null,
    types: reachedThroughInterfaces(schema, named),
    assumeValid: true,
  });
}

/** Implementations of interfaces that the roots lead to: nothing else need lead to them. */
function reachedThroughInterfaces(
  schema: GraphQLSchema,
  named: (type: GraphQLNamedType) => GraphQLNamedType,
): readonly GraphQLNamedType[] {
  const seen = new Set<string>();
  const found: GraphQLNamedType[] = [];
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type.name)) return;
    seen.add(type.name);
    const copy = named(type);
    if (isUnionType(copy)) copy.getTypes().forEach((one) => visit(schema.getType(one.name)!));
    if (!isObjectType(copy) && !isInterfaceType(copy)) return;
    if (isInterfaceType(type)) {
      for (const one of schema.getPossibleTypes(type)) {
        found.push(named(one));
        visit(one);
      }
    }
    for (const one of copy.getInterfaces()) visit(schema.getType(one.name)!);
    for (const field of Object.values(copy.getFields())) visit(schema.getType(getNamedType(field.type).name)!);
  };
  for (const root of [schema.getQueryType(), schema.getMutationType()]) if (root) visit(root);
  return found;
}
