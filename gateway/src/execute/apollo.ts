import type { GraphQLDataSource } from '@apollo/gateway';
import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import type { Schema } from '@apollo/federation-internals';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Intent } from '../audit/record.js';
import { bounded, newFetched, type Fetched } from '../plan/fetched.js';
import { noteAnswer } from './agency-notes.js';
import { mayHaveBeenAsked } from './agency/failure.js';
import { noRows, type Execution, type Rows, type RowsFacts } from './execute.js';
import { noteShared } from './shared.js';
import { readErrors } from './subgraph-errors.js';

/** The whole supergraph, hidden row fields included, in both of the forms that the stock executor takes. */
export interface StockSchema {
  readonly graphql: GraphQLSchema;
  readonly federation: Schema;
}

/**
 * Apollo's own executor over the same plan: the reference that ours is held against. It joins entities by position and
 * knows no row; checking and shaping come after it as after ours.
 */
export async function executeWithApollo(intent: Intent, execution: Execution, schema: StockSchema): Promise<Rows> {
  const { permitted, compiled } = intent.plan;
  const rows = noRows(intent, execution);
  if (permitted.document === null || compiled.root === null) return rows as Rows;
  const given = newFetched();
  const serviceMap = Object.fromEntries(
    [...compiled.queryHashes.keys()].map((name) => [name, dataSource(name, execution, rows, given)]),
  );
  const request = { variables: permitted.operation.variables };
  const result = await executeQueryPlan(
    compiled.source,
    serviceMap,
    { request, context: {}, metrics: {}, logger: SILENT } as never,
    buildOperationContext({ schema: schema.graphql, operationDocument: permitted.document }),
    schema.graphql,
    schema.federation,
  );
  // One agency's null leaves nothing of the answer: that the others gave and did theirs is for the record all the same.
  Object.assign(rows.data, withoutPrototype(result.data === null ? given : result.data));
  for (const error of (result.errors ?? []) as readonly GraphQLFormattedError[]) {
    const agency = String(error.extensions?.['serviceName'] ?? 'unknown');
    for (const { path, error: said } of readErrors([error], agency)) rows.errors.add(rows.data, path, said);
  }
  return rows as Rows;
}

/** An agency as the stock executor asks it. What comes for the root is put into `given` as well. */
function dataSource(name: string, execution: Execution, rows: RowsFacts, given: Fetched): GraphQLDataSource {
  const mutation = rows.intent.plan.permitted.operation.kind === 'mutation';
  return {
    process: async ({ request }) => {
      const { query = '', operationName, variables = {} } = request;
      let wasSent = true;
      try {
        const answer = await execution.ask(name)({ query, operationName, variables, mutation });
        noteAnswer(rows, name, answer.extensions, null);
        // Its own readers bound nothing.
        const data = bounded(answer.data);
        if (!('representations' in variables)) Object.assign(given, data);
        return { data: data as never, errors: answer.errors as never };
      } catch (cause) {
        wasSent = mayHaveBeenAsked(cause);
        execution.failed(name, cause);
        return { errors: [{ message: 'failed', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] as never };
      } finally {
        const { representations = [] } = variables as { readonly representations?: readonly Fetched[] };
        const asked = representations.map((representation) => ({ representation, targets: [] }));
        if (wasSent) noteShared(rows, name, asked);
      }
    },
  };
}

/** What fails is told by `execution.failed`; the stock executor's own log would repeat agencies' words. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Its result objects, with our kind of object in their place. */
function withoutPrototype(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototype);
  if (typeof value !== 'object' || value === null) return value;
  const made = newFetched();
  for (const [key, inner] of Object.entries(value)) made[key] = withoutPrototype(inner);
  return made;
}
