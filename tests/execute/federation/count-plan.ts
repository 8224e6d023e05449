import type { PlainAnswer } from '../../support/plain-graph.js';

type Planned = NonNullable<PlainAnswer['plan']>;

/** What plans consist of, and how subgraphs were asked, each with the number of times it was met. */
export const KINDS = [
  'Sequence',
  'Parallel',
  'Flatten',
  'Condition',
  'fetch of a query',
  'fetch of a mutation',
  'fetch of entities',
  'rewrite of what is sent',
  'rewrite of what came',
  'field of the planner’s own',
  'several fetches at once',
  'toggled field',
] as const;

export type Counts = Record<(typeof KINDS)[number], number>;

export const noCounts = (): Counts => Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Counts;

/** Adds what an answer's plan consists of, and how it was asked. */
export function countAnswer({ plan, asked }: PlainAnswer, counts: Counts): void {
  if (plan !== null) countNode(plan, counts);
  for (const { query } of asked) {
    if (query.split('_entities').length > 2) counts['several fetches at once'] += 1;
    if (/@(?:skip|include)/.test(query)) counts['toggled field'] += 1;
    if (query.includes('_agt_')) counts['field of the planner’s own'] += 1;
  }
}

function countNode(node: Planned, counts: Counts): void {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      counts[node.kind] += 1;
      for (const one of node.nodes) countNode(one, counts);
      return;
    case 'Flatten':
      counts.Flatten += 1;
      return countNode(node.node, counts);
    case 'Condition':
      counts.Condition += 1;
      for (const one of [node.ifClause, node.elseClause]) if (one !== undefined) countNode(one, counts);
      return;
    case 'Fetch': {
      const kind = node.operationKind === 'mutation' ? 'fetch of a mutation' : 'fetch of a query';
      counts[node.requires === undefined ? kind : 'fetch of entities'] += 1;
      counts['rewrite of what is sent'] += node.inputRewrites?.length ?? 0;
      counts['rewrite of what came'] += node.outputRewrites?.length ?? 0;
      return;
    }
    default:
  }
}
