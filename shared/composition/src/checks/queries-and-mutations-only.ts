import { problem, type Problem } from '../problem.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** Subscriptions are refused: a long-lived stream would outlive the decision and the record that opened it. */
export const queriesAndMutationsOnly = (subgraph: Subgraph): readonly Problem[] =>
  [...subgraph.types.values()]
    .filter((type) => type.root === 'subscription')
    .map((type) =>
      problem('SUBSCRIPTION_REFUSED', {
        subgraph: subgraph.name,
        coordinate: type.name,
        ...at(type.nodes[0]),
        says: `Type ${type.name} offers subscriptions. A stream would outlive the decision that admitted it.`,
        fix: `Remove type ${type.name}; let clients ask again.`,
      }),
    );
