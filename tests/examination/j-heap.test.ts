import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../gateway/fixture/gateway-process.js';
import { honestly, RATINGS_SDL, serveRatings, type Ratings } from './support/ratings.js';

const ASKED = 1_000;
const MIB = 1024 * 1024;
/** A request that was not read in time is closed with what its client had still to send. */
const CLOSED: Told = { status: 0, length: 0, codes: ['CLOSED'] };
/** How a request is turned away by a gateway that has too much to do. */
const SHED = [
  '0 CLOSED',
  '200 SUBGRAPH_UNAVAILABLE',
  '408 REQUEST_TIMEOUT',
  '429 TOO_MANY_REQUESTS',
  '503 OVERLOADED',
  '503 AUDIT_UNAVAILABLE',
];

let ratings: Ratings;
let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  ratings = await serveRatings();
  const limits = `{ concurrency: ${ASKED}, pending: ${ASKED}, timeout: 30s, responseBytes: 10MiB, requestsPerSecond: ${ASKED} }`;
  checkout = await makeCheckout([{ name: 'ratings', sdl: RATINGS_SDL, url: ratings.url, limits }]);
  gateway = await checkout.start(['env', 'NODE_OPTIONS=--max-old-space-size=512']);
});
afterAll(async () => {
  await checkout?.close();
  await ratings?.close();
});

interface Told {
  readonly status: number;
  readonly length: number;
  readonly codes: readonly string[];
}

async function ask(): Promise<Told> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
    body: JSON.stringify({ query: '{ best { rating } }' }),
  });
  const text = await response.text();
  const { errors = [] } = JSON.parse(text) as {
    readonly errors?: { readonly extensions: { readonly code: string } }[];
  };
  return { status: response.status, length: text.length, codes: errors.map(({ extensions }) => extensions.code) };
}

test('177: a thousand answers of a mebibyte at once in a heap of half a gibibyte are answered or turned away, and it lives', async () => {
  const rating = 'x'.repeat(MIB);
  ratings.behave = ({ response }) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { best: { rating } } }));
  const told = await Promise.all(Array.from({ length: ASKED }, () => ask().catch((): Told => CLOSED)));
  const served = told.filter(({ status, codes }) => status === 200 && codes.length === 0);
  expect(served.every(({ length }) => length > MIB)).toBe(true);
  const shed = told.filter((one) => !served.includes(one));
  for (const { status, codes } of shed) expect(SHED).toContain(`${status} ${[...new Set(codes)].join()}`);
  // Once the storm is over, a large answer passes as before.
  await expect.poll(ask).toMatchObject({ status: 200, codes: [], length: expect.toSatisfy((length) => length > MIB) });
  ratings.behave = honestly;
  expect(await ask()).toMatchObject({ status: 200, codes: [] });
  expect([gateway.child.exitCode, gateway.child.signalCode]).toEqual([null, null]);
});
