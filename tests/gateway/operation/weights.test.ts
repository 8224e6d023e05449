import { compose } from '@agency-graph/composition/compose';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DEMAND, type Demand } from '../../../gateway/src/operation/cost.js';
import { NO_COSTS, readCosts } from '../../../gateway/src/operation/costs.js';
import { readOperation } from '../../../gateway/src/operation/operation.js';
import { Refusal } from '../../../gateway/src/refusals.js';
import { testGeneration } from '../fixture/graph.js';

const TYPES = `
  type Query {
    plain: Item
    dear: Int @cost(weight: 7)
    items(first: Int = 20): [Item!]
    assumed: [Item!] @listSize(assumedSize: 50)
    sliced(want: Int, also: Int): [Item!] @listSize(slicingArguments: ["want", "also"])
    nested(size: Int): [Item!] @listSize(slicingArguments: ["size"], requireOneSlicingArgument: false, assumedSize: 10)
    page(first: Int = 20): ItemPage @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
    searched(by: Search, text: String @cost(weight: 3)): Item
    priced: Priced
    prices(first: Int = 20): [Priced!]
    either: Either
    cheap(first: Int = 20): [Cheap!]
  }
  interface Priced { dear: Int found(text: String): Int listed(first: Int): [Item!] page(first: Int = 20): ItemPage strict(want: Int): [Item!] }
  type Gold implements Priced @cost(weight: 4) {
    dear: Int @cost(weight: 7)
    found(text: String @cost(weight: 3)): Int
    listed(first: Int): [Item!] @listSize(assumedSize: 50)
    page(first: Int = 20): ItemPage @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
    strict(want: Int): [Item!] @listSize(slicingArguments: ["want"])
  }
  type Tin implements Priced { dear: Int found(text: String): Int listed(first: Int): [Item!] page(first: Int = 20): ItemPage strict(want: Int): [Item!] }
  type Free @cost(weight: 0) { name: String }
  union Either = Gold | Tin
  union Cheap = Free | Tin
  type Item @cost(weight: 2) { id: ID name: String dearName: String @cost(weight: 5) items(first: Int): [Item!] }
  type ItemPage { nodes: [Item!] total: Int }
  input Search { wide: Boolean @cost(weight: 11) inner: [Search!] }
`;
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", { name: "@listSize", as: "@listSize" }])';

const composed = compose({
  subgraphs: [{ name: 'a', url: 'http://127.0.0.1:1/', sdl: `${LINK}${TYPES}`, file: 'a.graphql' }],
  labels: 'optional',
});
if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
const costs = readCosts(composed.supergraphSdl);
const schema = buildSchema(TYPES.replaceAll(/@(cost|listSize)\([^)]*\)/g, ''));

const points = (
  query: string,
  variables: Record<string, unknown> = {},
  demand: Partial<Demand> = {},
): number | string => {
  try {
    const asked = { query, variables, operationName: null };
    return readOperation(asked, schema, { ...DEFAULT_DEMAND, costs, ...demand }).cost;
  } catch (error) {
    if (error instanceof Refusal) return String(error.details['limit'] ?? error.code);
    throw error;
  }
};

describe('costs as the schema weighs them', () => {
  test.each<[string, number]>([
    ['{ plain { id } }', 2],
    ['{ plain { dearName } }', 7],
    ['{ dear }', 7],
    ['{ items { id } }', 40],
    ['{ items(first: 3) { id dearName } }', 21],
    ['{ assumed { id } }', 100],
    ['{ sliced(want: 5) { id } }', 10],
    ['{ nested { id } }', 20],
    ['{ nested(size: 4) { id } }', 8],
    ['{ page(first: 6) { total nodes { id } } }', 12],
    ['{ page(first: 6) { ... on ItemPage { nodes { dearName } } } }', 42],
    ['{ searched(text: "x") { id } }', 5],
    ['{ searched(by: { wide: true, inner: [{ wide: true }, { wide: false }] }) { id } }', 35],
    ['{ a: dear b: dear }', 14],
    ['{ items(first: 2) { items(first: 3) { id } } }', 16],
    ['{ items(first: 1) { items { id } } }', 2 + 100 * 2],
    ['{ items(first: null) { id } }', 40],
    ['{ nested(size: null) { id } }', 20],
  ])('%s: %d', (query, cost) => {
    expect(points(query)).toBe(cost);
  });

  test('44: on coerced values: variables, defaults, and nothing at all', () => {
    const query = 'query ($n: Int = 9, $size: Int) { items(first: $n) { id } nested(size: $size) { id } }';
    expect(points(query)).toBe(18 + 20);
    expect(points(query, { n: 5, size: 7 })).toBe(10 + 14);
  });
});

describe('what is asked of an interface or a union costs as much as of the dearest type that it may stand for', () => {
  test.each<[string, number]>([
    ['{ priced { dear } }', 4 + 7],
    ['{ priced { ... on Gold { dear } } }', 4 + 7],
    ['{ either { ... on Priced { dear } } }', 4 + 7],
    ['{ prices(first: 2) { dear } }', 2 * (4 + 7)],
    ['{ priced { found(text: "x") } }', 4 + 3],
    ['{ cheap(first: 3) { __typename } }', 3],
    ['{ priced { listed(first: 10) { id } } }', 4 + 50 * 2],
    ['{ priced { listed(first: 90) { id } } }', 4 + 90 * 2],
    ['{ priced { ... on Gold { page(first: 6) { total nodes { id } } } } }', 4 + 6 * 2],
    ['{ priced { page(first: 6) { total nodes { id } } } }', 4 + 6 * (1 + 2)],
    ['{ priced { strict(want: 6) { id } } }', 4 + 6 * 2],
    ['{ priced { strict { id } } }', 4 + 100 * 2],
  ])('%s: %d', (query, cost) => {
    expect(points(query)).toBe(cost);
  });
});

test.each([
  ['the schema of a caller, which is printed', 'viewer { schema }'],
  ['an operation that is explained, which is read', 'explain(query: "{ viewer { zone } }") { purpose }'],
])('%s while others wait, costs as much as so many rows', async (_, field) => {
  const { apiSchema, demand } = await testGeneration();
  const times = (number: number): string =>
    `{ ${Array.from({ length: number }, (_one, at) => `a${at}: ${field}`).join(' ')} }`;
  const read = (query: string) => readOperation({ query, variables: {}, operationName: null }, apiSchema, demand);
  expect(read(times(2)).cost).toBe(1_000);
  expect(() => read(times(11))).toThrow('asks for too much');
});

describe('lists that say how they are sliced', () => {
  test.each([
    ['none', '{ sliced { id } }'],
    ['two', '{ sliced(want: 1, also: 2) { id } }'],
    ['null', '{ sliced(want: null) { id } }'],
  ])('ask for exactly one size: %s is refused', (_, query) => {
    expect(points(query)).toBe('cost');
  });

  test.each(['{ sliced(want: 101) { id } }', '{ nested(size: 101) { id } }', '{ page(first: 101) { total } }'])(
    '44: pages have 100 rows at most, wherever the size stands: %s',
    (query) => expect(points(query)).toBe('page'),
  );

  test('44: where sizes are only measured, a page that is null counts as its default', () => {
    const query = 'query ($n: Int) { page(first: $n) { nodes { id } } }';
    expect(points(query, { n: null }, { mode: 'measure' })).toBe(20 * 2);
    expect(points(query, { n: 6 }, { mode: 'measure' })).toBe(6 * 2);
  });
});

describe('45: what costs too much', () => {
  const query = '{ items(first: 50) { items(first: 50) { id } } }';
  test('is refused where costs are enforced, and counted where they are measured', () => {
    expect(points(query)).toBe('cost');
    expect(points(query, {}, { mode: 'measure' })).toBe(50 * (2 + 100));
    expect(points(query, {}, { most: 5_100 })).toBe(5_100);
    expect(points(query, {}, { most: 5_099 })).toBe('cost');
  });

  test('pages and lists keep their limits where costs are only measured', () => {
    expect(points('{ items(first: 101) { id } }', {}, { mode: 'measure' })).toBe('page');
  });
});

test('a schema that says nothing of costs is not walked for them', () => {
  expect(readCosts('type Query { a: Int }')).toBe(NO_COSTS);
});

test('a directive of another’s that is called the same is no cost', () => {
  const sdl = 'directive @cost(price: Int) on FIELD_DEFINITION type Query { a: Int @cost(price: 3) }';
  expect(readCosts(sdl)).toBe(NO_COSTS);
});
