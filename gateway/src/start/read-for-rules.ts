import { areAsSeen } from '../supergraph/watch-files.js';
import type { Followed } from './followed.js';
import type { LoadedGraph } from './load-graph.js';
import type { Graph } from './read-graph.js';

/** How often a graph is read for a start whose rules change each time. */
const MOST_READS = 3;
export const UNREST = 'The graph’s files do not rest, and the rules changed with them';

export interface ReadForRulesParts {
  /** As it was read first. */
  readonly graph: LoadedGraph;
  readonly policy: Followed<unknown>;
  readonly cedar: Followed<unknown>;
}

/**
 * The graph that the rules were written for: it was read before them, so that what has changed on disk since is read
 * again, and they are looked at after it.
 */
export async function readForRules(
  { graph, policy, cedar }: ReadForRulesParts,
  load: () => Promise<LoadedGraph>,
): Promise<LoadedGraph> {
  if (areAsSeen(graph.seen)) return graph;
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const read = await load();
    refuseRestarts(graph, read);
    const changes = [policy.look(), cedar.look()].filter((change) => change !== null);
    for (const change of changes) change.take();
    if (changes.length === 0 || areAsSeen(read.seen)) return read;
  }
  throw new Error(`${UNREST}: start again once they do.`);
}

/** What is read at start only: a change of it is refused, so that nobody believes it to be in force. */
export function refuseRestarts(served: Graph, read: Graph): void {
  const fixed = ({ gateway }: Graph): string => JSON.stringify({ ...gateway, executor: null });
  if (fixed(served) !== fixed(read))
    throw new Error('The part `gateway` of supergraph.yaml is read when the gateway starts: restart it.');
}
