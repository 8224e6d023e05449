import fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('a client that asks again before it is answered', () => {
  const ASK = 'GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n';
  let used: Socket;
  let answers: (() => void)[];
  beforeEach(async () => {
    app = fastify();
    answers = [];
    app.get('/', (_request, reply) => void answers.push(() => void reply.send('served')));
    keepConnections(app, 2);
    await app.listen({ port: 0, host: '127.0.0.1' });
    used = await connected();
    used.write(ASK + ASK);
    await expect.poll(() => answers.length).toBe(2);
    answers[0]!();
    await once(used, 'data');
  });

  test('keeps its connection, however many come, while the second answer is under way', async () => {
    const oldest = await connected();
    const closed = once(oldest, 'close');
    await connected();
    await closed;
    const second = once(used, 'data');
    answers[1]!();
    expect(String(await second)).toContain('served');
  });

  test('has its second answer when the door closes after the first', async () => {
    const closed = app.close();
    await expect.poll(() => app.server.listening).toBe(false);
    answers[1]!();
    expect(await text(used)).toContain('served');
    await closed;
  });
});
