import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRandom } from '../support/random.js';
import { badNetwork, type BadNetwork, type Weather } from './support/bad-network.js';
import { clientUnderTest, QUERY, type ClientUnderTest } from './support/client-under-test.js';

const ANSWER = JSON.stringify({ best: { id: 'O-1', rating: 'rated O-1' } });
const CONCURRENCY = 10;
const FINE: Weather = {};
/** Of the agency, and of a request. Milliseconds. */
const TIMEOUT = 20_000;
const DEADLINE = 60_000;

let network: BadNetwork;
let client: ClientUnderTest;
beforeEach(async () => {
  const below = createRandom('a bad network');
  client = await clientUnderTest({ timeoutMs: TIMEOUT, concurrency: CONCURRENCY, pending: 100 }, async (port) => {
    network = await badNetwork(port, () => below(1e6) / 1e6);
    return network.port;
  });
});
afterEach(async () => {
  await client.close();
  await network.close();
});

/** So many questions, asked at once: how often each answer, or kind of failure, came. */
async function ask(times: number, deadline = DEADLINE): Promise<Record<string, number>> {
  const told = await Promise.all(
    Array.from({ length: times }, () => client.ask(QUERY, { deadline: performance.now() + deadline })),
  );
  return Object.fromEntries(Object.entries(Object.groupBy(told, (one) => one)).map(([one, all]) => [one, all!.length]));
}

/** Whatever the weather was: no connection too many, nothing under way, and it answers once the weather is fine. */
async function expectNothingLeft(): Promise<void> {
  await expect.poll(() => network.open()).toBeLessThanOrEqual(CONCURRENCY);
  network.weather = FINE;
  await expect.poll(() => client.ask()).toBe(ANSWER);
  expect(client.state()).toMatchObject({ inFlight: 0, waiting: 0 });
}

describe('169: a bad network', () => {
  test.each<[string, Weather]>([
    ['50 ms away, give or take half', { latency: 50, jitter: 0.5 }],
    ['200 ms away, give or take half', { latency: 200, jitter: 0.5 }],
    ['a second away, give or take a fifth', { latency: 1_000, jitter: 0.2 }],
    ['that loses one packet in a hundred', { latency: 20, loss: 0.01 }],
    ['that loses one in twenty', { latency: 20, loss: 0.05 }],
    ['that loses one in five', { latency: 20, loss: 0.2 }],
    ['of 64 kilobits a second', { bitsPerSecond: 64_000 }],
  ])('%s: every question is answered', async (_, weather) => {
    network.weather = weather;
    expect(await ask(2 * CONCURRENCY)).toEqual({ [ANSWER]: 2 * CONCURRENCY });
    await expectNothingLeft();
  });

  test('an answer that would take too long through it is given up in time', async () => {
    network.weather = { bitsPerSecond: 64_000 };
    client.agency.behave = ({ response }) =>
      void response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ data: { best: { rating: 'x'.repeat(100_000) } } }));
    expect(await ask(3, 2_000)).toEqual({ timeout: 3 });
  });

  test('connections of which only our half is open are given up, and none is left over', async () => {
    expect(await ask(CONCURRENCY)).toEqual({ [ANSWER]: CONCURRENCY });
    network.weather = { halfOpen: true };
    const told = await ask(2 * CONCURRENCY, 2_000);
    expect(told[ANSWER]).toBe(undefined);
    await expectNothingLeft();
  });
});
