import { LABEL_SPEC } from '@agency-graph/contract';
import { GraphQLError, Kind, parse, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { argumentsOf, readLinks, type Links } from './sdl/links.js';

const JOIN_SPEC = 'https://specs.apollo.dev/join';

/** What a composed supergraph says of itself, whoever composed it. */
export interface SupergraphFacts {
  /** In the supergraph's order; `url` as written, which may be nothing. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Whether any subgraph carried `@label`, `@rowLabel` or `@reads`. */
  readonly labelled: boolean;
}

/**
 * Reads where a supergraph's subgraphs are asked (`@join__graph`, https://specs.apollo.dev/join/v0.3/) and whether it is
 * labelled. Throws a sentence for a text that is no supergraph of Federation 2.
 */
export const readSupergraph = (supergraphSdl: string): SupergraphFacts => {
  const document = parsed(supergraphSdl);
  const links = readLinks(document);
  const joinGraph = links.localName(JOIN_SPEC, 'graph');
  if (joinGraph === undefined)
    throw new Error('it does not link https://specs.apollo.dev/join: it is not a composed Federation 2 supergraph');
  const subgraphs = document.definitions.flatMap((node) =>
    node.kind !== Kind.ENUM_TYPE_DEFINITION
      ? []
      : (node.values ?? []).flatMap(({ directives = [] }) =>
          directives
            .filter((each) => each.name.value === joinGraph)
            .map((each) => {
              const { name, url } = argumentsOf(each);
              return { name: String(name), url: typeof url === 'string' ? url : '' };
            }),
        ),
  );
  if (subgraphs.length === 0) throw new Error('it names no subgraph (`@join__graph`)');
  return Object.freeze({ subgraphs, labelled: isLabelled(document, links) });
};

const parsed = (sdl: string): DocumentNode => {
  try {
    return parse(sdl);
  } catch (error) {
    const [at] = error instanceof GraphQLError ? (error.locations ?? []) : [];
    const says = error instanceof GraphQLError ? error.message.replace(/^Syntax Error: /, '') : 'it nests too deep.';
    throw new Error(`line ${at?.line ?? 1}: this is not GraphQL schema text: ${says}`, { cause: error });
  }
};

/**
 * By the specification's identity; and, where somebody stripped the link, by what only our directive looks like: labels
 * that are there and not enforced would be a false promise.
 */
const isLabelled = (document: DocumentNode, links: Links): boolean =>
  links.of(LABEL_SPEC) !== undefined ||
  document.definitions.some(
    (node) =>
      (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) &&
      [node, ...(node.fields ?? [])].some(({ directives = [] }) => directives.some(looksLikeLabel)),
  );

const looksLikeLabel = (node: ConstDirectiveNode): boolean => {
  const { secrecy, sharing, steward } = argumentsOf(node);
  return node.name.value.endsWith('label') && [secrecy, sharing, steward].every((value) => value !== undefined);
};
