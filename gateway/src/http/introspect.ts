import {
  executeSync,
  Kind,
  OperationTypeNode,
  visit,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { ShapeField } from '../access/shape.js';
import type { Operation } from '../operation/operation.js';

/** `__schema` and `__type` are answered from the schema itself; graphql-js does it best. */
export function introspect({ key, name }: ShapeField, { node, variables }: Operation, schema: GraphQLSchema): unknown {
  const selectionSet = only(node.selectionSet, (field) => field.name.value === name && keyOf(field) === key);
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
  return data?.[key] ?? null;
}

const keyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

/**
 * What of a selection is such a field, in fragments too, wherever in the operation the query type stands. Fragments keep
 * what toggles them alone: the types that they are on are of other places.
 */
function only(set: SelectionSetNode, isWanted: (field: FieldNode) => boolean): SelectionSetNode {
  const selections = set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD && isWanted(node)) return [node];
    if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined) return [];
    const selectionSet = only(node.selectionSet, isWanted);
    if (selectionSet.selections.length === 0) return [];
    return node.kind === Kind.FIELD
      ? selectionSet.selections
      : [{ kind: node.kind, directives: node.directives ?? [], selectionSet }];
  });
  return { kind: Kind.SELECTION_SET, selections };
}
