import fastify from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { deliver, deliverWithin, type CutShort } from '../../../gateway/src/http/deliver.js';

const BODY = 'one line of a long answer\n'.repeat(1_200_000);

async function serving(
  use: (port: number, told: Promise<CutShort>) => Promise<void>,
  milliseconds = 30_000,
): Promise<void> {
  const app = fastify();
  const told = Promise.withResolvers<CutShort>();
  app.get('/of/:length', ({ params }, reply) => {
    deliver(reply, Buffer.from(BODY.slice(0, Number((params as { length: string }).length))), told.resolve);
    deliverWithin(reply, milliseconds);
    return reply;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    await use((app.server.address() as AddressInfo).port, told.promise);
  } finally {
    await app.close();
  }
}

test('a long answer and a short one arrive whole, and nothing is told of them', () =>
  serving(async (port, told) => {
    for (const length of [1_000, 1_000_000]) {
      const response = await fetch(`http://127.0.0.1:${port}/of/${length}`);
      expect(response.headers.get('content-length')).toBe(String(length));
      expect((await response.text()) === BODY.slice(0, length)).toBe(true);
    }
    expect(await Promise.race([told, 'nothing'])).toBe('nothing');
  }));

test('a client that reads some and goes: some was flushed, not all', () =>
  serving(async (port, told) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /of/${BODY.length} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    for (let read = 0; read < 1_000_000;) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      read += chunk.length;
    }
    socket.destroy();
    const { bytes, sent } = await told;
    expect(bytes).toBe(BODY.length);
    expect(sent).toBeGreaterThan(500_000);
    expect(sent).toBeLessThan(bytes);
  }));

test('19: a client that reads on, a little at a time, is left once its time is over', () =>
  serving(async (port, told) => {
    const socket = connect(port, '127.0.0.1').pause();
    socket.write(`GET /of/${BODY.length} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const reading = setInterval(() => socket.read(), 10);
    try {
      const { bytes, sent } = await told;
      expect(sent).toBeLessThan(bytes);
    } finally {
      clearInterval(reading);
      socket.destroy();
    }
  }, 200));
