import { LABEL_SPEC } from '@agency-graph/contract';
import { Kind } from 'graphql';
import { problem, type Problem } from '../problem.js';
import { LABEL_DIRECTIVES } from '../labels/directives.js';
import { usesLabels } from '../sdl/expand-labels.js';
import { FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** A labelled subgraph can carry its labels into the graph: it links federation 2.1 or later, and the names are free. */
export const labelDirectivesUsable = (subgraph: Subgraph): readonly Problem[] => {
  if (!usesLabels(subgraph)) return [];
  const taken = subgraph.document.definitions.flatMap((node) => {
    if (node.kind !== Kind.DIRECTIVE_DEFINITION) return [];
    const name = LABEL_DIRECTIVES.find((each) => each === node.name.value);
    if (!name || subgraph.links.identify(name)?.spec === LABEL_SPEC) return [];
    return problem('DIRECTIVE_NAME_TAKEN', {
      subgraph: subgraph.name,
      coordinate: `@${name}`,
      ...at(node),
      says: `This @${name} is not the one of ${LABEL_SPEC}, and the graph can have only one of that name.`,
      fix: 'Rename it.',
    });
  });
  const federation = subgraph.links.of(FEDERATION_SPEC);
  const [major, minor] = (federation?.version ?? '').split('.').map(Number);
  if (federation && (major ?? 0) >= 2 && (minor ?? 0) >= 1) return taken;
  return [
    ...taken,
    problem('FEDERATION_LINK_MISSING', {
      subgraph: subgraph.name,
      ...at(federation?.node ?? subgraph.document.definitions[0]),
      says: `The schema of ${subgraph.name} does not link federation 2.1 or later, so its labels cannot travel into the graph.`,
      fix: 'Add: extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@inaccessible"]).',
    }),
  ];
};
