import type { Problem } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { createGeneration } from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectProblem, OPEN, subgraph } from '../composition/graph.js';
import { plainGraph, type PlainAnswer, type PlainGraph } from '../support/plain-graph.js';
import { linked, supergraphOf, type PlainSubgraphs } from '../support/plain-subgraphs.js';

/** The ways round access control that other gateways shipped, each tried here under the name of its advisory. */

const SECRET = 'canary-secret';
const leaks = (answer: PlainAnswer): boolean => JSON.stringify(answer.data ?? null).includes('canary');

/** Nothing of it came, and nobody was asked for it. */
function expectShut(answer: PlainAnswer, field = 'secret'): void {
  expect(leaks(answer)).toBe(false);
  expect(answer.errors.map(({ extensions }) => extensions['code'])).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
  for (const { query } of answer.asked) expect(query).not.toMatch(new RegExp(`\\b${field}\\b`));
}

const composing = (subgraphs: Readonly<Record<string, string>>): readonly Problem[] => {
  const composed = compose({
    subgraphs: Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: 'http://127.0.0.1:1/',
      sdl: linked(sdl),
      file: `${name}.graphql`,
    })),
    labels: 'optional',
  });
  return composed.kind === 'problems' ? composed.problems : [];
};

const HOUSE: PlainSubgraphs = {
  house: {
    sdl: `
      type Query { thing: Thing things: [Thing] any: Any one: One }
      interface Thing { id: ID! secret: String }
      type One implements Thing { id: ID! secret: String @requiresScopes(scopes: [["one"]]) open: String }
      type Two implements Thing { id: ID! secret: String @requiresScopes(scopes: [["two"]]) open: String }
      type Vault @requiresScopes(scopes: [["vault"]]) { secret: String }
      union Any = One | Two | Vault
    `,
    resolvers: {
      Query: {
        thing: () => ({ __typename: 'One', id: '1', secret: SECRET, open: 'open' }),
        one: () => ({ id: '1', secret: SECRET, open: 'open' }),
        any: () => ({ __typename: 'Vault', secret: SECRET }),
      },
    },
  },
};

let house: PlainGraph;
beforeAll(async () => (house = await plainGraph(HOUSE)));

describe('65, GHSA-mx7m-j9xf-62hw: a rule on an interface, gone round by a fragment on an implementation', () => {
  test('composition refuses the rule on the interface, with the way out', () => {
    const problem = expectProblem(
      'AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE',
      subgraph(
        'a',
        `type Query { thing: Thing ${OPEN} } interface Thing { secret: String @authenticated } type One implements Thing { secret: String ${OPEN} }`,
      ),
    );
    expect(problem.fix).toContain('object types');
  });

  test.each([
    ['on its field', 'secret: String', 'secret: String @join__field @authenticated'],
    ['on itself', 'interface Thing', 'interface Thing @authenticated'],
  ])('a supergraph composed before that: a rule %s holds for the implementations too', async (_, from, to) => {
    const sdl = supergraphOf({
      house: {
        sdl: 'type Query { thing: Thing one: One gate: String @authenticated } interface Thing { secret: String } type One implements Thing { secret: String }',
      },
    });
    const at = sdl.indexOf('interface Thing');
    const old =
      sdl.slice(0, at) +
      sdl
        .slice(at)
        .replace(from === 'interface Thing' ? /interface Thing/ : /secret: String/, to.replace(' @join__field', ''));
    const generation = await createGeneration(await loadSupergraph(old), null, 'compiled');
    for (const place of ['One.secret', 'Thing.secret'])
      expect(generation.rules.requirements.get(place)).toContainEqual({ kind: 'authenticated' });
  });
});

describe('GHSA-x33c-7c2v-mrj9: rules on implementations, gone round by the interface', () => {
  test.each([
    '{ thing { secret } }',
    '{ thing { ... on Thing { secret } } }',
    '{ thing { ... on One { secret } } }',
    '{ thing { ...F } } fragment F on Thing { ... on One { ... on Thing { secret } } }',
    '{ things { id secret } }',
  ])('%s', async (query) => expectShut(await house.ask(query, ['two'])));

  test('what both ask is asked', async () => {
    expectShut(await house.ask('{ thing { secret } }', ['one']));
    expect((await house.ask('{ thing { secret } }', ['one', 'two'])).data).toEqual({ thing: { secret: SECRET } });
  });
});

describe('GHSA-m8jr-fxqx-8xx6: a field computed from a protected one', () => {
  const OWNER = 'type Query { item: Item } type Item @key(fields: "id") { id: ID! secret: String @authenticated }';
  const reader = (field: string) => `type Item @key(fields: "id") { id: ID! secret: String @external ${field} }`;
  const weak = (subgraphs: Readonly<Record<string, string>>) =>
    composing(subgraphs).filter(({ code }) => code === 'MISSING_TRANSITIVE_AUTH_REQUIREMENTS');

  test('@requires weaker than what it reads is refused', () => {
    const [problem] = weak({ a: OWNER, b: reader('derived: String @requires(fields: "secret")') });
    expect(problem).toMatchObject({ coordinate: 'Item.derived' });
    expect(problem?.fix).toContain('at least');
    expect(weak({ a: OWNER, b: reader('derived: String @authenticated @requires(fields: "secret")') })).toEqual([]);
  });

  test('so is the second link of a chain', () => {
    const second =
      'type Item @key(fields: "id") { id: ID! derived: String @external again: String @requires(fields: "derived") }';
    const b = reader('derived: String @authenticated @requires(fields: "secret")');
    expect(weak({ a: OWNER, b, c: second })).toMatchObject([{ coordinate: 'Item.again' }]);
  });

  test('@fromContext is no way round either', () => {
    const a = `type Query { box: Box }
      type Box @key(fields: "id") @context(name: "box") { id: ID! secret: String @authenticated inner: Inner }
      type Inner @key(fields: "id") { id: ID! shown(secret: String @fromContext(field: "$box { secret }")): String }`;
    expect(weak({ a, b: 'type Query { ping: String }' }).length).toBeGreaterThan(0);
  });

  test('a label is held to the same', () => {
    const strict = '@label(secrecy: SECRET, sharing: INTERNAL, personal: NONE, steward: "VPTW")';
    const problem = expectProblem(
      'REQUIRES_STRICTER',
      subgraph(
        'a',
        `type Query { item: Item ${OPEN} } type Item @key(fields: "id") { id: ID! ${OPEN} secret: String ${strict} }`,
      ),
      subgraph(
        'b',
        `type Item @key(fields: "id") { id: ID! ${OPEN} secret: String @external ${strict} derived: String ${OPEN} @requires(fields: "secret") }`,
      ),
    );
    expect(problem).toMatchObject({ subgraph: 'b', coordinate: 'Item.derived' });
    expect(problem.fix).toContain('secrecy: SECRET');
  });
});

describe('68, GHSA-g8jh-vg5j-4h3f: a renamed directive that is not enforced', () => {
  const RENAMED = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@requiresScopes", as: "@needs" }, { name: "@policy", as: "@p" }, { name: "@authenticated", as: "@someone" }])
    type Query { a: String @needs(scopes: [["x"]]) b: String @p(policies: [["x"]]) c: String @someone d: String @federation__tag(name: "d") }`;

  test('holds under whatever name', async () => {
    const graph = await plainGraph({
      one: { sdl: RENAMED, resolvers: { Query: { a: () => SECRET, b: () => SECRET, c: () => SECRET } } },
    });
    const answer = await graph.ask('{ a b c }', null);
    expect([answer.data, answer.asked, answer.errors.length]).toEqual([null, [], 3]);
    expect((await graph.ask('{ a c }', ['x'])).data).toEqual({ a: SECRET, c: SECRET });
  });

  test('holds by its prefix, without an import', async () => {
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed") type Query { a: String @fed__requiresScopes(scopes: [["x"]]) }`;
    const generation = await createGeneration(await loadSupergraph(supergraphOf({ one: { sdl } })), null, 'compiled');
    expect(generation.rules.requirements.get('Query.a')).toEqual([{ kind: 'requiresScopes', anyOf: [['x']] }]);
  });
});

describe('response keys', () => {
  test.each(['{ one { open: secret } }', '{ one { id: secret open } }', '{ one { x: open x2: secret } }'])(
    'an alias is no other field: %s',
    async (query) => expectShut(await house.ask(query, [])),
  );

  test('the same key in sibling fragments', async () => {
    const both = '{ thing { ... on One { x: secret } ... on Two { x: open } } one { x: open } }';
    expectShut(await house.ask(both, []));
    expect((await house.ask(both, [])).data).toEqual({ thing: { x: null }, one: { x: 'open' } });
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'GHSA-pfjj-6f4p-rvmh: %s as an alias or a variable pollutes nothing',
    async (name) => {
      for (const query of [
        `{ one { ${name}: open } }`,
        `{ ${name}: one { open } }`,
        `query ($${name}: Boolean) { one { open @skip(if: $${name}) } }`,
      ]) {
        const answer = await house.ask(query, [], {
          variables: JSON.parse(`{"${name}":{"polluted":true}}`) as Record<string, unknown>,
        });
        expect(answer.data ?? null).toBeNull();
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});

describe('unions', () => {
  test('members are not merged into one rule: each is judged by its own', async () => {
    expectShut(await house.ask('{ any { ... on Vault { secret } ... on One { open } } }', ['one']));
    const vault = await house.ask('{ any { ... on Vault { secret } ... on One { id secret } } }', ['vault']);
    expect(vault.data).toEqual({ any: { secret: SECRET } });
    expect(vault.errors.map(({ path }) => path)).toEqual([['any', 'secret']]);
    const answer = await house.ask('{ any { __typename ... on One { open } ... on Vault { secret } } }', []);
    expect(answer.data).toEqual({ any: { __typename: 'Vault' } });
  });
});

describe('caches shared by users', () => {
  const QUERY = '{ one { secret open } }';
  test.each([
    ['the entitled first', ['one', 'none']],
    ['the entitled last', ['none', 'one']],
  ])('%s: the same bytes asked by two', async (_, order) => {
    const graph = await plainGraph(HOUSE);
    for (const scope of [...order, ...order]) {
      const answer = await graph.ask(QUERY, [scope]);
      expect(leaks(answer)).toBe(scope === 'one');
      expect(answer.asked.some(({ query }) => query.includes('secret'))).toBe(scope === 'one');
    }
  });

  test('at the same instant, a hundred of each', async () => {
    const scopes = Array.from({ length: 200 }, (_each, n) => (n % 2 === 0 ? 'one' : 'none'));
    const answers = await Promise.all(scopes.map((scope) => house.ask(QUERY, [scope])));
    expect(answers.map(leaks)).toEqual(scopes.map((scope) => scope === 'one'));
  });
});

test('authorization comes before the fetch: where everything is refused, nobody is asked', async () => {
  for (const query of ['{ one { secret } }', '{ any { ... on Vault { secret } } }', '{ thing { secret } }'])
    expect((await house.ask(query, [])).asked).toEqual([]);
});

test('without tokens, scopes are not met (and never silently not enforced)', async () => {
  expectShut(await house.ask('{ one { secret } }', null));
});

describe('what a subgraph may not publish', () => {
  test('one that annotates type Query gates every agency’s root fields', () => {
    const problem = expectProblem(
      'ROOT_TYPE_PROTECTED',
      subgraph('tasks', `extend type Query @authenticated { now: String ${OPEN} }`),
    );
    expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Query' });
    expect(problem.fix).toContain('each of your own root fields');
  });

  test.each([
    ['requiresScopes', 'scopes: ["x", "y"]', 'scopes: [["x", "y"]]'],
    ['policy', 'policies: "x"', 'policies: [["x"]]'],
  ])('a flat list of @%s, which would be carried along and not enforced', (name, flat, nested) => {
    const problem = expectProblem(
      'FLAT_REQUIREMENT',
      subgraph('tasks', `type Query { now: String ${OPEN} @${name}(${flat}) }`),
    );
    expect(problem.fix).toContain(nested);
  });
});
