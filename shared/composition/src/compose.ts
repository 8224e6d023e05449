import { composeServices } from '@apollo/composition';
import { LABEL_SPEC } from '@agency-graph/contract';
import { GraphQLError, parse, Source, type DocumentNode } from 'graphql';
import { apolloHints, apolloProblems } from './apollo-problems.js';
import { checkSubgraphs } from './checks/index.js';
import { inReadingOrder, problem, type Problem } from './problem.js';
import { expandLabels, labelLink } from './sdl/expand-labels.js';
import { readLinks } from './sdl/links.js';
import { applyOverlay, type Overlay } from './sdl/overlay.js';
import { readSubgraph, type Subgraph } from './sdl/subgraph.js';

/** One agency's schema as text, with what supergraph.yaml says of the agency. */
export interface SubgraphSource {
  readonly name: string;
  /** Where the gateway asks it; written into the supergraph. */
  readonly url: string;
  readonly sdl: string;
  /** Named in problems. */
  readonly file: string;
  /** Labels for an SDL that cannot carry them. */
  readonly overlay?: Overlay;
  /** Types whose labels and keys it decides. */
  readonly owns?: readonly string[];
  /** Coordinates of other agencies that it may answer for. */
  readonly takesOver?: readonly string[];
}

export interface ComposeInput {
  readonly subgraphs: readonly SubgraphSource[];
  readonly labels: 'required' | 'optional';
}

/** A supergraph, or what is wrong; and in both cases what only deserves a reviewer's eye. */
export type Composition =
  | { readonly kind: 'composed'; readonly supergraphSdl: string; readonly hints: readonly Problem[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[]; readonly hints: readonly Problem[] };

/** Composes the agencies' schemas. Pure; the order of the subgraphs does not matter. */
export const compose = ({ subgraphs, labels }: ComposeInput): Composition => {
  const read = [...subgraphs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((source) => ({ source, ...readSource(source) }));
  const unreadable = read.flatMap((each) => each.problems);
  if (unreadable.length > 0) return problems(unreadable);

  const graph = read.flatMap((each) => each.subgraph ?? []);
  const found = checkSubgraphs(graph, labels);
  if (found.some(spoilsComposition)) return problems(found);

  const composed = composeServices(
    read.flatMap(({ source, subgraph }) =>
      subgraph ? { name: source.name, url: source.url, typeDefs: expandLabels(subgraph) } : [],
    ),
  );
  if (composed.errors) return problems([...found, ...apolloProblems(composed.errors)]);
  const noted = [...found, ...apolloHints(composed.hints)];
  if (found.some(isError)) return problems(noted);
  return Object.freeze({ kind: 'composed', supergraphSdl: composed.supergraphSdl, hints: inReadingOrder(noted) });
};

/** Reads one agency's text: SDL, then its overlay. Exported for the comparison with a committed schema. */
export const readSource = (
  source: SubgraphSource,
): { readonly subgraph?: Subgraph; readonly problems: readonly Problem[] } => {
  const parsed = parseSdl(source);
  if ('problem' in parsed) return { problems: [parsed.problem] };
  if (!source.overlay) return { subgraph: readSubgraph(source.name, parsed.document, source), problems: [] };
  const document = withLabelLink(parsed.document);
  const links = readLinks(document);
  const overlaid = applyOverlay(source.name, document, source.overlay, {
    label: links.localName(LABEL_SPEC, 'label') ?? 'label',
    rowLabel: links.localName(LABEL_SPEC, 'rowLabel') ?? 'rowLabel',
    reads: links.localName(LABEL_SPEC, 'reads') ?? 'reads',
  });
  return { subgraph: readSubgraph(source.name, overlaid.document, source), problems: overlaid.problems };
};

const parseSdl = ({
  name,
  sdl,
  file,
}: SubgraphSource): { readonly document: DocumentNode } | { readonly problem: Problem } => {
  try {
    return { document: parse(new Source(sdl, file)) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [location] = error.locations ?? [];
    return {
      problem: problem('INVALID_SDL', {
        subgraph: name,
        place: { file, line: location?.line ?? 1, column: location?.column ?? 1 },
        says: `This is not GraphQL schema text: ${error.message.replace(/^Syntax Error: /, '')}`,
        fix: 'Mend the text at this place; everything behind it is unread.',
      }),
    };
  }
};

const withLabelLink = (document: DocumentNode): DocumentNode => {
  const links = readLinks(document);
  if (links.of(LABEL_SPEC)) return document;
  return { ...document, definitions: [...document.definitions, ...labelLink(links)] };
};

/** Problems that would make composition report the same thing again in other words, or refuse for want of a label link. */
const spoilsComposition = ({ code }: Problem): boolean =>
  [
    'DIRECTIVE_NAME_TAKEN',
    'FEDERATION_LINK_MISSING',
    'INVALID_LABEL',
    'LABELS_NOT_ENFORCED',
    'SUBSCRIPTION_REFUSED',
  ].includes(code);

const isError = ({ severity }: Problem): boolean => severity === 'error';

const problems = (found: readonly Problem[]): Composition =>
  Object.freeze({
    kind: 'problems',
    problems: inReadingOrder(found.filter(isError)),
    hints: inReadingOrder(found.filter((each) => !isError(each))),
  });
