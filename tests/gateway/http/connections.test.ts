import fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { keepConnections } from '../../../gateway/src/http/connections.js';

let app: FastifyInstance;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** Resolves once the server has seen it. */
async function connected(): Promise<Socket> {
  const seen = once(app.server, 'connection');
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  await seen;
  return socket;
}

test('183: of more connections than are kept, the one that has been idle longest makes room; one in use does not', async () => {
  app = fastify();
  let answer = (): void => {};
  const asked = new Promise<void>((resolve) => {
    app.get('/', (_request, reply) => {
      answer = () => void reply.send('served');
      resolve();
    });
  });
  keepConnections(app, 3);
  await app.listen({ port: 0, host: '127.0.0.1' });

  const used = await connected();
  used.write('GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n');
  await asked;
  const [oldest, kept] = [await connected(), await connected()];
  const closed = once(oldest, 'close');
  const newest = await connected();
  await closed;
  answer();
  const [text] = (await once(used, 'data')) as [Buffer];
  expect(text.toString()).toContain('served');
  expect([kept.destroyed, newest.destroyed]).toEqual([false, false]);
});
