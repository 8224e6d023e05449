import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOurs } from './ours.js';
import { ALL_OFF, type GatewayOrder } from './switches.js';

/** One request to a subgraph. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** What our gateway asks for this operation, wave by wave: those of a wave were under way at one time. */
export async function recordPlan(order: GatewayOrder): Promise<readonly (readonly Asked[])[]> {
  const waves: Asked[][] = [];
  let underWay = 0;
  const between = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const path = request.url ?? '';
    if (underWay === 0) waves.push([]);
    waves.at(-1)!.push({ path, body: JSON.parse(body) as unknown });
    underWay += 1;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${order.subgraphs}${path}`, { method: 'POST', body, headers });
    response.end(await answer.text());
    underWay -= 1;
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const { port } = between.address() as AddressInfo;
  const url = await startOurs({ ...order, subgraphs: port }, ALL_OFF);
  const body = JSON.stringify({ query: order.query });
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  await answer.text();
  between.closeAllConnections();
  between.close();
  return waves;
}
