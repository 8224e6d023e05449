import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** Path of response keys, without list levels, joined by this. */
export const PATH_SEPARATOR = '.';

/** Which agency a plan takes each field of the answer from, by its path; where several give it, the first. */
export function sourcesOf(plan: QueryPlan): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();

  const fetched = (node: FetchNode, prefix: readonly string[]): void => {
    const document = parse(node.operation);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const one of document.definitions)
      if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
    const select = (set: SelectionSetNode, path: readonly string[]): void => {
      for (const one of set.selections) {
        if (one.kind === Kind.FRAGMENT_SPREAD) select(fragments.get(one.name.value)!.selectionSet, path);
        else if (one.kind === Kind.INLINE_FRAGMENT) select(one.selectionSet, path);
        else if (node.requires !== undefined && one.name.value === '_entities') select(one.selectionSet!, path);
        else {
          const here = [...path, one.alias?.value ?? one.name.value];
          const key = here.join(PATH_SEPARATOR);
          if (!sources.has(key)) sources.set(key, node.serviceName);
          if (one.selectionSet !== undefined) select(one.selectionSet, here);
        }
      }
    };
    for (const one of document.definitions)
      if (one.kind === Kind.OPERATION_DEFINITION) select(one.selectionSet, prefix);
  };

  const walk = (node: PlanNode, prefix: readonly string[]): void => {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        for (const one of node.nodes) walk(one, prefix);
        return;
      case 'Flatten':
        return walk(node.node, keysOf(node.path));
      case 'Condition':
        for (const one of [node.ifClause, node.elseClause]) if (one !== undefined) walk(one, prefix);
        return;
      case 'Fetch':
        return fetched(node, prefix);
      default:
    }
  };
  if (plan.node !== undefined && plan.node.kind !== 'Subscription') walk(plan.node, []);
  return sources;
}

/** A plan's path without list levels and type conditions. */
const keysOf = (path: readonly (string | number)[]): string[] =>
  path.map((part) => String(part).split('|')[0]!).filter((part) => part !== '@' && part !== '');
