import type { ConstDirectiveNode } from 'graphql';
import { problem, type Problem, type ProblemCode } from '../problem.js';
import { labelDirectives, readsOf, rowLabelOf } from '../labels/directives.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';
import { inputsOf } from './reads.js';

/** Composition keeps one application of `@reads` and `@rowLabel` where subgraphs differ, so they may not differ. */
export const sameEverywhere = (subgraphs: readonly Subgraph[]): readonly Problem[] => [
  ...disagreements(
    'ROW_LABELS_DIFFER',
    'label the rows of',
    subgraphs.flatMap((subgraph) =>
      [...subgraph.types.values()].flatMap((type) =>
        labelDirectives(subgraph.links, type.directives, 'rowLabel').map((node) => ({
          subgraph: subgraph.name,
          coordinate: type.name,
          node,
          value: JSON.stringify(rowLabelOf(node)),
        })),
      ),
    ),
  ),
  ...disagreements(
    'READS_DIFFER',
    'say what is read by',
    subgraphs.flatMap((subgraph) =>
      inputsOf(subgraph).flatMap(({ coordinate, directives }) =>
        labelDirectives(subgraph.links, directives, 'reads').map((node) => ({
          subgraph: subgraph.name,
          coordinate,
          node,
          value: JSON.stringify([...readsOf(node)].sort()),
        })),
      ),
    ),
  ),
];

interface Said {
  readonly subgraph: string;
  readonly coordinate: string;
  readonly node: ConstDirectiveNode;
  readonly value: string;
}

const disagreements = (code: ProblemCode, verb: string, said: readonly Said[]): readonly Problem[] =>
  said.flatMap((each) => {
    const first = said.find((other) => other.coordinate === each.coordinate);
    if (!first || first.value === each.value) return [];
    return problem(code, {
      subgraph: each.subgraph,
      coordinate: each.coordinate,
      ...at(each.node),
      says: `${first.subgraph} and ${each.subgraph} ${verb} ${each.coordinate} differently; only one of the two would count.`,
      fix: 'Write the same in both.',
    });
  });
