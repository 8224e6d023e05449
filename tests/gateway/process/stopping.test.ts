import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from 'node:net';
import { once } from 'node:events';
import { makeCheckout, readLog, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';

let checkout: Checkout;
beforeAll(async () => (checkout = await makeCheckout()));
afterAll(() => checkout?.close());
beforeEach(() => (checkout.agency.delay = 0));

interface Sent {
  readonly status: number | null;
  readonly index: number;
  readonly leaf: string;
}

/** One request; null as status when no answer came. */
async function ask({ url }: RunningGateway, query = '{ opinions(first: 2) { id title } }'): Promise<Sent> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
      body: JSON.stringify({ query }),
    });
    const { extensions } = (await response.json()) as { extensions: { audit: { index: number; leaf: string } } };
    return { status: response.status, ...extensions.audit };
  } catch {
    return { status: null, index: -1, leaf: '' };
  }
}

/** Keeps `workers` requests under way until told to stop; gives what came of each. */
function load(gateway: RunningGateway, workers: number) {
  const sent: Sent[] = [];
  let on = true;
  const done = Promise.all(
    Array.from({ length: workers }, async () => {
      while (on) {
        const one = await ask(gateway);
        sent.push(one);
        if (one.status === null) return;
      }
    }),
  );
  return {
    sent,
    async stop() {
      on = false;
      await done;
    },
  };
}

describe('stopping', () => {
  test('SIGTERM under load: not ready, then whatever was accepted is answered, then the end', async () => {
    const gateway = await checkout.start();
    await ask(gateway);
    checkout.agency.delay = 40;
    const asked = checkout.agency.asked.length;
    const running = load(gateway, 20);
    await wait(600);
    gateway.child.kill('SIGTERM');
    await wait(100);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
    await running.stop();
    const answered = running.sent.filter(({ status }) => status === 200);
    const refused = running.sent.filter(({ status }) => status !== 200 && status !== null);
    expect(refused).toEqual([]);
    // Each request that came as far as the agency was answered; the last of each worker found the door closed.
    expect(answered.length).toBe(checkout.agency.asked.length - asked);
    expect(running.sent.filter(({ status }) => status === null).length).toBeLessThanOrEqual(20);
    const log = readLog(checkout.logPath);
    for (const { index, leaf } of answered) expect(log.get(index)).toMatchObject({ leaf, record: { type: 'outcome' } });
    expect(gateway.said()).toContain('"msg":"stopped"');
  });

  test('idle connections do not keep it', async () => {
    const gateway = await checkout.start();
    const { hostname, port } = new URL(gateway.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    await ask(gateway);
    const from = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - from).toBeLessThan(5_000);
    idle.destroy();
  });

  test('told twice it ends at once', async () => {
    const gateway = await checkout.start();
    checkout.agency.delay = 2_500;
    const under = ask(gateway);
    await wait(300);
    gateway.child.kill('SIGTERM');
    await wait(100);
    const from = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 1, signal: null });
    expect(performance.now() - from).toBeLessThan(1_000);
    expect((await under).status).toBeNull();
  });
});

describe('a crash', () => {
  test('kill -9 under load: every answer that was received has its record, and the next start goes on', async () => {
    for (let round = 0; round < 3; round += 1) {
      const gateway = await checkout.start();
      const running = load(gateway, 10);
      await wait(300 + round * 170);
      gateway.child.kill('SIGKILL');
      await gateway.ended;
      await running.stop();
      const answered = running.sent.filter(({ status }) => status === 200);
      expect(answered.length).toBeGreaterThan(0);
      const log = readLog(checkout.logPath);
      for (const { index, leaf } of answered)
        expect(log.get(index)).toMatchObject({ leaf, record: { type: 'outcome' } });
    }
    const gateway = await checkout.start();
    expect((await ask(gateway)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    await gateway.ended;
    const log = readLog(checkout.logPath);
    expect([...log.keys()]).toEqual(Array.from({ length: log.size }, (_, n) => n));
  });

  test('two gateways on one log: the second says so and ends', async () => {
    const gateway = await checkout.start();
    await expect(checkout.start()).rejects.toThrow(`is written by process ${gateway.pid} already`);
    expect((await ask(gateway)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    await gateway.ended;
  });
});
