import { serverAudits } from 'graphql-http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import { readRequests } from '../gateway/fixture/read-log.js';
import { ecKey, jwkOf, signed, now } from '../gateway/fixture/tokens.js';
import { servePlain, type ServedSubgraphs } from '../support/plain-subgraphs.js';
import { workplace, type PlainGateway, type Workplace } from './plain-gateway.js';

const BOOKS = {
  sdl: `
    type Query { book: Book secret: String @requiresScopes(scopes: [["read:secret"]]) mine: String @authenticated }
    type Book @key(fields: "isbn") { isbn: ID! title: String }
  `,
  resolvers: {
    Query: { book: () => ({ isbn: '1' }), secret: () => 'canary', mine: () => 'mine' },
    Book: { title: () => 'Truyện Kiều' },
  },
};
const REVIEWS = {
  sdl: 'type Book @key(fields: "isbn") { isbn: ID! stars: Int }',
  resolvers: { Book: { __resolveReference: (book: object) => book, stars: () => 5 } },
};

let place: Workplace;
let served: ServedSubgraphs;
let supergraph: string;
const key = ecKey('k1');
const token = (claims: object, by = key): Record<string, string> => ({
  authorization: `Bearer ${signed({ alg: 'ES256', kid: by.kid }, { sub: 'ann', exp: now() + 60, ...claims }, by)}`,
});

beforeAll(async () => {
  place = workplace();
  served = await servePlain({ books: BOOKS, reviews: REVIEWS });
  supergraph = place.write('any.graphql', served.supergraphSdl);
});
afterAll(async () => {
  place?.close();
  await served?.close();
});

describe('a supergraph file, and nothing else', () => {
  let gateway: PlainGateway;
  beforeAll(async () => (gateway = await place.start('--supergraph', supergraph)));

  test('is served at its own addresses, over several subgraphs, without a signed context', async () => {
    const { status, body } = await gateway.post('{ book { title stars } }');
    expect([status, body.data]).toEqual([200, { book: { title: 'Truyện Kiều', stars: 5 } }]);
    expect(body.errors).toBeUndefined();
    for (const { headers } of served.asked) expect(Object.keys(headers)).not.toContain('agency-context');
  });

  test('can be introspected by anybody', async () => {
    const { body } = await gateway.post('{ __type(name: "Query") { fields { name } } }');
    expect(body.data.__type.fields.map(({ name }: { name: string }) => name)).toEqual(['book', 'secret', 'mine']);
  });

  test('keeps every MUST of GraphQL over HTTP', async () => {
    const audits = serverAudits({ url: `${gateway.url}/graphql` });
    const results = await Promise.all(audits.map(({ fn }) => fn()));
    expect(results.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThan(10);
    expect(results.filter(({ status }) => status === 'error').map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });

  test('keeps a durable record of every answer', async () => {
    const { body } = await gateway.post('{ book { title } }');
    const record = readRequests(join(place.directory, 'data-0/audit')).find(
      ({ index }) => index === body.extensions.audit.index,
    );
    expect(record?.type).toBe('outcome');
    expect(record?.access).toContainEqual(
      expect.objectContaining({ type: 'Book', fields: ['title'], effect: 'allow' }),
    );
  });

  test('without keys no token is believed: what asks for one is refused, never served', async () => {
    const claims = { scope: 'read:secret' };
    for (const headers of [{}, token(claims), { authorization: 'Bearer a.b.c' }]) {
      const { status, body } = await gateway.post('{ secret mine book { title } }', headers);
      expect([status, body.data]).toEqual([200, { secret: null, mine: null, book: { title: 'Truyện Kiều' } }]);
      expect(body.errors.map((error: { path: unknown }) => error.path)).toEqual([['secret'], ['mine']]);
    }
    expect(served.asked.some(({ query }) => /secret|mine/.test(query))).toBe(false);
  });

  test('stops on SIGINT, with exit code 0', async () => {
    gateway.child.kill('SIGINT');
    expect(await gateway.ended).toBe(0);
  });
});

describe('with keys', () => {
  let gateway: PlainGateway;
  beforeAll(async () => {
    const jwks = place.write('keys.json', JSON.stringify({ keys: [jwkOf(key)] }));
    gateway = await place.start('--supergraph', supergraph, '--jwks', jwks, '--issuer', 'https://a', '--audience', 'b');
  });
  const good = { iss: 'https://a', aud: 'b' };

  test('a token is not needed, and one that holds gives its scopes', async () => {
    expect((await gateway.post('{ secret }')).body.data).toBeNull();
    expect((await gateway.post('{ secret }', token(good))).body.data).toBeNull();
    const { body } = await gateway.post('{ secret mine }', token({ ...good, scope: 'x read:secret' }));
    expect(body.data).toEqual({ secret: 'canary', mine: 'mine' });
  });

  test('are not fetched from elsewhere by http, where they could be replaced on the way', async () => {
    const start = place.start('--supergraph', supergraph, '--jwks', 'http://idp.example/keys');
    await expect(start).rejects.toThrow('keys fetched by http can be replaced on the way');
  });

  test('an only key needs no id, nor does a token of it', async () => {
    const jwks = place.write('unnamed.json', JSON.stringify({ keys: [jwkOf(key, { kid: undefined })] }));
    const unnamed = await place.start('--supergraph', supergraph, '--jwks', jwks);
    const bearer = signed({ alg: 'ES256' }, { sub: 'ann', scope: 'read:secret' }, key);
    const { body } = await unnamed.post('{ secret }', { authorization: `Bearer ${bearer}` });
    expect(body.data).toEqual({ secret: 'canary' });
  });

  test.each([
    ['of another key', () => token(good, ecKey('k1'))],
    ['of another issuer', () => token({ ...good, iss: 'https://c' })],
    ['for another audience', () => token({ ...good, aud: 'c' })],
    ['that has expired', () => token({ ...good, exp: now() - 60 })],
    ['that is none', () => ({ authorization: 'Bearer nonsense' })],
    ['unsigned', () => ({ authorization: `Bearer ${signed({ alg: 'none', kid: 'k1' }, good, key, 'none')}.` })],
  ])('a token %s is 401, whatever is asked', async (_, headers) => {
    const { status, body } = await gateway.post('{ book { title } }', headers());
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'AUTH_ERROR']);
  });
});

describe('supergraph.yaml with profile: conformance', () => {
  const yaml = (more = ''): string => `federation_version: =2.9.0
subgraphs:
  books:
    routing_url: ${/http:[^"]*books/.exec(served.supergraphSdl)![0]}
    schema: { file: ./books.graphql }
gateway:
  profile: conformance
${more}`;

  test('serves plain subgraphs too, and can ask for a token', async () => {
    place.write(
      'books.graphql',
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes"]) ${BOOKS.sdl}`,
    );
    const file = place.write('supergraph.yaml', yaml('  authorization: { require_authentication: true }\n'));
    const gateway = await place.start('--supergraph', file);
    expect((await gateway.post('{ book { title } }')).status).toBe(401);
  });
});

describe('what is not served', () => {
  const labelled = (): string => {
    const open = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';
    const composed = compose({
      subgraphs: [
        {
          name: 'a',
          url: 'http://127.0.0.1:1/',
          file: 'a.graphql',
          sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"]) ${LABEL_LINK} ${LABEL_DEFINITIONS} type Query { now: String ${open} }`,
        },
      ],
      labels: 'required',
    });
    return composed.kind === 'composed' ? composed.supergraphSdl : '';
  };

  test.concurrent.each<[string, () => string, RegExp]>([
    ['a labelled supergraph', labelled, /carries @label, and this profile enforces no labels/],
    ['one whose label link was cut out', () => labelled().replace(/@link\([^)]*label\/[^)]*\)/, ''), /carries @label/],
    ['a text that is no schema', () => 'type Query {', /line 1: this is not GraphQL schema text/],
    ['a schema that was not composed', () => 'type Query { a: Int }', /not a composed Federation 2 supergraph/],
    [
      'an address of a cloud’s metadata service',
      () => served.supergraphSdl.replaceAll(/http:[^"]*books/g, 'http://169.254.169.254/'),
      /subgraph books cannot be called/,
    ],
  ])('%s', async (what, sdl, says) => {
    const failed = await place.fail('--supergraph', place.write(`${what}.graphql`, sdl()));
    expect(failed.code).toBe(1);
    expect(failed.says).toMatch(says);
    expect(failed.says).not.toMatch(/\n\s+at /);
  });

  test.concurrent('a Cedar policy that does not parse, or none where some are named', async () => {
    place.write('broken.cedar', 'permit (principal, action, resource)\nwhen {');
    const [broken, missing] = await Promise.all([
      place.fail('--supergraph', supergraph, '--cedar', place.directory),
      place.fail('--supergraph', supergraph, '--cedar', join(place.directory, 'nowhere')),
    ]);
    expect(broken.says).toMatch(/broken\.cedar:2:\d+: /);
    expect(missing.says).toMatch(/The Cedar policies cannot be read/);
  });

  test.concurrent('a supergraph file under another profile', async () => {
    const other = await place.fail('--supergraph', supergraph, '--profile', 'development');
    expect(other.says).toMatch(/serve it with --profile conformance/);
  });
});
