import { problem, type Problem } from '../problem.js';
import { FEDERATION_SPEC } from '../sdl/links.js';
import { at } from '../sdl/place.js';
import type { Subgraph } from '../sdl/subgraph.js';

/** No subgraph links a later federation version than the pinned one: a new version is the operator's decision. */
export const federationNotNewer = (subgraphs: readonly Subgraph[], pinned: string | undefined): readonly Problem[] =>
  subgraphs.flatMap((subgraph) => {
    const link = subgraph.links.of(FEDERATION_SPEC);
    if (!link || pinned === undefined || number(link.version) <= number(pinned)) return [];
    return problem('FEDERATION_TOO_NEW', {
      subgraph: subgraph.name,
      ...at(link.node),
      says: `${subgraph.name} links federation ${link.version}, and supergraph.yaml pins ${pinned}.`,
      fix: `Link version ${pinned.split('.').slice(0, 2).join('.')}, or raise federation_version after trying the whole graph with it.`,
    });
  });

/** `2.9` and `2.9.1` as 2009: patch versions bring no directive. */
const number = (version: string): number => {
  const [major, minor] = version.split('.').map(Number);
  return (major ?? 0) * 1000 + (minor ?? 0);
};
