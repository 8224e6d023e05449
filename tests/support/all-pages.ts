import { expect } from 'vitest';
import type { Answer, Ask } from './subgraph-harness.js';

/** Ids of every row of a list, page after page: `query` takes `$after`, `listOf` finds the list in the data. */
export async function allPages(
  ask: Ask,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  listOf: (data: Answer['data']) => Answer['data'],
): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const { data, errors } = await ask(query, { ...variables, after });
    expect(errors).toEqual([]);
    const { nodes, pageInfo } = listOf(data);
    ids.push(...idsOf(nodes));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return ids;
}

export const idsOf = (nodes: readonly { readonly id: string }[]): string[] => nodes.map(({ id }) => id);
