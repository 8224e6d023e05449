import type { RawAnswer } from '@agency-graph/gateway/steps';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainGraph, type PlainGraph } from '../support/plain-graph.js';

const SHEETS =
  'type Sheet @shareable { map: ID! plot: Int! part: Part } type Part @shareable { letter: String! sides: [Side!] } type Side @shareable { length: Int! }';
const PARCELS = [
  { number: '1', sheet: { map: 'm', plot: 1, part: { letter: 'a', sides: [{ length: 3 }, { length: 4 }] } } },
  { number: '1', sheet: { map: 'm', plot: 2, part: { letter: 'a', sides: [{ length: 4 }, { length: 3 }] } } },
  { number: '2', sheet: { map: 'n', plot: 1, part: null } },
];
type Parcel = (typeof PARCELS)[number];
const owners = new Map(PARCELS.map((parcel, at) => [parcel, `owner ${at}`]));

/** Has the parcel with these of the key's fields, whatever else it has. */
const isPart = (part: unknown, of: unknown): boolean =>
  Array.isArray(part) || typeof part !== 'object' || part === null
    ? isDeepStrictEqual(part, of)
    : Object.entries(part).every(([key, value]) => isPart(value, (of as Record<string, unknown> | null)?.[key]));

/** A graph whose second agency knows parcels by a key alone. */
const cutBy = (key: string): Promise<PlainGraph> =>
  plainGraph({
    survey: {
      sdl: `type Query { parcels: [Parcel] } type Parcel @key(fields: "${key}") { number: ID! @shareable sheet: Sheet @shareable } ${SHEETS}`,
      resolvers: { Query: { parcels: () => PARCELS } },
    },
    land: {
      sdl: `type Parcel @key(fields: "${key}") { number: ID! @shareable sheet: Sheet @shareable owner: String } ${SHEETS}`,
      resolvers: {
        Parcel: {
          __resolveReference: ({ __typename, ...given }: { readonly __typename: string }) => {
            const found = PARCELS.find((parcel) => isPart(given, parcel));
            return found === undefined ? null : { ...found, __typename, owner: owners.get(found) };
          },
        },
      },
    },
  });

/** Changes the entities that the second agency answers. */
const ask = (graph: PlainGraph, change: (entities: readonly Parcel[]) => readonly unknown[] = (all) => all) =>
  graph.ask('{ parcels { owner } }', [], {
    tamper: (subgraph: string, answer: RawAnswer): RawAnswer =>
      subgraph === 'survey'
        ? answer
        : { ...answer, data: { _entities: change((answer.data as { _entities: readonly Parcel[] })._entities) } },
  });

test('keys of one name may be of two types', async () => {
  const graph = await plainGraph({
    register: {
      sdl: `
        union Holder = Person | Office
        type Query { holders: [Holder] }
        type Person @key(fields: "id seat { at }") { id: ID! seat: Seat @shareable }
        type Office @key(fields: "id seat { at }") { id: Int! seat: Desk @shareable }
        type Seat @shareable { at: String } type Desk @shareable { at: Int! }`,
      resolvers: {
        Query: {
          holders: () => [
            { __typename: 'Person', id: 'a', seat: { at: 'b' } },
            { __typename: 'Office', id: 1, seat: { at: 2 } },
          ],
        },
      },
    },
    dues: {
      sdl: `
        type Person @key(fields: "id seat { at }") { id: ID! seat: Seat @shareable due: Int }
        type Office @key(fields: "id seat { at }") { id: Int! seat: Desk @shareable due: Int }
        type Seat @shareable { at: String } type Desk @shareable { at: Int! }`,
      resolvers: {
        Person: { __resolveReference: (given: object) => ({ ...given, due: 10 }) },
        Office: { __resolveReference: (given: object) => ({ ...given, due: 20 }) },
      },
    },
  });
  const query = '{ holders { ... on Person { due } ... on Office { due } } }';
  const { data, errors, rows } = await graph.ask(query);
  expect(data.holders).toEqual([{ due: 10 }, { due: 20 }]);
  expect([errors, rows?.alarms]).toEqual([[], []]);
  await graph.generation.planner.close();
});

describe.each([
  ['number sheets { map }', '@requires(fields: "sheets { colour }")', '@external'],
  ['number sheets { map colour }', '', '@shareable'],
])('an entity with the key %s, of whose sheets a third agency gives the colour', (key, required, colour) => {
  const given = (fields: object) => ({ __resolveReference: (known: object) => ({ ...known, ...fields }) });
  const parcels = ['1', '2'].map((number) => ({ number, sheets: [{ map: `m${number}` }, { map: `n${number}` }] }));
  const query = '{ parcels { number shade } }';
  let graph: PlainGraph;
  beforeAll(async () => {
    graph = await plainGraph({
      survey: {
        sdl: `
          type Query { parcels: [Parcel] }
          type Parcel @key(fields: "number sheets { map }") { number: ID! sheets: [Sheet!] @shareable }
          type Sheet @key(fields: "map") { map: ID! }`,
        resolvers: { Query: { parcels: () => parcels } },
      },
      paint: {
        sdl: 'type Sheet @key(fields: "map") { map: ID! colour: String @shareable }',
        resolvers: { Sheet: given({ colour: 'red' }) },
      },
      land: {
        sdl: `
          type Parcel @key(fields: "${key}") { number: ID! sheets: [Sheet!] @shareable shade: String ${required} }
          type Sheet @key(fields: "map") { map: ID! colour: String ${colour} }`,
        resolvers: { Parcel: given({ shade: 'dark red' }) },
      },
    });
  });
  afterAll(() => graph.generation.planner.close());

  test('is joined where it is given', async () => {
    const { data, errors, rows } = await graph.ask(query);
    expect(data.parcels).toEqual(parcels.map(({ number }) => ({ number, shade: 'dark red' })));
    expect([errors, rows?.alarms]).toEqual([[], []]);
  });

  test('is not asked for by less than that where the third is down: its error says why, and nobody is accused', async () => {
    const { data, errors, asked, rows } = await graph.ask(query, [], {
      tamper: (subgraph, answer) => {
        if (subgraph === 'paint') throw new Error('nobody there');
        return answer;
      },
    });
    expect(data.parcels).toEqual(parcels.map(({ number }) => ({ number, shade: null })));
    expect(errors.map(({ path, extensions }) => [path, extensions['agency']])).toEqual([
      [['parcels', 0, 'shade'], 'paint'],
      [['parcels', 1, 'shade'], 'paint'],
    ]);
    expect(asked.map(({ subgraph }) => subgraph)).not.toContain('land');
    expect(rows?.alarms).toEqual([]);
  });

  test('is asked for where the third fails at another one', async () => {
    const { data, errors, rows } = await graph.ask(query, [], {
      tamper: (subgraph, answer) => {
        if (subgraph !== 'paint') return answer;
        const { _entities } = answer.data as { _entities: readonly unknown[] };
        return {
          ...answer,
          data: { _entities: _entities.with(3, null) },
          errors: [{ message: 'unreadable', path: ['_entities', 3, 'colour'] }],
        };
      },
    });
    expect(data.parcels).toEqual([
      { number: '1', shade: 'dark red' },
      { number: '2', shade: null },
    ]);
    expect(errors.map(({ path, extensions }) => [path, extensions['agency']])).toEqual([
      [['parcels', 1, 'shade'], 'paint'],
    ]);
    expect(rows?.alarms).toEqual([]);
  });
});

describe.each([
  'sheet { map plot }',
  'number sheet { map plot }',
  'number sheet { plot part { letter sides { length } } }',
])('an entity that is asked for by %s', (key) => {
  let graph: PlainGraph;
  beforeAll(async () => {
    graph = await cutBy(key);
  });
  afterAll(() => graph.generation.planner.close());

  test('is joined by all of it', async () => {
    const { data, errors, rows } = await ask(graph);
    expect(data.parcels).toEqual([...owners.values()].map((owner) => ({ owner })));
    expect([errors, rows?.alarms]).toEqual([[], []]);
  });

  test('is thrown away with an alarm and an error where an agency swaps it for another', async () => {
    const { data, errors, rows } = await ask(graph, ([first, second, third]) => [second, first, third]);
    expect(data.parcels).toEqual([{ owner: null }, { owner: null }, { owner: 'owner 2' }]);
    expect(errors.map(({ path }) => path)).toEqual([
      ['parcels', 0, 'owner'],
      ['parcels', 1, 'owner'],
    ]);
    expect(rows?.alarms).toHaveLength(2);
  });

  test.each([[null], ['m'], [[]], [{}], [{ map: {}, plot: {}, part: {} }], [{ toString: 1 }]])(
    'is thrown away where its key is %j',
    async (odd) => {
      const { data } = await ask(graph, (entities) => entities.map((one) => ({ ...one, _ag_key_sheet: odd })));
      expect(data.parcels).toEqual(PARCELS.map(() => ({ owner: null })));
    },
  );
});
