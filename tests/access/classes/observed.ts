import {
  buildClientSchema,
  buildSchema,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { argumentAt, fieldsOf } from './graph.js';

/** What a gateway showed a caller of the graph. */
export interface Observed {
  /** By introspection. */
  readonly introspected: ReadonlySet<string>;
  /** By the SDL for code generators. */
  readonly printed: ReadonlySet<string>;
  /** By the SDL of what could be asked for too. */
  readonly requestable: ReadonlySet<string>;
  /** What of that is marked as not readable. */
  readonly marked: ReadonlySet<string>;
}

export function observe(introspection: IntrospectionQuery, printed: string, requestable: string): Observed {
  const withMarks = buildSchema(requestable, { assumeValid: true });
  return {
    introspected: coordinatesIn(buildClientSchema(introspection)),
    printed: coordinatesIn(buildSchema(printed)),
    requestable: coordinatesIn(withMarks),
    marked: new Set(
      Object.values(withMarks.getTypeMap())
        .filter(isObjectType)
        .flatMap((type) =>
          fieldsOf(type)
            .filter(isMarked)
            .map(({ name }) => `${type.name}.${name}`),
        ),
    ),
  };
}

const isMarked = ({ astNode }: ReturnType<typeof fieldsOf>[number]): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'requestable') === true;

/** All that a schema has, save for scalars and the language's own. */
export function coordinatesIn(schema: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isScalarType(type)) continue;
    found.add(type.name);
    if (isInputObjectType(type)) Object.keys(type.getFields()).forEach((name) => found.add(`${type.name}.${name}`));
    if (!isObjectType(type)) continue;
    for (const field of fieldsOf(type)) {
      found.add(`${type.name}.${field.name}`);
      field.args.forEach((argument) => found.add(argumentAt(type, field.name, argument)));
    }
  }
  return found;
}
