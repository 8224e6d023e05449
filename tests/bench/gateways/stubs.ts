import { graphql, type GraphQLSchema } from 'graphql';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { subgraphSchemas, type SubgraphName } from './schemas.js';

/** The four subgraphs on one port, one path each. */
export interface Stubs {
  readonly port: number;
  /** Requests answered since the start. */
  readonly requests: number;
  close(): Promise<void>;
}

export interface StubOptions {
  readonly users: number;
  readonly delay: number;
  /** Whether every answer is about users whom nobody ever saw: their ids are new. */
  readonly fresh?: boolean;
}

/**
 * Serves the subgraphs from memory: a question that was asked before is answered with the same bytes, so that it is the
 * gateway that is measured. `delay` is in milliseconds, before each answer.
 */
export async function serveStubs({ users, delay, fresh = false }: StubOptions): Promise<Stubs> {
  const schemas = subgraphSchemas(users);
  const known = new Map<string, Promise<Buffer>>();
  let requests = 0;

  const answerTo = (path: string, body: string): Promise<Buffer> => {
    const key = `${path} ${body}`;
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = execute(schemas[path.slice(1) as SubgraphName], body)));
    return answer;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests += 1;
    const same = await answerTo(request.url ?? '', Buffer.concat(chunks).toString('utf8'));
    const answer = fresh ? withNewIds(same) : same;
    const send = (): void => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    };
    if (delay > 0) setTimeout(send, delay);
    else send();
  };

  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let ids = 0;
/** An id is asked for twice, by the client and by the gateway, and is the same both times. */
function withNewIds(answer: Buffer): Buffer {
  const given = new Map<string, string>();
  const newId = (id: string): string => {
    if (!given.has(id)) given.set(id, `N-${(ids += 1)}`);
    return given.get(id)!;
  };
  const text = answer.toString('utf8');
  return Buffer.from(
    text.replaceAll(/"((?:_ag_)?id)":"(\d+)"/g, (_, key: string, id: string) => `"${key}":"${newId(id)}"`),
  );
}

async function execute(schema: GraphQLSchema, body: string): Promise<Buffer> {
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  return Buffer.from(JSON.stringify(await graphql({ schema, source: query, variableValues: variables ?? {} })));
}
