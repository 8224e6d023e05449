import { Kind, parse, print, type SelectionSetNode } from 'graphql';
import { namedType } from './type-name.js';
import type { Subgraph } from './subgraph.js';

/**
 * The selection that a field set is, read as federation reads it: with or without braces around all of it. Undefined for
 * a text that is none.
 */
export const selectionOf = (text: string): SelectionSetNode | undefined => {
  try {
    const braced = text.trim().startsWith('{') ? text : `{${text}}`;
    const [operation, ...others] = parse(braced, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION && others.length === 0 ? operation.selectionSet : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Coordinates of every field that a field set selects, at any depth: `id cell { path }` on Member gives `Member.id`,
 * `Member.cell`, `Organisation.path`. A text that is no field set gives none: composition itself refuses it. `as` is the
 * type of the object itself, where that is another one: an interface object stands for each implementation.
 */
export const fieldSet = (subgraph: Subgraph, typeName: string, text: string, as = typeName): readonly string[] => {
  const selection = selectionOf(text);
  return selection ? collect(subgraph, typeName, selection, as) : [];
};

/** A field set in its one spelling: order, commas and spaces make no other set. A text that is none stays as it is. */
export const spelt = (text: string): string => {
  const selection = selectionOf(text);
  return selection ? spell(selection) : text;
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

const collect = (
  subgraph: Subgraph,
  typeName: string,
  selections: SelectionSetNode,
  as = typeName,
): readonly string[] =>
  selections.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? typeName;
      return collect(subgraph, condition, selection.selectionSet, condition === typeName ? as : condition);
    }
    const field = subgraph.types.get(typeName)?.fields.get(selection.name.value);
    if (!field) return [];
    const deeper = selection.selectionSet ? collect(subgraph, namedType(field.node.type), selection.selectionSet) : [];
    return [`${as}.${field.name}`, ...deeper];
  });
