import {
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { rowKey } from './shape.js';

/** The operation with what is left of its selections, as the planner takes it. */
export const narrowedDocument = (
  operation: OperationDefinitionNode,
  selections: readonly SelectionNode[],
): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [withUsedVariables({ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } })],
});

/** Drops variable definitions that the narrowed selection no longer uses; the planner would refuse them. */
function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const { variableDefinitions = [] } = operation;
  return {
    ...operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
  };
}

export const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** A row field under an alias that no client can write. */
export const hiddenField = (name: string): FieldNode => ({
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: rowKey(name) },
  name: { kind: Kind.NAME, value: name },
});

/** Selections for objects of one type only. */
export const onType = (name: string, selections: readonly SelectionNode[]): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
  selectionSet: { kind: Kind.SELECTION_SET, selections },
});
