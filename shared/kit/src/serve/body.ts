/** A GraphQL request as the gateway sends it. */
export interface GraphQLBody {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const KNOWN = new Set(['query', 'variables', 'operationName', 'extensions']);

/** Reads the body's bytes; `undefined` unless it is a JSON object with a query and nothing unknown: no batches. */
export function readBody(bytes: Buffer): GraphQLBody | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (!isObject(value) || !Object.keys(value).every((key) => KNOWN.has(key))) return undefined;
  const { query } = value;
  const variables = value['variables'] ?? {};
  return typeof query === 'string' && isObject(variables) ? { query, variables } : undefined;
}

/** Whether some text in the body has NUL, which no text of PostgreSQL can hold. */
export const hasNul = (bytes: Buffer): boolean => bytes.includes('\\u0000');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
