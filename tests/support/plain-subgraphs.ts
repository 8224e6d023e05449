import { compose } from '@agency-graph/composition/compose';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A subgraph that knows nothing of this project. */
export interface PlainSubgraph {
  readonly sdl: string;
  readonly resolvers?: object;
}

export type PlainSubgraphs = Readonly<Record<string, PlainSubgraph>>;

/** One question as a subgraph got it. */
export interface Asked {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: unknown;
}

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@override", "@extends"])\n';

/** The SDL with the usual link, unless it links by itself. */
export const linked = (sdl: string): string => (sdl.includes('@link(') ? sdl : LINK + sdl);

/** Composes plain subgraphs as their operator would. */
export function supergraphOf(subgraphs: PlainSubgraphs, urls: Readonly<Record<string, string>> = {}): string {
  const composed = compose({
    subgraphs: Object.entries(subgraphs).map(([name, { sdl }]) => ({
      name,
      url: urls[name] ?? 'http://127.0.0.1:1/graphql',
      sdl: linked(sdl),
      file: `${name}.graphql`,
    })),
    labels: 'optional',
  });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
  return composed.supergraphSdl;
}

export const schemaOf = ({ sdl, resolvers = {} }: PlainSubgraph): GraphQLSchema =>
  buildSubgraphSchema([{ typeDefs: parse(linked(sdl)), resolvers: resolvers as never }]);

/** Plain subgraphs over real HTTP, one path each, that remember what they were asked. */
export interface ServedSubgraphs {
  readonly supergraphSdl: string;
  readonly asked: (Asked & { readonly headers: Readonly<Record<string, unknown>> })[];
  close(): Promise<void>;
}

export async function servePlain(subgraphs: PlainSubgraphs): Promise<ServedSubgraphs> {
  const schemas = new Map(Object.entries(subgraphs).map(([name, each]) => [`/${name}`, schemaOf(each)]));
  const asked: ServedSubgraphs['asked'] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { query, variables } = JSON.parse((await buffer(request)).toString()) as {
        query: string;
        variables: Record<string, unknown>;
      };
      asked.push({ subgraph: request.url!.slice(1), query, variables, headers: request.headers });
      const result = await graphql({ schema: schemas.get(request.url!)!, source: query, variableValues: variables });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const urls = Object.fromEntries(Object.keys(subgraphs).map((name) => [name, `http://127.0.0.1:${port}/${name}`]));
  return {
    supergraphSdl: supergraphOf(subgraphs, urls),
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
