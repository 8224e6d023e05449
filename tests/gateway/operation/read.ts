import { buildSchema } from 'graphql';
import { readOperation, type Operation } from '../../../gateway/src/operation/operation.js';
import { Refusal } from '../../../gateway/src/refusals.js';

/** A schema without an end: everything that a limit counts can be asked for. */
export const schema = buildSchema(`
  directive @marked repeatable on QUERY | VARIABLE_DEFINITION | FRAGMENT_DEFINITION | FIELD
  type Query { node(id: ID, by: Filter, level: Level, first: Int = 20, ids: [ID!]): Node nodes(first: Int = 20): [Node!]
    ${Array.from({ length: 30 }, (_, n) => `f${n}: Int`).join(' ')} }
  type Mutation { change(id: ID!): Node }
  type Subscription { changed: Node }
  interface Named { name: String }
  type Node implements Named { id: ID! name: String next: Node nodes(first: Int = 20, ids: [ID!]): [Node!] other: Other
    pages(first: Int, last: Int): [Node!] paged(page: Page, of: JSON, all: [Page!]): [Node!] }
  scalar JSON
  input Page { first: Int = 20 last: Int after: Page }
  type Other implements Named { name: String next: Node }
  input Filter { text: String number: Int inner: Filter ids: [ID!] any: Any }
  scalar Any
  enum Level { HIGH LOW }
`);

export const read = (
  query: string,
  variables: Record<string, unknown> = {},
  operationName: string | null = null,
): Operation => readOperation({ query, variables, operationName }, schema);

/** The refusal of a query, or a failed test. */
export function refusal(query: string, variables: Record<string, unknown> = {}): Refusal {
  try {
    read(query, variables);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`accepted: ${query.slice(0, 200)}`);
}

/** Which limit a query is over; null when it is accepted. */
export function limitOf(query: string, variables: Record<string, unknown> = {}): unknown {
  try {
    read(query, variables);
    return null;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'LIMIT_EXCEEDED') return error.details['limit'];
    throw error;
  }
}
