import {
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** Values that fit, by scalar. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  Date: '2000-01-01',
  DateTime: '2000-01-01T00:00:00Z',
};
/** Longest text that is looked at; a longer one is refused when it is read. */
const TOKENS = 2_000;

/** Values to decide an operation by without running it. */
export interface SampledVariables {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Names of those that nobody gave. */
  readonly madeUp: ReadonlySet<string>;
}

/**
 * The variables given, and a value that fits for each one that the operation needs besides: what is decided of an
 * operation depends on which variables are set, hardly ever on their values.
 */
export function withSampleVariables(
  query: string,
  operationName: string | null,
  schema: GraphQLSchema,
  given: Readonly<Record<string, unknown>>,
): SampledVariables {
  const variables: Record<string, unknown> = { ...given };
  const madeUp = new Set<string>();
  try {
    const operation = getOperationAST(parse(query, { maxTokens: TOKENS }), operationName);
    for (const { variable, type, defaultValue } of operation?.variableDefinitions ?? []) {
      const input = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
      const name = variable.name.value;
      if (!isNonNullType(input) || defaultValue !== undefined || Object.hasOwn(variables, name)) continue;
      variables[name] = sampleOf(input);
      madeUp.add(name);
    }
  } catch {
    // What does not parse is refused, with its place, when it is read.
  }
  return { variables, madeUp };
}

function sampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType as GraphQLInputType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return SAMPLES[type.name] ?? 'sample';
  const needed = Object.values(type.getFields()).filter(
    (field) => isNonNullType(field.type) && field.defaultValue === undefined,
  );
  return Object.fromEntries(needed.map((field) => [field.name, sampleOf(field.type)]));
}
