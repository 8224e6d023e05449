import supertest from 'supertest';
import { request } from 'undici';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import type { LogRecord } from '../fixture/read-log.js';
import { raw, requestText } from '../fixture/raw-http.js';

const QUERY = '{ viewer { account } }';

let gateway: GatewayUnderTest;
let before = 0;
beforeAll(async () => (gateway = await startGateway()));
beforeEach(() => {
  before = gateway.records().length;
  gateway.agency.asked.length = 0;
});
afterAll(() => gateway?.close());

const post = (type = 'application/json'): supertest.Test =>
  supertest(gateway.url).post('/graphql').set('authorization', gateway.bearer()).set('content-type', type);
const body = JSON.stringify({ query: QUERY });

/** What the request left in the log. */
const recorded = (): LogRecord[] => gateway.since(before);

function expectRefused(answer: { status: number; body: unknown }, status: number, code: string): void {
  expect([
    answer.status,
    (answer.body as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code,
  ]).toEqual([status, code]);
  expect(recorded().map((one) => [one.type, one['code']])).toEqual([
    [code === 'AUTH_ERROR' ? 'auth_fail' : 'denied', code],
  ]);
  expect(gateway.agency.asked).toEqual([]);
}

describe('what is answered', () => {
  test('a query by POST, with its receipt, and nothing of the inside in its headers', async () => {
    const { status, headers, body: answer } = await post().send(body);
    expect(status).toBe(200);
    expect(answer.data).toEqual({ viewer: { account: 'A-clerk' } });
    expect(Object.keys(headers).toSorted()).toEqual([
      'cache-control',
      'connection',
      'content-length',
      'content-type',
      'date',
      'x-content-type-options',
      'x-request-id',
      'x-trace-id',
    ]);
    expect(headers['cache-control']).toBe('private, no-store');
    const [record, ...others] = recorded().slice(-1);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ type: 'outcome', trace: headers['x-trace-id'] });
  });

  test.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('content type %s', async (type) => {
    expect((await post(type).send(body)).status).toBe(200);
  });

  test('a trace id of the client, but none that is malformed or empty', async () => {
    const id = '0af7651916cd43dd8448eb211c80319c';
    const with_ = (value: string) => post().set('traceparent', value).send(body);
    expect((await with_(`00-${id}-b7ad6b7169203331-01`)).headers['x-trace-id']).toBe(id);
    expect((await with_(`cc-${id}-b7ad6b7169203331-01-more`)).headers['x-trace-id']).toBe(id);
    for (const bad of [
      `00-${id}-b7ad6b7169203331-01-x`,
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `00-${id}-${'0'.repeat(16)}-01`,
      `ff-${id}-b7ad6b7169203331-01`,
      `cc-${id}-b7ad6b7169203331-01x`,
      'x'.repeat(64),
    ]) {
      expect((await with_(bad)).headers['x-trace-id']).toMatch(/^(?!0af7)[0-9a-f]{32}$/);
    }
  });

  test.each([
    ['a name of the client’s own', 'portal-7:a.b_c', 'portal-7:a.b_c'],
    ['none', undefined, null],
    ['one that is too long', 'x'.repeat(65), null],
    ['one with other signs', 'a b', null],
    ['one that is empty', '', null],
  ])('26: a request id: %s', async (_what, given, id) => {
    const asked = post();
    if (given !== undefined) asked.set('x-request-id', given);
    const { headers } = await asked.send(body);
    expect(headers['x-request-id']).toBe(id ?? headers['x-trace-id']);
  });

  describe('compressed', () => {
    const long = JSON.stringify({ query: '{ opinions(first: 60) { id title } }' });
    const sent = async (accept: string | undefined, what = long) => {
      const headers = { authorization: gateway.bearer(), 'content-type': 'application/json' };
      const { body: bytes, headers: told } = await request(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: accept === undefined ? headers : { ...headers, 'accept-encoding': accept },
        body: what,
      });
      return { bytes: Buffer.from(await bytes.arrayBuffer()), coding: told['content-encoding'], vary: told['vary'] };
    };

    test.each<[string | undefined, string | undefined]>([
      [undefined, undefined],
      ['identity', undefined],
      ['gzip', 'gzip'],
      ['GZIP;q=0.5', 'gzip'],
      ['gzip, deflate, br, zstd', 'br'],
      ['br;q=0.1, gzip', 'gzip'],
      ['br;q=0, gzip;q=0', undefined],
      ['*', 'br'],
      ['*;q=0', undefined],
      ['br;q=x', undefined],
      [',;,', undefined],
    ])('Accept-Encoding: %s', async (accept, coding) => {
      const { bytes, coding: told, vary } = await sent(accept);
      expect([told, vary]).toEqual([coding, coding === undefined ? undefined : 'accept-encoding']);
      const text = told === 'br' ? brotliDecompressSync(bytes) : told === 'gzip' ? gunzipSync(bytes) : bytes;
      expect(JSON.parse(text.toString()).data.opinions).toHaveLength(60);
    });

    test('never what is small: a refusal’s length says nothing of what it repeats', async () => {
      expect((await sent('gzip, br', body)).coding).toBeUndefined();
    });
  });

  test.each([
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json;q=0.5, application/graphql-response+json', 'application/graphql-response+json'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json;q=0, */*', 'application/graphql-response+json'],
    ['application/*;q=0, */*;q=0.5, application/json;q=0.1', 'application/json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/graphql-response+json, */*', 'application/graphql-response+json'],
  ])('Accept: %s', async (accept, type) => {
    const answer = await post().set('accept', accept).send(body);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, `${type}; charset=utf-8`]);
  });
});

describe('media types', () => {
  test.each([
    'application/json;',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; x=1',
    'application/jsonx',
    'text/plain',
    'application/graphql',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'foo',
    ';',
  ])('content type %s is refused', async (type) => {
    expectRefused(await post(type).send(body), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test('a content type given twice is refused', async () => {
    const answer = await raw(
      gateway.url,
      requestText(
        'POST /graphql',
        [
          'Content-Type: application/json',
          'Content-Type: application/json',
          `Authorization: ${gateway.bearer()}`,
          `Content-Length: ${body.length}`,
        ],
        body,
      ),
    );
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['gzip', 'gzip, gzip', 'br', 'identity'])('content encoding %s is refused', async (encoding) => {
    expectRefused(await post().set('content-encoding', encoding).send(body), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['text/html', 'application/json;q=0', 'application/xml;q=x', 'application/*;q=0, */*'])(
    'Accept: %s is refused',
    async (accept) => {
      expectRefused(await post().set('accept', accept).send(body), 406, 'NOT_ACCEPTABLE');
    },
  );
});

describe('bodies', () => {
  const q = JSON.stringify(QUERY);
  test.each([
    ['a batch', `[{"query":${q}}]`],
    ['an empty batch', '[]'],
    ['a text', q],
    ['null', 'null'],
    ['nothing', ''],
    ['no JSON', '{'],
    ['a key twice', `{"query":${q},"query":${q}}`],
    ['a key twice, once escaped', `{"query":${q},"qu\\u0065ry":${q}}`],
    ['a key twice within', `{"query":${q},"variables":{"a":{"b":1,"b":2}}}`],
    ['a strange key', `{"query":${q},"id":1}`],
    ['the key __proto__', `{"query":${q},"__proto__":{}}`],
    ['variables as text', `{"query":${q},"variables":"{}"}`],
    ['operationName as object', `{"query":${q},"operationName":{}}`],
    ['no query', '{"variables":{}}'],
    ['an empty query', '{"query":""}'],
    ['a number out of range', `{"query":${q},"variables":{"a":1e400}}`],
    ['a long number out of range', `{"query":${q},"variables":{"a":1.${'0'.repeat(500)}e999}}`],
    ['an integer beyond 2^53', `{"query":${q},"variables":{"a":9007199254740993}}`],
    ['an integer beyond 2^53, as a fraction', `{"query":${q},"variables":{"a":9007199254740993.0}}`],
    ['an integer beyond 2^53, by its power', `{"query":${q},"variables":{"a":900719925474.0993e4}}`],
    ['zeros between two digits', `{"query":${q},"variables":{"a":1.${'0'.repeat(90_000)}1e300}}`],
    ['minus zero', `{"query":${q},"variables":{"a":-0}}`],
    ['a number that becomes zero', `{"query":${q},"variables":{"a":1e-400}}`],
    ['NaN', `{"query":${q},"variables":{"a":NaN}}`],
    ['a lone surrogate', `{"query":${q},"variables":{"a":"\\ud800"}}`],
    ['a lone surrogate in a key', `{"query":${q},"variables":{"\\udc00":1}}`],
    ['a NUL character', `{"query":${q},"variables":{"a":"\\u0000"}}`],
    ['a byte order mark', `\uFEFF{"query":${q}}`],
    ['33 levels', `{"query":${q},"variables":${'{"a":'.repeat(32)}1${'}'.repeat(32)}}`],
    ['100,000 levels', `{"query":${q},"variables":${'['.repeat(49_000)}${']'.repeat(49_000)}}`],
    ['1,001 keys', `{"query":${q},"variables":{${Array.from({ length: 1_000 }, (_, n) => `"k${n}":1`).join(',')}}}`],
  ])('%s: 400', async (_what, text) => {
    expectRefused(await post().send(text), 400, 'BAD_REQUEST');
  });

  test('a Float may be as large as a double can be: 1e21 is given back as it is written', async () => {
    const floats = '[1e21,1.7976931348623157E+308,-1.0e22,0.1234567890123456789]';
    const answer = await post().send(`{"query":${q},"variables":{"a":${floats}}}`);
    expect(answer.status).toBe(200);
  });

  test('bytes that are not UTF-8: 400', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`{"query":${q},"operationName":"`),
      Buffer.from([0xc0, 0xaf]),
      Buffer.from('"}'),
    ]);
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization: gateway.bearer(), 'content-type': 'application/json' },
      body: bytes,
    });
    expectRefused({ status: answer.status, body: await answer.json() }, 400, 'BAD_REQUEST');
    expect((await post().send(`{"query":${q}}`)).status).toBe(200);
  });

  test('up to the limits they are read', async () => {
    const variables = `{"query":${q},"variables":${'{"a":'.repeat(31)}1${'}'.repeat(31)}}`;
    expect((await post().send(variables)).status).toBe(200);
    const keys = `{"query":${q},"variables":{${Array.from({ length: 998 }, (_, n) => `"k${n}":1`).join(',')}}}`;
    expect((await post().send(keys)).status).toBe(200);
    const padded = `{"query":${q}}`.padEnd(100 * 1024);
    expect((await post().send(padded)).status).toBe(200);
  });

  test('over 100 KiB: 413', async () => {
    expectRefused(await post().send(`{"query":${q}}`.padEnd(100 * 1024 + 1)), 413, 'PAYLOAD_TOO_LARGE');
  });

  test('over 100 KiB by its length: 413 instead of being asked for, and the connection closes', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nExpect: 100-continue\r\nContent-Length: 102401';
    const answer = await raw(gateway.url, `${head}\r\n\r\n`);
    expect(answer.head).toMatch(/^connection: close\r?$/im);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 413, 'PAYLOAD_TOO_LARGE');
  });
});

describe('queries by GET', () => {
  const get = (search: string): supertest.Test =>
    supertest(gateway.url).get(`/graphql?${search}`).set('authorization', gateway.bearer());

  test('with a header that a page of another origin cannot send', async () => {
    expect((await get(`query=${encodeURIComponent(QUERY)}`)).status).toBe(200);
    const bare = await supertest(gateway.url).get(`/graphql?query=${encodeURIComponent('{__typename}')}`);
    expect([bare.status, bare.body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
    const guarded = await supertest(gateway.url)
      .get(`/graphql?query=${encodeURIComponent('{__typename}')}`)
      .set('apollo-require-preflight', '1');
    expect(guarded.status).toBe(401);
  });

  test('a mutation: 405', async () => {
    const answer = await get(`query=${encodeURIComponent('mutation { publish(id: "1") { id } }')}`);
    expect(answer.headers['allow']).toBe('GET, POST');
    expectRefused(answer, 405, 'METHOD_NOT_ALLOWED');
  });

  test('with a content type that is not ours: 415', async () => {
    expectRefused(await get('query={__typename}').set('content-type', 'text/foo'), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each([
    ['a parameter twice', 'query={__typename}&query={__typename}'],
    ['a strange parameter', 'query={__typename}&access_token=x'],
    ['variables that are no JSON', 'query={__typename}&variables={'],
    ['bytes that are not UTF-8', 'query={__typename}&operationName=%ff'],
    ['a broken escape', 'query=%zz'],
    ['no query', ''],
  ])('%s: 400', async (_what, search) => {
    expectRefused(await get(search), 400, 'BAD_REQUEST');
  });
});

describe('everything else', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)('%s /graphql: 405', async (method) => {
    const answer = await fetch(`${gateway.url}/graphql`, { method, headers: { origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expectRefused({ status: answer.status, body: await answer.json() }, 405, 'METHOD_NOT_ALLOWED');
  });

  test.each(['TRACE', 'PROPFIND', 'MKCOL', 'SEARCH'])('%s /graphql: 405 that says what is served', async (method) => {
    const answer = await raw(gateway.url, requestText(`${method} /graphql`, [`Authorization: ${gateway.bearer()}`]));
    expect(answer.head).toMatch(/^allow: GET, POST\r?$/m);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 405, 'METHOD_NOT_ALLOWED');
  });

  test.each([
    ['no', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['more than one', requestText('GET /healthz', ['HOST: gateway.test'])],
    ['more than one', requestText('GET /healthz', ['Host: evil.example'])],
  ])('a request with %s header Host: 400', async (says, bytes) => {
    const answer = await raw(gateway.url, bytes);
    expect(answer.body).toContain(`The request has ${says} header`);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 400, 'BAD_REQUEST');
  });

  test.each(['a b', 'user@gateway.test', 'gateway.test/path', '[::1', 'gateway.test:port', 'gâteway.test'])(
    'a request to the host %s: 400',
    async (host) => {
      const answer = await raw(gateway.url, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 400, 'BAD_REQUEST');
    },
  );

  test.each(['', '[::1]:4000', 'gateway.test.:', '192.0.2.1'])('one to the host “%s” is answered', async (host) => {
    const answer = await raw(gateway.url, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer.status).toBe(200);
  });

  test.each([
    ['in a coding besides `chunked`', 'POST /graphql HTTP/1.1\r\nTransfer-Encoding: gzip, chunked'],
    ['in chunks in HTTP/1.0', 'POST /graphql HTTP/1.0\r\nTransfer-Encoding: chunked'],
  ])('a body %s: 400, and the connection closes', async (_what, head) => {
    const rest = 'Host: gateway.test\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n';
    const answer = await raw(gateway.url, `${head}\r\n${rest}`);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 400, 'BAD_REQUEST');
  });

  test('CONNECT: 405 that says what is served', async () => {
    const answer = await raw(gateway.url, requestText('CONNECT gateway.test:80', []));
    expect(answer.head).toMatch(/^allow: GET, POST\r?$/m);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 405, 'METHOD_NOT_ALLOWED');
  });

  test('HEAD /graphql: 405 and no body', async () => {
    const answer = await supertest(gateway.url).head('/graphql');
    expect([answer.status, answer.text]).toEqual([405, undefined]);
  });

  test.each([
    '/',
    '/graphql/',
    '/GRAPHQL',
    '/playground',
    '/metrics',
    '/.well-known/apollo/server-health',
    '/dev/personas',
    '/..%2f..%2fetc/passwd',
    '/%',
    '/%ff',
  ])('GET %s: 404 that says nothing of it', async (path) => {
    const answer = await raw(gateway.url, requestText(`GET ${path}`, []));
    expect(answer.body).not.toContain(path.slice(1) || 'FST');
    expect(answer.head).not.toMatch(/^(?:server|x-powered-by|via):/im);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 404, 'NOT_FOUND');
  });

  test.each(['//', '//evil.example/graphql', 'http://evil.example/graphql', 'http://[', '*'])(
    'the target %s is answered in our own form',
    async (target) => {
      const { status, body: text } = await raw(gateway.url, requestText(`GET ${target}`, []));
      expect([400, 404]).toContain(status);
      expect(JSON.parse(text)).toHaveProperty('errors');
      expect(text).not.toContain('FST_');
    },
  );

  test('health and the table of refusals need no token and leave no record', async () => {
    expect((await supertest(gateway.url).get('/healthz')).body).toEqual({ status: 'up' });
    expect((await supertest(gateway.url).get('/readyz')).body).toEqual({ status: 'ready' });
    expect((await supertest(gateway.url).get('/errors')).text).toContain('id="AUDIT_UNAVAILABLE"');
    expect(recorded()).toEqual([]);
  });

  test.each(['/healthz', '/readyz', '/errors'])('HEAD %s is answered as GET, without a body', async (path) => {
    const [head, got] = [await supertest(gateway.url).head(path), await supertest(gateway.url).get(path)];
    expect([head.status, head.text]).toEqual([200, undefined]);
    expect(head.headers['content-type']).toBe(got.headers['content-type']);
    expect(head.headers['content-length']).toBe(got.headers['content-length']);
    expect(recorded()).toEqual([]);
  });

  test.each([
    ['headers of more than 8 KiB', `X-Long: ${'x'.repeat(9_000)}`],
    ['more than 64 headers', Array.from({ length: 65 }, (_, n) => `X-${n}: 1`).join('\r\n')],
  ])('%s: 431', async (_what, headers) => {
    const answer = await raw(gateway.url, requestText('GET /healthz', [headers]));
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 431, 'HEADERS_TOO_LARGE');
  });

  test.each([
    ['no HTTP', 'HELLO\r\n\r\n'],
    ['both lengths', requestText('POST /graphql', ['Content-Length: 3', 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
    ['a line feed in a header', requestText('GET /healthz', ['X-A: a\nX-B: b\r'])],
  ])('%s: 400 in our own form, recorded', async (_what, bytes) => {
    const answer = await raw(gateway.url, bytes);
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 400, 'BAD_REQUEST');
  });

  test('headers that never end: 408 after 5 s, recorded', async () => {
    const answer = await raw(gateway.url, 'POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nX-A: 1');
    expectRefused({ status: answer.status, body: JSON.parse(answer.body) }, 408, 'REQUEST_TIMEOUT');
  });

  test('what a client writes does not become a header', async () => {
    const answer = await post()
      .set('traceparent', '00-x%0d%0aset-cookie:a=b')
      .send(JSON.stringify({ query: `query A { __typename }`, operationName: 'A\r\nset-cookie: a=b' }));
    expect(answer.status).toBe(400);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});
