import { Kind, parse, type SelectionSetNode } from 'graphql';
import { namedType } from './type-name.js';
import type { Subgraph } from './subgraph.js';

/**
 * Coordinates of every field that a field set selects, at any depth: `id cell { path }` on Member gives `Member.id`,
 * `Member.cell`, `Organisation.path`. A text that is no field set gives none: composition itself refuses it.
 */
export const fieldSet = (subgraph: Subgraph, typeName: string, text: string): readonly string[] => {
  try {
    const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? collect(subgraph, typeName, operation.selectionSet) : [];
  } catch {
    return [];
  }
};

const collect = (subgraph: Subgraph, typeName: string, selections: SelectionSetNode): readonly string[] =>
  selections.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return collect(subgraph, selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    const field = subgraph.types.get(typeName)?.fields.get(selection.name.value);
    if (!field) return [];
    const deeper = selection.selectionSet ? collect(subgraph, namedType(field.node.type), selection.selectionSet) : [];
    return [field.coordinate, ...deeper];
  });
