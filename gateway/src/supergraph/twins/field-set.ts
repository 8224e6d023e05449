import { Kind, parse, print, stripIgnoredCharacters, type SelectionSetNode } from 'graphql';

/** The field set of a `@key`, `@requires` or `@provides`, without its outer braces. */
export function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a field set is a selection set');
  return definition.selectionSet;
}

export const printFieldSet = (set: SelectionSetNode): string => stripIgnoredCharacters(print(set)).slice(1, -1);

/** All field names in a set, at any depth. */
export const namesIn = (set: SelectionSetNode): string[] =>
  set.selections.flatMap((node) => {
    const inner = 'selectionSet' in node && node.selectionSet !== undefined ? namesIn(node.selectionSet) : [];
    return node.kind === Kind.FIELD ? [node.name.value, ...inner] : inner;
  });
