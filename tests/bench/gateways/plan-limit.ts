import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { referenceData, WORKLOADS } from './operations.js';
import { recordPlan } from './record-plan.js';
import type { GatewayOrder } from './switches.js';

/**
 * What is left when nothing but our own plan's requests is done: ask, parse, stringify. No gateway that runs this plan
 * and parses JSON in this runtime can take less.
 */
export async function startPlanLimit(order: GatewayOrder): Promise<string> {
  const waves = await recordPlan(order);
  const pool = new Pool(`http://127.0.0.1:${order.subgraphs}`, { connections: 400, pipelining: 1 });
  const workload = Object.values(WORKLOADS).find(({ query }) => query === order.query) ?? WORKLOADS.field;
  const data: unknown = JSON.parse(referenceData(workload, false));

  const ask = (path: string, body: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const chunks: Buffer[] = [];
      pool.dispatch(
        {
          path,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
          body: text,
        },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    for (const wave of waves) await Promise.all(wave.map(({ path, body }) => ask(path, body)));
    const text = JSON.stringify({ data });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
