import type { RawAnswer } from '@agency-graph/gateway/steps';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainGraph, type PlainGraph } from '../support/plain-graph.js';

const BUNDLES = [
  { tags: ['a', 'b'], place: { sheet: 'm', plots: [1, 2] }, weight: 1, rent: 10 },
  { tags: ['a', 'c'], place: { sheet: 'm', plots: [2, 1] }, weight: 2, rent: 20 },
  { tags: [], place: { sheet: 'n', plots: [] }, weight: 3, rent: 30 },
];
type Bundle = (typeof BUNDLES)[number];

let graph: PlainGraph;
beforeAll(async () => {
  graph = await plainGraph({
    store: {
      sdl: `
        scalar Place
        type Query { bundles: [Bundle] }
        type Bundle @key(fields: "tags") @key(fields: "place") { tags: [String!]! place: Place! }`,
      resolvers: { Query: { bundles: () => BUNDLES } },
    },
    scales: {
      sdl: 'type Bundle @key(fields: "tags") { tags: [String!]! weight: Int }',
      resolvers: {
        Bundle: {
          __resolveReference: ({ tags }: Bundle) => BUNDLES.find((one) => isDeepStrictEqual(one.tags, tags)),
        },
      },
    },
    land: {
      sdl: 'scalar Place type Bundle @key(fields: "place") { place: Place! rent: Int }',
      resolvers: {
        Bundle: {
          __resolveReference: ({ place }: Bundle) => BUNDLES.find((one) => isDeepStrictEqual(one.place, place)),
        },
      },
    },
  });
});
afterAll(() => graph.generation.planner.close());

const QUERY = '{ bundles { weight rent } }';
const NOTHING = { weight: null, rent: null };

/** Changes the entities that each subgraph answers. */
const ask = (change: (entities: readonly Bundle[]) => readonly unknown[]) =>
  graph.ask(QUERY, [], {
    tamper: (subgraph: string, answer: RawAnswer): RawAnswer => {
      if (subgraph === 'store') return answer;
      const { _entities } = answer.data as { _entities: readonly Bundle[] };
      return { ...answer, data: { _entities: change(_entities) } };
    },
  });

test('an entity is joined by a key that is a list, or an object of a scalar’s', async () => {
  const { data, errors, rows } = await graph.ask(QUERY);
  expect(data.bundles).toEqual(BUNDLES.map(({ weight, rent }) => ({ weight, rent })));
  expect([errors, rows?.alarms]).toEqual([[], []]);
});

test('those that an agency swaps are thrown away with an alarm', async () => {
  const { data, rows } = await ask(([first, second, third]) => [second, first, third]);
  expect(data.bundles).toEqual([NOTHING, NOTHING, { weight: 3, rent: 30 }]);
  expect(rows?.alarms).toHaveLength(4);
});

test('one whose key is a whole number that cannot be read exactly is asked of nobody: that is one error a field', async () => {
  const numbered = (field: string) => ({
    sdl: `scalar Long type Bundle @key(fields: "number") { number: Long @shareable ${field}: Int }`,
    resolvers: { Bundle: { __resolveReference: (given: object) => ({ ...given, [field]: 7 }) } },
  });
  const three = await plainGraph({
    store: {
      sdl: 'scalar Long type Query { bundles: [Bundle] } type Bundle @key(fields: "number") { number: Long @shareable }',
      resolvers: { Query: { bundles: () => [{ number: 1 }, { number: 2 }] } },
    },
    scales: numbered('weight'),
    land: numbered('rent'),
    depot: numbered('shelf'),
  });
  const unreadable = (subgraph: string, answer: RawAnswer): RawAnswer =>
    subgraph === 'store'
      ? (JSON.parse(JSON.stringify(answer).replace('"number":2', '"number":9007199254740993')) as RawAnswer)
      : answer;
  const hidden = await three.ask('{ bundles { weight rent shelf } }', [], { tamper: unreadable });
  expect(hidden.data.bundles).toEqual([
    { weight: 7, rent: 7, shelf: 7 },
    { weight: null, rent: null, shelf: null },
  ]);
  const lacking = ['shelf', 'rent', 'weight'].map((key) => ['bundles', 1, key]);
  expect(hidden.errors.map(({ path }) => path)).toEqual(lacking);
  const shown = await three.ask('{ bundles { number weight rent shelf } }', [], { tamper: unreadable });
  expect(shown.data.bundles[1]).toEqual({ number: null, weight: null, rent: null, shelf: null });
  expect(shown.errors.map(({ path }) => path)).toEqual([...lacking, ['bundles', 1, 'number']]);
  expect(JSON.stringify([hidden.asked, shown.asked])).not.toContain('900719');
  await three.generation.planner.close();
});

const DEEP = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;

test.each([
  [{ length: 0 }],
  [{ toString: 1 }],
  [[['a', 'b']]],
  ['a,b'],
  ['[object Object]'],
  [JSON.parse('{"__proto__": {"sheet": "m", "plots": [1, 2]}}') as unknown],
  [DEEP],
])('one whose key is another value is none of those asked for', async (odd) => {
  const { data } = await ask((entities) =>
    entities.map((one) =>
      Object.fromEntries(
        Object.entries(one).map(([key, value]) => [key, key.startsWith('_ag_key_') ? odd : (value as unknown)]),
      ),
    ),
  );
  expect(data.bundles).toEqual(BUNDLES.map(() => NOTHING));
});
