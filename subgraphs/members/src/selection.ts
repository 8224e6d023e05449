import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/**
 * Names of the fields that a request selects of a type, at the end of a way of fields (`nodes` of a page). Fields under
 * `@skip` or `@include` count: a column too many costs less than working out the variables.
 */
export function selectedFields(
  { fieldNodes, fragments }: GraphQLResolveInfo,
  type: string,
  way: readonly string[] = [],
): readonly string[] {
  const names = new Set<string>();
  const visit = (set: SelectionSetNode | undefined, [next, ...rest]: readonly string[]): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        if (next === undefined) names.add(selection.name.value);
        else if (selection.name.value === next) visit(selection.selectionSet, rest);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      const on = fragment?.typeCondition?.name.value;
      if (next !== undefined || on === undefined || on === type) {
        visit(fragment?.selectionSet, next === undefined ? [] : [next, ...rest]);
      }
    }
  };
  for (const { selectionSet } of fieldNodes) visit(selectionSet, way);
  return [...names].toSorted();
}

/** Remembers what was worked out of a selection: a hundred references share one. */
export function oncePerSelection<Value>(
  work: (info: GraphQLResolveInfo) => Value,
): (info: GraphQLResolveInfo) => Value {
  const known = new WeakMap<GraphQLResolveInfo['fieldNodes'], Value>();
  return (info) => {
    const found = known.get(info.fieldNodes);
    if (found !== undefined) return found;
    const value = work(info);
    known.set(info.fieldNodes, value);
    return value;
  };
}
