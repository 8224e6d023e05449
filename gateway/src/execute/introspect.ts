import { executeSync, Kind, OperationTypeNode, visit, type GraphQLSchema } from 'graphql';
import type { Introspection } from './writing.js';
import type { Operation } from '../operation/operation.js';

/** `__schema` and `__type` are answered from the schema itself; graphql-js does it best. */
export function introspect(asked: Introspection, { node, variables }: Operation, schema: GraphQLSchema): unknown {
  const selectionSet = { kind: Kind.SELECTION_SET, selections: asked } as const;
  const used = new Set<string>();
  visit(selectionSet, { Variable: ({ name: { value } }) => void used.add(value) });
  // What else the operation is given may be of types that this schema does not have.
  const variableDefinitions = node.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  const { data } = executeSync({
    schema,
    document: {
      kind: Kind.DOCUMENT,
      definitions: [{ ...node, operation: OperationTypeNode.QUERY, directives: [], variableDefinitions, selectionSet }],
    },
    variableValues: variables,
  });
  return Object.values(data ?? {})[0] ?? null;
}
