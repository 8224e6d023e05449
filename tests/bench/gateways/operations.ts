import { graphqlSync } from 'graphql';
import { fieldOperation, monolith } from './schemas.js';

/** What is asked, and of how many users. */
export interface Workload {
  readonly name: string;
  readonly query: string;
  readonly users: number;
}

const SMALL =
  'query Small { me { id name username } topProducts(first: 5) { upc name price weight inStock shippingEstimate } }';

export const WORKLOADS = {
  small: { name: '1 KB', query: SMALL, users: 6 },
  field: { name: '87 KB', query: fieldOperation(), users: 6 },
  rows: { name: '100 rows', query: 'query Rows { users { id name username } }', users: 100 },
  large: { name: '8 MB', query: fieldOperation(), users: 1_200 },
} as const satisfies Record<string, Workload>;

/** The operation with a field that the caller may not read, in the selection that lists the users. */
export const withRefusedField = (query: string): string => query.replace(/\busers \{|\bme \{/, '$& birthday');

/** The text of `data` that every gateway's answer must have. */
export function referenceData({ query, users }: Workload, refused: boolean): string {
  const { schema, root } = monolith(users);
  const { data, errors } = graphqlSync({ schema, source: refused ? withRefusedField(query) : query, rootValue: root });
  if (errors !== undefined) throw new Error(`the reference does not answer: ${errors[0]?.message}`);
  return JSON.stringify(data, (key, value: unknown) => (refused && key === 'birthday' ? null : value));
}
