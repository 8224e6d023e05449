import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from 'node:net';
import { once } from 'node:events';
import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readAll, readRequests } from '../fixture/read-log.js';

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
  const stopped = new AbortController();
  const done = Promise.all(
    Array.from({ length: workers }, async () => {
      while (!stopped.signal.aborted) {
        const one = await ask(gateway);
        sent.push(one);
        if (one.status === null) return;
      }
    }),
  );
  return {
    sent,
    async stop() {
      stopped.abort();
      await done;
    },
  };
}

test('a second gateway on one log is refused; SIGTERM under load loses nothing that was accepted', async () => {
  const gateway = await checkout.start();
  await expect(checkout.start()).rejects.toThrow(`is written by process ${gateway.pid} already`);
  expect((await ask(gateway)).status).toBe(200);
  const { hostname, port } = new URL(gateway.url);
  const idle = connect(Number(port), hostname);
  await once(idle, 'connect');

  checkout.agency.delay = 40;
  const asked = checkout.agency.asked.length;
  const running = load(gateway, 20);
  await until(async () => checkout.agency.asked.length > asked + 40);
  gateway.child.kill('SIGTERM');
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 503);
  const from = performance.now();
  expect(await gateway.ended).toEqual({ code: 0, signal: null });
  // Neither the idle connection nor the kept ones held it up until the end of its patience.
  expect(performance.now() - from).toBeLessThan(10_000);
  await running.stop();

  const answered = running.sent.filter(({ status }) => status === 200);
  expect(running.sent.filter(({ status }) => status !== 200 && status !== null)).toEqual([]);
  // Each request that came as far as the agency was answered; the last of each worker found the door closed.
  expect(answered.length).toBe(checkout.agency.asked.length - asked);
  expectRecorded(answered);
  await expect.poll(() => gateway.said()).toContain('"msg":"stopped"');
});

test('kill -9 under load: every answer that was received has its record; told twice to stop it ends at once', async () => {
  const first = await checkout.start();
  const running = load(first, 10);
  await until(() => running.sent.length > 30);
  first.child.kill('SIGKILL');
  await first.ended;
  await running.stop();
  expectRecorded(running.sent.filter(({ status }) => status === 200));

  const gateway = await checkout.start();
  expect((await ask(gateway)).status).toBe(200);
  const log = readAll(checkout.logPath);
  expect(log.map(({ index }) => index)).toEqual(log.map((_, n) => n));
  checkout.agency.delay = 2_500;
  const under = ask(gateway);
  await until(() => readRequests(checkout.logPath).at(-1)?.type === 'intent');
  gateway.child.kill('SIGTERM');
  await until(() => gateway.said().includes('"msg":"stopping"'));
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toEqual({ code: 1, signal: null });
  expect((await under).status).toBeNull();
});

test('a log that breaks is told of once with its cause, and by the exit code of a stop', async () => {
  const gateway = await checkout.start();
  expect((await ask(gateway)).status).toBe(200);
  const segments = join(checkout.logPath, 'wal');
  for (const name of readdirSync(segments)) unlinkSync(join(segments, name));
  const fatal = (): readonly unknown[] =>
    gateway
      .said()
      .split('\n')
      .filter((line) => line.includes('"level":60'))
      .map((line) => JSON.parse(line));
  await until(() => fatal().length > 0);
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toEqual({ code: 1, signal: null });
  expect(fatal()).toEqual([
    expect.objectContaining({
      cause: expect.stringMatching(/removed|ENOENT/),
      msg: expect.stringContaining('cannot be written'),
    }),
  ]);
});

function expectRecorded(answered: readonly Sent[]): void {
  expect(answered.length).toBeGreaterThan(0);
  const log = readAll(checkout.logPath);
  for (const { index, leaf } of answered) expect(log[index!]).toMatchObject({ leaf, type: 'outcome' });
}

/** Waits for something that will be; the test's own time limit ends it. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(20);
}
