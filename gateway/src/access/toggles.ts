import { Kind, visit, type SelectionNode, type SelectionSetNode } from 'graphql';
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

/** Whether a toggle leaves out what it stands on, whatever the variables are. */
export const isNever = ({ include, by }: Toggle): boolean => by === !include;

/** What is left of selections: below what a variable toggles the planner forgets what a literal leaves out, and asks for it. */
export function withoutLeftOut(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  const isLeftOut = (node: SelectionNode): boolean => togglesOf(node).some(isNever);
  const left = visit<SelectionSetNode>(
    { kind: Kind.SELECTION_SET, selections },
    {
      Field: (node) => (isLeftOut(node) ? null : undefined),
      InlineFragment: {
        enter: (node) => (isLeftOut(node) ? null : undefined),
        leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined),
      },
    },
  );
  return left.selections;
}
