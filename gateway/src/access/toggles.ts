import { Kind, type SelectionNode } from 'graphql';
import type { Toggle } from './shape.js';

/** The toggles that stand on a selection itself. */
export function togglesOf(node: SelectionNode): Toggle[] {
  return (node.directives ?? []).flatMap((directive): Toggle[] => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') return [];
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const by =
      value?.kind === Kind.VARIABLE ? { variable: value.name.value } : value?.kind === Kind.BOOLEAN && value.value;
    return [{ include: name === 'include', by: by ?? false }];
  });
}

/** Whether a selection may come to nothing, by directives on it or on all that is in it. */
export const isToggled = (node: SelectionNode): boolean =>
  togglesOf(node).length > 0 || (node.kind === Kind.INLINE_FRAGMENT && node.selectionSet.selections.every(isToggled));
