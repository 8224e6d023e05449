import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readRequests } from '../fixture/read-log.js';

const SOON = { timeout: 30_000, interval: 50 };
/** Descriptors that the gateway may have open. */
const DESCRIPTORS = 256;

let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  checkout = await makeCheckout();
  gateway = await checkout.start(['bash', '-c', `ulimit -n ${DESCRIPTORS}; exec "$@"`, '--']);
});
afterAll(() => checkout?.close());

/** Asks on a connection of its own, which ends with the answer. */
async function ask(): Promise<number> {
  const { statusCode, body } = await request(`${gateway.url}/graphql`, {
    method: 'POST',
    reset: true,
    headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
    body: '{"query":"{ opinions(first: 1) { id } }"}',
  });
  await body.dump();
  return statusCode;
}

const held = (what: 'fd' | 'task'): number => readdirSync(`/proc/${gateway.pid}/${what}`).length;
const served = (): number => readRequests(checkout.logPath).filter(({ type }) => type === 'outcome').length;

test('181: requests leave no descriptor and no thread behind', async () => {
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1) await Promise.all(Array.from({ length: 10 }, ask));
  };
  // Connections to agencies and to the database are kept.
  await rounds(5);
  const before = [held('fd'), held('task')] as const;
  await rounds(20);
  // A few more connections may be kept than before; what each request left behind would be hundreds.
  await expect.poll(() => held('fd'), SOON).toBeLessThan(before[0] + 20);
  await expect.poll(() => held('task'), SOON).toBeLessThan(before[1] + 20);
});

test('178: more clients than there are descriptors take none from the log, and whoever comes after them is served', async () => {
  const sockets: Socket[] = [];
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  const { hostname, port } = new URL(gateway.url);
  for (let client = 0; client < 2 * DESCRIPTORS; client += 1) {
    const socket = connect(Number(port), hostname).on('error', () => {});
    sockets.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  }
  for (const socket of sockets) socket.destroy();
  const before = served();
  await expect.poll(() => ask().catch(() => 0), SOON).toBe(200);
  expect(served()).toBe(before + 1);
  expect(gateway.child.exitCode).toBeNull();
});
