import { ensureKeys, loadPublicKey, loadSubgraphKeys, signRegisterPull } from '@agency-graph/contract';
import jwt from 'jsonwebtoken';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runs } from './fixture/people.js';
import { gateway, send, startPeople, type PeopleAgency, type Prepared } from './fixture/serve-people.js';

const QUERY = '{ person(id: "p1") { id } }';
const UNAUTHORIZED = '{"errors":[{"message":"Unauthorized","extensions":{"code":"AUTH_ERROR"}}]}';
let agency: PeopleAgency;
let beforeItBegan: number;

beforeAll(async () => {
  beforeItBegan = Date.now() - 1_000;
  agency = await startPeople();
});
afterAll(() => agency.close());
beforeEach(() => {
  runs.count = 0;
});

/** Refused with the one constant body, and nothing of ours ran. */
async function expectTurnedAway(request: Prepared): Promise<void> {
  const answered = await send(agency.served.url, request);
  expect(answered.status).toBe(401);
  expect(answered.text).toBe(UNAUTHORIZED);
  expect(runs.count).toBe(0);
}

test('what the gateway asked is answered', async () => {
  expect((await agency.ask(QUERY)).body).toEqual({
    data: { person: null },
    extensions: { withheld: {}, statements: 1 },
  });
});

test.each([
  ['a query', '{ __typename }'],
  ['the SDL', '{ _service { sdl } }'],
  ['entities', '{ _entities(representations: []) { __typename } }'],
  ['introspection', '{ __schema { queryType { name } } }'],
])('without a proof %s is turned away', async (_what, query) => {
  const { body } = agency.prepare(query);
  await expectTurnedAway({ method: 'POST', target: '/graphql', headers: { 'content-type': 'application/json' }, body });
});

test.each(['/graphql', '/graphql?query={__typename}', '/', '/metrics', '/register/changes?since=0'])(
  'GET %s is turned away',
  (target) => expectTurnedAway({ ...agency.prepare(QUERY), method: 'GET', target }),
);

test('health tells whether it is ready, and nothing else', async () => {
  const answered = await send(agency.served.url, {
    method: 'GET',
    target: '/health',
    headers: {},
    body: Buffer.alloc(0),
  });
  expect(answered.text).toBe('{"ready":true}');
});

test('a user’s own token is no context', async () => {
  const key = readFileSync(join(agency.keysDirectory, 'people.signing.key'));
  const token = jwt.sign({ sub: 'someone', aud: 'people' }, key, { algorithm: 'ES256', expiresIn: 30 });
  const { body, headers } = agency.prepare(QUERY);
  const base = { method: 'POST', target: '/graphql', body };
  await expectTurnedAway({ ...base, headers: { authorization: `Bearer ${token}` } });
  await expectTurnedAway({ ...base, headers: { ...headers, 'agency-context': token } });
});

test('a register pull is no context', async () => {
  const pull = signRegisterPull('people', loadSubgraphKeys(agency.keysDirectory, 'people').signing);
  const prepared = agency.prepare(QUERY);
  await expectTurnedAway({ ...prepared, headers: { ...prepared.headers, 'agency-context': pull } });
});

test('another subgraph’s context is turned away', () =>
  expectTurnedAway(agency.prepare(QUERY, { claims: { aud: 'members' } })));

test('a context of another gateway’s keys is turned away', async () => {
  const foreign = `${agency.keysDirectory}-foreign`;
  ensureKeys(foreign, { gateway: true, subgraphs: ['people'] });
  const prepare = gateway(foreign, agency.served.url);
  await expectTurnedAway(prepare(QUERY));
  expect(loadPublicKey(join(foreign, 'people.pub')).kid).not.toBe(
    loadPublicKey(join(agency.keysDirectory, 'people.pub')).kid,
  );
});

test.each([
  ['expired', -36],
  ['long expired', -3_600],
  ['of the future', 7],
])('an %s context is turned away', (_what, seconds) =>
  expectTurnedAway(agency.prepare(QUERY, { clock: () => Date.now() + seconds * 1_000 })),
);

test('a replay is turned away', async () => {
  const prepared = agency.prepare(QUERY);
  expect((await send(agency.served.url, prepared)).status).toBe(200);
  runs.count = 0;
  await expectTurnedAway(prepared);
});

test('a context of before the process began is turned away: the process before it may have admitted it', () =>
  expectTurnedAway(agency.prepare(QUERY, { clock: () => beforeItBegan })));

test('one changed byte of the body is turned away', async () => {
  const prepared = agency.prepare(QUERY, { variables: { a: 1 } });
  const changed = Buffer.from(prepared.body);
  changed[changed.length - 3] = '2'.charCodeAt(0);
  expect(changed.toString()).toContain('"a":2');
  await expectTurnedAway({ ...prepared, body: changed });
  await expectTurnedAway({ ...prepared, body: Buffer.concat([prepared.body, Buffer.from(' ')]) });
});

test('another method, path, query string or host is turned away', async () => {
  const prepared = agency.prepare(QUERY);
  await expectTurnedAway({ ...prepared, target: '/graphql?a=1' });
  await expectTurnedAway({ ...prepared, target: '/graphql/' });
  await expectTurnedAway({ ...prepared, method: 'PUT' });
  await expectTurnedAway({ ...prepared, headers: { ...prepared.headers, host: 'people.example' } });
});

test('a query that is not among those asked is turned away', () =>
  expectTurnedAway(agency.prepare(QUERY, { claims: { qs: [] } })));

test('two operations in one text are no request', async () => {
  const answered = await agency.ask('query A { person(id: "p1") { id } } query B { person(id: "p2") { id } }');
  expect(answered.status).toBe(400);
  expect(runs.count).toBe(0);
});
