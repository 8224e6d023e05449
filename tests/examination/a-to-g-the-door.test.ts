import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../gateway/fixture/gateway-process.js';
import { raw, requestText } from '../gateway/fixture/raw-http.js';
import { readRequests } from '../gateway/fixture/read-log.js';
import { EDGE, QUERIES } from './support/attacks.js';

let checkout: Checkout;
let gateway: RunningGateway;
/** A body that never ends; its answer is awaited in the end. */
let slow: Promise<{ readonly status: number; readonly body: string }>;
beforeAll(async () => {
  checkout = await makeCheckout();
  gateway = await checkout.start();
  slow = raw(
    gateway.url,
    `POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query"`,
  );
});
beforeEach(() => void (checkout.agency.asked.length = 0));
afterAll(() => checkout?.close());

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly code: string | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test knows the shape of what it asked
  readonly data: any;
}

async function send(
  body: string | undefined,
  { method = 'POST', search = '', headers = {} }: { method?: string; search?: string; headers?: object } = {},
): Promise<Told> {
  const own = { authorization: checkout.bearer(), ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) };
  const sent = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== '');
  const response = await request(`${gateway.url}/graphql${search}`, {
    method,
    headers: Object.fromEntries(sent) as Record<string, string>,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.body.text();
  const { errors, data } = JSON.parse(text) as {
    errors?: readonly { extensions: Record<string, unknown> & { code: string } }[];
    data?: unknown;
  };
  const extensions = errors?.[0]?.extensions;
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    code: extensions?.code,
    extensions: extensions ?? {},
    data,
  };
}
const ask = (query: string, variables = {}, headers = {}): Promise<Told> =>
  send(JSON.stringify({ query, variables }), { headers });

/** O1, O4 and one error only: nothing of the inside is told, and nobody was asked. */
function expectTurnedAway(told: Told): void {
  expect(JSON.parse(told.text).errors).toHaveLength(1);
  expect(told.text + JSON.stringify(told.headers)).not.toMatch(
    /Did you mean|\bat .*\.js|node_modules|RangeError|127\.0\.0\.1/,
  );
  expect(checkout.agency.asked).toEqual([]);
}

/** O2: whoever asks for what they may have still gets it. */
async function expectAlive(): Promise<void> {
  const { status, data } = await ask('{ opinions(first: 1) { id } }');
  expect([status, data]).toEqual([200, { opinions: [{ id: 'O-0' }] }]);
  expect(gateway.child.exitCode).toBeNull();
}

describe('A: the edge', () => {
  test.each(EDGE)('$number: $name → $status', async ({ status, code, body, ...options }) => {
    const told = await send(body, options);
    expect([told.status, told.code]).toEqual([status, code]);
    expect(told.headers['content-type']).toMatch(/^application\/json/);
    expectTurnedAway(told);
  });

  test.each([
    [20, 'a header of 16 KiB', `X-A: ${'x'.repeat(16_384)}`],
    [20, '200 headers', Array.from({ length: 200 }, (_, n) => `X-${n}: 1`).join('\r\n')],
    [20, 'a header a thousand times', Array.from({ length: 1_000 }, () => 'X: 1').join('\r\n')],
  ])('%i: %s → 431', async (_number, _name, header) => {
    expect((await raw(gateway.url, requestText('GET /graphql', [header]))).status).toBe(431);
  });

  test('22, 23: what a client says of itself, or of the hops, reaches no agency and drops none of our headers', async () => {
    const body = JSON.stringify({ query: '{ opinions(first: 1) { id } }' });
    const spoofed = ['X-User-Id: admin', 'X-User-Id: root', 'x_user_id: admin', 'Forwarded: for=1.2.3.4'];
    const hops = ['Agency-Context: forged', 'Agency-Proof: forged', 'X-Forwarded-For: 1.2.3.4'];
    const { status } = await raw(
      gateway.url,
      requestText(
        'POST /graphql',
        [
          'Content-Type: application/json',
          `Authorization: ${checkout.bearer()}`,
          'Connection: authorization, agency-context, agency-proof',
          `Content-Length: ${body.length}`,
          ...spoofed,
          ...hops,
        ],
        body,
      ),
    );
    expect(status).toBe(200);
    const [asked] = checkout.agency.asked;
    expect(JSON.stringify(asked!.headers)).not.toMatch(/admin|root|1\.2\.3\.4|forged|Bearer/);
    expect(asked!.headers).toMatchObject({ 'agency-context': expect.any(String), 'agency-proof': expect.any(String) });
  });

  test.each(['null', 'https://evil.example', 'https://127.0.0.1.evil.example'])(
    '25: the origin %s is told nothing',
    async (origin) => {
      const { headers } = await ask('{ __typename }', {}, { origin });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  test.each(['/', '/playground', '/graphiql', '/.well-known/apollo/server-health', '/metrics', '/debug', '/health'])(
    '29, 85: GET %s is 404, or the explorer’s own page in development',
    async (path) => {
      const response = await fetch(`${gateway.url}${path}`);
      await response.body?.cancel();
      expect(response.status).toBe(path === '/' ? 200 : 404);
    },
  );
});

describe('B: the language', () => {
  test.each(QUERIES)('$number: $name → $code', async ({ query, variables, code, limit }) => {
    const told = await ask(query, variables);
    expect([told.status, told.code, told.extensions['limit']]).toEqual([400, code, limit]);
    expectTurnedAway(told);
    // O3: known is who it was, so the one refusal has its one record.
    const trace = told.headers['x-trace-id'];
    const records = readRequests(checkout.logPath).filter((record) => record['trace'] === trace);
    expect(records.map(({ type, code: recorded }) => [type, recorded])).toEqual([['denied', code]]);
  });

  test.each([
    [40, 60, 60],
    [40, 200, 4],
  ])('%i: overlapping fields, %i fragments of %i', async (_number, fragments, fields) => {
    const one = `... { opinions(first: 1) { ${'id '.repeat(fields)} } } `;
    const told = await ask(`{ ${one.repeat(fragments)} }`);
    expect([told.status, told.code]).toEqual([400, 'LIMIT_EXCEEDED']);
    expectTurnedAway(told);
  });

  test('47: introspection is answered by the gateway alone, under any name, and only beside its own operation', async () => {
    const { data } = await ask('{ a: __type(name: "PublishedFeedback") { fields { name } } }');
    const seen = data.a.fields.map(({ name }: { name: string }) => name);
    expect(seen).toEqual(['id', 'title', 'related', 'topic', 'author', 'draft']);
    const told = await ask('query A { __typename } query B { __schema { types { name } } }');
    expect([told.status, told.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(checkout.agency.asked).toEqual([]);
  });

  test.each(['ⅯⅭ-１', 'a\u0301', 'line\nbreak "quoted" \\ tab\t', '日本\u{1F600}', '<script>'])(
    '53: the text %j is what the agency is asked about',
    async (id) => {
      const { data } = await ask('query ($id: ID!) { opinion(id: $id) { id } }', { id });
      expect(data).toEqual({ opinion: { id } });
      const literal = await ask(`{ opinion(id: ${JSON.stringify(id)}) { id } }`);
      expect(literal.data).toEqual({ opinion: { id } });
    },
  );

  test('56: an id is one thing, however it is written', async () => {
    const { data } = await ask(
      'query ($n: ID!) { a: opinion(id: 1) { id } b: opinion(id: "1") { id } c: opinion(id: $n) { id } }',
      { n: 1 },
    );
    expect(data).toEqual({ a: { id: '1' }, b: { id: '1' }, c: { id: '1' } });
    const other = await ask('{ a: opinion(id: "01") { id } b: opinion(id: " 1") { id } }');
    expect(other.data).toEqual({ a: { id: '01' }, b: { id: ' 1' } });
  });

  test('58: whoever asks for traces and plans gets nothing more', async () => {
    const plain = await ask('{ __typename }');
    const headers = {
      'apollo-federation-include-trace': 'ftv1',
      'apollo-query-plan-experimental': '1',
      'x-apollo-tracing': '1',
    };
    const probing = await ask('{ __typename }', {}, headers);
    expect(Object.keys(probing.headers)).toEqual(Object.keys(plain.headers));
    expect(Object.keys(JSON.parse(probing.text).extensions)).toEqual(['audit']);
  });

  test.each([
    [55, 'a value of another type', 'query ($n: Int!) { opinions(first: $n) { id } }', { n: 'PERSONAL-1' }],
    [
      79,
      'a thousand of them',
      'query ($ids: [ID!]) { opinions(ids: $ids) { id } }',
      { ids: Array.from({ length: 900 }, () => ({ a: 'PERSONAL-1' })) },
    ],
    [79, 'a literal', '{ opinions(first: "PERSONAL-1") { id } }', {}],
  ])('%i: %s is not repeated', async (_number, _name, query, variables) => {
    const told = await ask(query, variables);
    expect(told.status).toBe(400);
    expect(told.text).not.toContain('PERSONAL-1');
    expectTurnedAway(told);
  });
});

describe('D, G: what leaves', () => {
  test('83, 132: no header of the inside, and nothing that a cache would keep', async () => {
    const { headers } = await ask('{ opinions(first: 1) { id } }');
    expect(Object.keys(headers).toSorted()).toEqual([
      'cache-control',
      'connection',
      'content-length',
      'content-type',
      'date',
      'keep-alive',
      'x-content-type-options',
      'x-request-id',
      'x-trace-id',
    ]);
    expect(headers['cache-control']).toBe('private, no-store');
  });

  test.each([
    ['application/json', 200],
    ['application/graphql-response+json', 400],
  ])('136: persisted queries are off unless they are written into supergraph.yaml: in %s %i', async (accept, told) => {
    const body = JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } });
    const { status, code } = await send(body, { headers: { accept } });
    expect([status, code]).toEqual([told, 'PERSISTED_QUERY_NOT_SUPPORTED']);
  });

  test('121: an answer is never another caller’s', async () => {
    const told = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const sub = n % 2 === 0 ? 'clerk' : 'second-clerk';
        const { data } = await ask('{ viewer { account } }', {}, { authorization: checkout.bearer(sub) });
        return data.viewer.account === `A-${sub}`;
      }),
    );
    expect(told.filter((own) => !own)).toEqual([]);
  });
});

describe('J: overload', () => {
  test('175: a flood of bad tokens is counted exactly, and fills no log', async () => {
    const before = readRequests(checkout.logPath).length;
    const recorded = () => readRequests(checkout.logPath).slice(before);
    let told = 0;
    const began = performance.now();
    for (let batch = 0; batch < 6; batch += 1) {
      const flood = Array.from({ length: 50 }, () => ask('{ __typename }', {}, { authorization: 'Bearer x.y.z' }));
      for (const { code } of await Promise.all(flood)) {
        // A machine that is busy elsewhere may be late with the log: then nothing is answered at all.
        expect(['AUTH_ERROR', 'AUDIT_UNAVAILABLE']).toContain(code);
        if (code === 'AUTH_ERROR') told += 1;
      }
    }
    const counted = (): number =>
      recorded()
        .filter(({ type }) => type === 'auth_fail')
        .reduce((sum, { n }) => sum + (n === undefined ? 1 : Number(n)), 0);
    await expect.poll(counted, { timeout: 30_000, interval: 250 }).toBeGreaterThanOrEqual(told);
    // A hundred one by one, and a tally's beginning and end, in each span of ten seconds that the flood lasted.
    const spans = Math.ceil((performance.now() - began) / 10_000) + 1;
    expect(recorded().length).toBeLessThanOrEqual(102 * spans);
  });

  test('182: no text makes a reader slow: a hundred kilobytes of what expressions stumble over', async () => {
    const hard = [' '.repeat(90_000), '\\'.repeat(90_000), 'a,'.repeat(45_000), '"'.repeat(90_000), '#'.repeat(90_000)];
    for (const text of hard) {
      expect([400, 413]).toContain((await ask(text)).status);
      expect(
        (
          await ask(
            '{ __typename }',
            {},
            { accept: `application/json, ${text.slice(0, 4_000).replaceAll(/[^ -~]/g, '')}` },
          )
        ).status,
      ).toBeLessThan(500);
    }
  });

  test('19: a body that never ends is told so and closed', async () => {
    const { status, body } = await slow;
    expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([408, 'REQUEST_TIMEOUT']);
  });

  test('O2: after all of it the same process serves as before, and nothing was left unhandled', async () => {
    await expectAlive();
    expect(gateway.said()).not.toMatch(/unhandled/i);
  });
});
