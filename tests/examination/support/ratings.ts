import { buildSubgraphSchema } from '@apollo/subgraph';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import { graphql, parse } from 'graphql';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

const OPEN = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';

/** A second agency beside the opinions: it rates them. */
export const RATINGS_SDL = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
  ${LABEL_LINK}
  ${LABEL_DEFINITIONS}

  type Query {
    best: PublishedFeedback ${OPEN}
  }

  type Mutation {
    rate: String ${OPEN}
  }

  type PublishedFeedback @key(fields: "id") {
    id: ID! ${OPEN}
    rating: String ${OPEN}
    stars: Int ${OPEN}
  }
`;

const rated = (id: string): object => ({ __typename: 'PublishedFeedback', id, rating: `rated ${id}`, stars: 5 });

const schema = buildSubgraphSchema([
  {
    typeDefs: parse(RATINGS_SDL),
    resolvers: {
      Query: { best: () => rated('O-1') },
      Mutation: { rate: () => 'done' },
      PublishedFeedback: { __resolveReference: ({ id }: { id: string }) => rated(id) },
    },
  },
]);

/** A response as an honest agency would give it. */
export interface Honest {
  data: Record<string, unknown> | null;
  errors?: unknown[];
}

/** One request at the agency: what was asked, what an honest one would say, and the means to say something else. */
export interface Visit {
  readonly headers: IncomingHttpHeaders;
  readonly honest: Honest;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

export type Behaviour = (visit: Visit) => void;

export const honestly: Behaviour = ({ honest, response }) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(honest));
};

/** The agency, which behaves as a test says. */
export interface Ratings {
  readonly url: string;
  readonly port: number;
  behave: Behaviour;
  /** Requests that arrived, by their headers. */
  readonly asked: IncomingHttpHeaders[];
  /** What was asked at any other address of it. */
  readonly elsewhere: string[];
  close(): Promise<void>;
}

/** The agency without a server: what it answers with, and what it has seen. */
export function createRatings(): Pick<Ratings, 'behave' | 'asked' | 'elsewhere'> & {
  readonly answer: RequestListener;
} {
  const ratings: Pick<Ratings, 'behave' | 'asked' | 'elsewhere'> = { behave: honestly, asked: [], elsewhere: [] };
  const answer: RequestListener = (request, response) => {
    if (request.url !== '/graphql') {
      ratings.elsewhere.push(request.url ?? '');
      response.end('{}');
      return;
    }
    void (async () => {
      const body = JSON.parse((await buffer(request)).toString()) as {
        query: string;
        variables: Record<string, unknown>;
        operationName?: string;
      };
      ratings.asked.push(request.headers);
      const honest = (await graphql({
        schema,
        source: body.query,
        variableValues: body.variables,
        ...(body.operationName === undefined ? {} : { operationName: body.operationName }),
      })) as Honest;
      ratings.behave({
        headers: request.headers,
        honest: JSON.parse(JSON.stringify(honest)) as Honest,
        response,
        socket: request.socket,
      });
    })();
  };
  return Object.assign(ratings, { answer });
}

export async function serveRatings(): Promise<Ratings> {
  const ratings = createRatings();
  const server = createServer(ratings.answer);
  // What a client that gives up does to us is nothing to us.
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(ratings, {
    url: `http://127.0.0.1:${port}/graphql`,
    port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
