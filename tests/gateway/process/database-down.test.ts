import { withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readAll } from '../fixture/read-log.js';
import { wayToDatabase } from '../../support/way-to-database.js';

let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  checkout = await makeCheckout();
  gateway = await checkout.start();
});
afterAll(() => checkout?.close());

interface Told {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly code?: string;
}

async function askAt({ url }: RunningGateway, bearer: string): Promise<Told> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: bearer },
    body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
  });
  const { errors } = (await response.json()) as { errors?: [{ extensions: { code: string } }] };
  const code = errors?.[0].extensions.code;
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    ...(code !== undefined && { code }),
  };
}

const ask = (): Promise<Told> => askAt(gateway, checkout.bearer());

/** Shuts the gateway's database, and ends who is in it; or lets it be entered again. */
async function letIn(allowed: boolean): Promise<void> {
  const elsewhere = new URL(checkout.database.ownerUrl);
  const name = elsewhere.pathname.slice(1);
  elsewhere.pathname = '/postgres';
  await withClient(elsewhere.href, async (owner) => {
    await owner.query(`alter database ${name} allow_connections ${allowed}`);
    await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  });
}

test('while the account directory does not answer nobody is served, as a thing that passes and is no alarm', async () => {
  expect(await ask()).toEqual({ status: 200, retryAfter: null });
  const asked = checkout.agency.asked.length;
  await letIn(false);
  try {
    // What was read of an account is believed for a second.
    await expect.poll(ask).toEqual({ status: 503, retryAfter: '1', code: 'DIRECTORY_UNAVAILABLE' });
    const askedSoFar = checkout.agency.asked.length;
    for (let n = 0; n < 20; n += 1) expect(await ask()).toMatchObject({ code: 'DIRECTORY_UNAVAILABLE' });
    expect(checkout.agency.asked.length).toBe(askedSoFar);
    await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status).toBe(503);
  } finally {
    await letIn(true);
  }
  await expect.poll(ask).toEqual({ status: 200, retryAfter: null });
  await expect.poll(async () => (await fetch(`${gateway.url}/readyz`)).status).toBe(200);
  expect(checkout.agency.asked.length).toBeGreaterThan(asked);
  const recorded = readAll(checkout.logPath);
  const refused = recorded.filter((one) => one.type === 'denied' && one['code'] === 'DIRECTORY_UNAVAILABLE');
  expect(refused.length).toBeGreaterThan(20);
  expect(recorded.filter(({ type }) => type === 'alarm')).toEqual([]);
});

test('a directory that goes silent refuses like one that is down, as long as it is silent, and holds up no stop', async () => {
  const elsewhere = await makeCheckout();
  onTestFinished(() => elsewhere.close());
  const way = await wayToDatabase(elsewhere.database.ownerUrl);
  onTestFinished(() => way.close());
  const { ownerUrl } = elsewhere.database;
  // The audit index has statements that may take longer.
  const index = ['WRITER', 'READER'].map((role) => `GATEWAY_INDEX_${role}_DATABASE_URL=${ownerUrl}`);
  const silenced = await elsewhere.start(['env', `GATEWAY_DATABASE_URL=${way.url}`, ...index]);
  const asked = (): Promise<Told> => askAt(silenced, elsewhere.bearer());
  const isReady = async (): Promise<boolean> => (await fetch(`${silenced.url}/readyz`)).ok;
  expect(await asked()).toEqual({ status: 200, retryAfter: null });
  way.silence();
  await expect.poll(asked).toEqual({ status: 503, retryAfter: '1', code: 'DIRECTORY_UNAVAILABLE' });
  // More than there are connections, at once.
  const told = await Promise.all(Array.from({ length: 20 }, asked));
  expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['DIRECTORY_UNAVAILABLE']));
  await expect.poll(isReady).toBe(false);
  way.speak();
  await expect.poll(asked).toEqual({ status: 200, retryAfter: null });
  await expect.poll(isReady).toBe(true);
  way.silence();
  silenced.child.kill('SIGTERM');
  expect(await silenced.ended).toEqual({ code: 0, signal: null });
});
