import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** Fragment spreads become inline fragments: nothing downstream needs to know fragments by name. */
export function expand(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  return {
    kind: Kind.SELECTION_SET,
    selections: set.selections.map((node) => {
      if (node.kind !== Kind.FRAGMENT_SPREAD) {
        return node.selectionSet === undefined ? node : { ...node, selectionSet: expand(node.selectionSet, fragments) };
      }
      const fragment = fragments.get(node.name.value)!;
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: fragment.typeCondition,
        ...(node.directives === undefined ? {} : { directives: node.directives }),
        selectionSet: expand(fragment.selectionSet, fragments),
      };
    }),
  };
}
