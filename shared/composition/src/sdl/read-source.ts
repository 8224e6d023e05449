import { LABEL_SPEC } from '@agency-graph/contract';
import { GraphQLError, parse, Source, type DocumentNode } from 'graphql';
import { problem, type Place, type Problem } from '../problem.js';
import { labelLink } from './expand-labels.js';
import { readLinks } from './links.js';
import type { Overlay } from './overlay-entries.js';
import { applyOverlay } from './overlay.js';
import { readSubgraph, type Subgraph } from './subgraph.js';

/** Longest schema text that is read; a large agency's has some ten thousand tokens. */
const MAX_SDL_TOKENS = 500_000;

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
  /** Where supergraph.yaml speaks of it. */
  readonly place?: Place;
}

/** Reads one agency's text: SDL, then its overlay. */
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
    return { document: parse(new Source(sdl, file), { maxTokens: MAX_SDL_TOKENS }) };
  } catch (error) {
    const [location] = error instanceof GraphQLError ? (error.locations ?? []) : [];
    return {
      problem: problem('INVALID_SDL', {
        subgraph: name,
        place: { file, line: location?.line ?? 1, column: location?.column ?? 1 },
        says: `This is not GraphQL schema text: ${reason(error)}`,
        fix: 'Mend the text at this place; everything behind it is unread.',
      }),
    };
  }
};

/** attacker-controlled: an agency's text may nest deeper than the parser's stack, which is no syntax error. */
const reason = (error: unknown): string => {
  if (error instanceof GraphQLError) return error.message.replace(/^Syntax Error: /, '');
  if (error instanceof RangeError) return 'it nests too deep.';
  throw error;
};

const withLabelLink = (document: DocumentNode): DocumentNode => {
  const links = readLinks(document);
  if (links.of(LABEL_SPEC)) return document;
  return { ...document, definitions: [...document.definitions, ...labelLink(links)] };
};
