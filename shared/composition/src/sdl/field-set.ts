import { Kind, parse, print, type SelectionSetNode } from 'graphql';
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

/** A field set in its one spelling: order, commas and spaces make no other set. A text that is none stays as it is. */
export const spelt = (text: string): string => {
  try {
    const [operation, ...others] = parse(`{ ${text} }`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION && others.length === 0 ? spell(operation.selectionSet) : text;
  } catch {
    return text;
  }
};

const spell = ({ selections }: SelectionSetNode): string =>
  selections
    .map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return print(selection);
      const head = print({ ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: [] } });
      return `${head} { ${spell(selection.selectionSet)} }`;
    })
    .sort()
    .join(' ');

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
