import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../gateway/fixture/gateway-process.js';
import { readRequests } from '../gateway/fixture/read-log.js';
import { DRIFTED, FAULTS, LIES, NO_ANSWERS, PLANTED, REDIRECTS, redirecting, talkative } from './support/behaviours.js';
import { honestly, RATINGS_SDL, serveRatings, type Behaviour, type Ratings } from './support/ratings.js';

/** Most that one bad answer may add to the gateway's memory, in MiB. */
const MOST_GROWTH = 64;

let ratings: Ratings;
let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  ratings = await serveRatings();
  const limits = '{ concurrency: 10, pending: 10, timeout: 1s, responseBytes: 10MiB, requestsPerSecond: 1000 }';
  checkout = await makeCheckout([{ name: 'ratings', sdl: RATINGS_SDL, url: ratings.url, limits }]);
  gateway = await checkout.start();
  for (let warm = 0; warm < 60; warm += 1) await ask();
});
afterAll(async () => {
  await checkout?.close();
  await ratings?.close();
});

const QUERY = '{ opinions(first: 2) { title rating } }';

interface Told {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
  readonly data: { opinions: { title: string; rating: string | null }[] };
  readonly errors: readonly { readonly path: readonly unknown[]; readonly extensions: Record<string, unknown> }[];
}

async function ask(query = QUERY, bearer = checkout.bearer()): Promise<Told> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: bearer },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as Told;
  return { status: response.status, headers: JSON.stringify([...response.headers]), text, data, errors };
}

const memory = (which: 'VmRSS' | 'VmHWM'): number => {
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
  return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)![1]) / 1024;
};

/** Asks once while the agency behaves so, and then as often honestly that its breaker stays closed. */
async function askWhile(behaviour: Behaviour, query = QUERY): Promise<Told & { readonly growth: number }> {
  // Sets the peak back to what is held now (proc(5)).
  writeFileSync(`/proc/${gateway.pid}/clear_refs`, '5');
  const before = memory('VmRSS');
  ratings.behave = behaviour;
  const told = await ask(query);
  const growth = memory('VmHWM') - before;
  ratings.behave = honestly;
  for (let control = 0; control < 3; control += 1) {
    const { data, errors } = await ask();
    expect([errors, data.opinions.map(({ rating }) => rating)]).toEqual([[], ['rated O-0', 'rated O-1']]);
  }
  return { ...told, growth };
}

function expectNothingOfTheInside({ text, headers }: Told): void {
  expect(text + headers).not.toContain(PLANTED);
  expect(text + headers).not.toContain(String(ratings.port));
  expect(text + headers).not.toMatch(/ECONN|UND_ERR|\bat .*\.js|_entities|Cannot query/);
}

describe('an agency fails: its fields are null with an error that names it, the others’ are served', () => {
  test.each(FAULTS)('%i: %s', async (_number, _name, behaviour) => {
    const told = await askWhile(behaviour);
    expect(told.status).toBe(200);
    expect(told.data.opinions.map(({ rating }) => rating)).toEqual([null, null]);
    expect(told.data.opinions.map(({ title }) => title)).toEqual([expect.any(String), expect.any(String)]);
    expect(told.errors.length).toBeGreaterThan(0);
    for (const { extensions } of told.errors) {
      expect(extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', agency: 'ratings' });
      expect(Object.keys(extensions).toSorted()).toEqual(['agency', 'code', 'docs', 'traceId']);
    }
    expectNothingOfTheInside(told);
    expect(told.growth).toBeLessThan(MOST_GROWTH);
  });
});

/** Fields that the agency is recorded not to have given, once for each object that lacks them. */
const failures = (): number =>
  readRequests(checkout.logPath)
    .flatMap(({ access }) => access)
    .filter(({ effect, source }) => effect === 'error' && source === 'ratings')
    .reduce((sum, { fields, n }) => sum + fields.length * n, 0);

/** Traces of requests in which operators were told that the agency failed, in the order told. */
const logged = (): readonly string[] =>
  gateway
    .said()
    .split('\n')
    .filter((line) => line.includes('"subgraph":"ratings"') && line.includes('agency failed'))
    .map((line) => (JSON.parse(line) as { readonly trace: string }).trace);

/** Each error names the agency, and operators were told of it under the same trace, once. */
function expectNamed({ errors }: Told): void {
  expect(new Set(errors.map(({ extensions }) => extensions['agency']))).toEqual(new Set(['ratings']));
  const [trace] = new Set(errors.map(({ extensions }) => extensions['traceId']));
  expect(logged().filter((one) => one === trace)).toHaveLength(1);
}

describe('an agency lies: what is not what was asked for is null, with an error', () => {
  test.each(LIES)('%i: %s', async (number, _name, behaviour) => {
    const before = failures();
    const told = await askWhile(behaviour);
    const wrong = told.data.opinions.filter(({ rating }, index) => rating !== null && rating !== `rated O-${index}`);
    expect([told.status, wrong]).toEqual([200, []]);
    const missing = told.data.opinions.flatMap(({ rating }, index) => (rating === null ? [index] : []));
    expect(missing).not.toEqual([]);
    expect(told.errors.map(({ path }) => path[1])).toEqual(missing);
    // A leaf of another type is known only once it is written.
    if (number !== 149) expect(failures() - before).toBe(missing.length);
    expectNamed(told);
    expectNothingOfTheInside(told);
  });
});

describe('an agency answers nothing of what it was asked for: that is no null of its own', () => {
  test.each(NO_ANSWERS)('%i: %s', async (_number, _name, behaviour) => {
    const before = failures();
    const told = await askWhile(behaviour, '{ best { rating } }');
    expect([told.status, told.data]).toEqual([200, { best: null }]);
    expect(told.errors).toMatchObject([{ path: ['best'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(failures() - before).toBe(1);
    expectNamed(told);
    expectNothingOfTheInside(told);
  });
});

test.each(REDIRECTS)('143: a redirect by %i is not followed', async (status, to) => {
  const told = await askWhile(redirecting(status, to(ratings.port)));
  expect(told.data.opinions.map(({ rating }) => rating)).toEqual([null, null]);
  expect(ratings.elsewhere).toEqual([]);
  expectNothingOfTheInside(told);
});

test('77, 83, 124, 132, 152: what nobody asked for goes nowhere', async () => {
  const told = await askWhile(talkative);
  expect(told.data.opinions.map(({ rating }) => rating)).toEqual(['rated O-0', 'rated O-1']);
  expect(told.headers).toContain('private, no-store');
  expectNothingOfTheInside(told);
});

test('171: an agency that comes and goes takes nothing of the others’ with it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const told = await askWhile(({ socket }) => void socket.resetAndDestroy());
    expect(told.data.opinions.map(({ title }) => title)).toEqual([expect.any(String), expect.any(String)]);
  }
});

test('172: with every agency down, what needs none is still answered', async () => {
  ratings.behave = ({ socket }) => void socket.resetAndDestroy();
  const { status, data } = await ask('{ __typename best { rating } }');
  ratings.behave = honestly;
  expect([status, data]).toEqual([200, { __typename: 'Query', best: null }]);
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
});

/** What operators were told of the agency at level `error`. */
const alarms = (): readonly string[] =>
  gateway
    .said()
    .split('\n')
    .filter((line) => line.includes('"subgraph":"ratings"') && line.includes('"level":50'))
    .map((line) => (JSON.parse(line) as { readonly outcome: string }).outcome);

test('74: operators are told of an agency that refuses us, in our words alone, and not of what one caller meets', () => {
  expect(new Set(alarms())).toEqual(new Set(['refuses-gateway']));
  expect(gateway.said()).not.toContain(PLANTED);
});

test('each answer has its one outcome, and one process answered them all', () => {
  const records = readRequests(checkout.logPath);
  const intents = records.filter(({ type }) => type === 'intent').map(({ txn }) => txn);
  const outcomes = records.filter(({ type }) => type === 'outcome').map(({ txn }) => txn);
  expect(intents.length).toBeGreaterThan(200);
  expect(outcomes).toEqual(expect.arrayContaining(intents));
  expect(new Set(outcomes).size).toBe(outcomes.length);
  expect(gateway.said()).not.toMatch(/unhandled/i);
  expect(gateway.child.exitCode).toBe(null);
});

test('157: operators are told of an agency that knows nobody’s question, in our words alone, and not for a lone caller', async () => {
  gateway.child.kill('SIGTERM');
  await gateway.ended;
  gateway = await checkout.start();
  ratings.behave = DRIFTED;
  for (let alone = 0; alone < 3; alone += 1) await ask();
  expect(alarms()).toEqual([]);
  await ask(QUERY, checkout.bearer('second-clerk'));
  expect(alarms()).toEqual(['answers-nothing']);
  expect(gateway.said()).not.toContain(PLANTED);
});
