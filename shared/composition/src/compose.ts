import { composeServices, type CompositionSuccess } from '@apollo/composition';
import { apolloHints, apolloProblems } from './apollo-problems.js';
import { federationNotNewer } from './checks/federation-not-newer.js';
import { checkSubgraphs } from './checks/index.js';
import { inReadingOrder, problem, type Problem } from './problem.js';
import { expandLabels } from './sdl/expand-labels.js';
import { leaveToOwner } from './sdl/owners-words.js';
import { readSource, type SubgraphSource } from './sdl/read-source.js';

export interface ComposeInput {
  readonly subgraphs: readonly SubgraphSource[];
  readonly labels: 'required' | 'optional';
  /** The version that supergraph.yaml pins, e.g. `2.9.0`; without it any that the library knows. */
  readonly federationVersion?: string;
}

/** A supergraph, or what is wrong; and in both cases what only deserves a reviewer's eye. */
export type Composition =
  | { readonly kind: 'composed'; readonly supergraphSdl: string; readonly hints: readonly Problem[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[]; readonly hints: readonly Problem[] };

/** Composes the agencies' schemas. Pure; the order of the subgraphs does not matter. */
export const compose = ({ subgraphs, labels, federationVersion }: ComposeInput): Composition => {
  const read = [...subgraphs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((source) => ({ source, ...readSource(source) }));
  const unreadable = read.flatMap((each) => each.problems);
  if (unreadable.length > 0) return problems(unreadable);

  const urls = new Map(subgraphs.map(({ name, url }) => [name, url]));
  const graph = read.flatMap((each) => each.subgraph ?? []);
  const found = [...checkSubgraphs(graph, labels), ...federationNotNewer(graph, federationVersion)];
  if (found.some(spoilsComposition)) return problems(found);

  const composed = composeDocuments(
    graph.map((each) => ({
      name: each.name,
      url: urls.get(each.name) ?? '',
      typeDefs: leaveToOwner(each, expandLabels(each), graph),
    })),
  );
  if (composed.kind === 'problems') return problems([...found, ...composed.problems]);
  const noted = [...found, ...apolloHints(composed.result.hints, labels === 'required')];
  if (noted.some(isError)) return problems(noted);
  return Object.freeze({
    kind: 'composed',
    supergraphSdl: composed.result.supergraphSdl,
    hints: inReadingOrder(noted),
  });
};

/** Runs the library. attacker-controlled: a text that makes it throw is a problem of that text, not the end of the process. */
const composeDocuments = (
  services: Parameters<typeof composeServices>[0],
):
  | { readonly kind: 'result'; readonly result: CompositionSuccess }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] } => {
  try {
    const composed = composeServices(services);
    if (composed.errors) return { kind: 'problems', problems: apolloProblems(composed.errors) };
    return { kind: 'result', result: composed };
  } catch (error) {
    const says = `Composition stopped without saying where: ${error instanceof Error ? error.message : String(error)}.`;
    const fix = 'Look for a directive argument of the wrong form in the schema that changed last.';
    return { kind: 'problems', problems: [problem('COMPOSITION_FAILED', { says, fix })] };
  }
};

/** Problems that would make composition report the same thing again in other words, or refuse for want of a label link. */
const spoilsComposition = ({ code }: Problem): boolean =>
  [
    'DIRECTIVE_NAME_TAKEN',
    'FEDERATION_LINK_MISSING',
    'INVALID_LABEL',
    'LABELS_NOT_ENFORCED',
    'SUBSCRIPTION_REFUSED',
    'UNUSUAL_LINK',
  ].includes(code);

const isError = ({ severity }: Problem): boolean => severity === 'error';

const problems = (found: readonly Problem[]): Composition =>
  Object.freeze({
    kind: 'problems',
    problems: inReadingOrder(found.filter(isError)),
    hints: inReadingOrder(found.filter((each) => !isError(each))),
  });
