import type { Problem, SubgraphSource } from '@agency-graph/composition';
import { compose, type Composition } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import { expect } from 'vitest';

/** Lines that `subgraph` puts before an SDL: the first line of a test's own text is this plus one. */
const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@override", "@inaccessible", "@interfaceObject", "@composeDirective", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"])`;

/** Short labels for SDL fixtures. */
export const OPEN = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';
export const DEFAULT = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "VPTW")';
export const INTERNAL = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: NONE, steward: "VPTW")';
export const SECRET = '@label(secrecy: SECRET, sharing: INTERNAL, personal: NONE, steward: "VPTW")';
export const PERSONAL = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: BASIC, steward: "VPTW")';

/** A subgraph whose own text starts on line 1 of its file: the common head stands behind it. */
export const subgraph = (name: string, sdl: string, more: Partial<SubgraphSource> = {}): SubgraphSource =>
  plainSubgraph(name, `${sdl.trim()}\n${FEDERATION}\n${LABEL_LINK}\n${LABEL_DEFINITIONS}`, more);

/** A subgraph as it is written, with nothing added. */
export const plainSubgraph = (name: string, sdl: string, more: Partial<SubgraphSource> = {}): SubgraphSource => ({
  name,
  url: `https://${name}.example/graphql`,
  sdl,
  file: `${name}.graphql`,
  ...more,
});

export const composing = (...subgraphs: readonly SubgraphSource[]): Composition =>
  compose({ subgraphs, labels: 'required' });

/** Composes, and gives the supergraph. */
export const expectComposed = (...subgraphs: readonly SubgraphSource[]): string => {
  const composition = composing(...subgraphs);
  if (composition.kind === 'problems')
    expect(composition.problems.map(({ code, says }) => `${code}: ${says}`)).toEqual([]);
  return composition.kind === 'composed' ? composition.supergraphSdl : '';
};

/** Composes, expects a problem of the code, and gives the first of them. */
export const expectProblem = (code: string, ...subgraphs: readonly SubgraphSource[]): Problem => {
  const composition = composing(...subgraphs);
  const problems = composition.kind === 'problems' ? composition.problems : [];
  expect(problems.map((each) => each.code)).toContain(code);
  return problems.find((each) => each.code === code) as Problem;
};
