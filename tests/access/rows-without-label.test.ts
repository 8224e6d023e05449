import { compose } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import {
  createExplainer,
  createGeneration,
  type Ask,
  type Caller,
  type CallerFacts,
} from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { answerFor } from '../support/corridor.js';
import { CALLER } from '../support/small-graph.js';
import { smallPolicy } from '../support/small-policy.js';

/**
 * Vehicles have no row label, and stickers not even a key: what lines of the scope table say of their rows holds all
 * the same. The agency filters nothing.
 */
const OPEN = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "VPTW")';
const PAID = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: NONE, steward: "VPTW")';
const FLEET = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@composeDirective"])
  ${LABEL_LINK}${LABEL_DEFINITIONS}
  type Query {
    vehicles: [Vehicle!] ${OPEN}
    vehicle(id: ID! @reads(fields: [])): Vehicle ${OPEN}
    inUse: [InUse!] ${OPEN}
    page: VehiclePage ${OPEN}
    count: Count ${OPEN}
    stickers: [Sticker!] ${OPEN}
    depots: [Depot!] ${OPEN}
  }
  type Mutation {
    repaint(id: ID! @reads(fields: [])): Vehicle ${OPEN}
    label: Sticker ${OPEN}
    id: Sticker ${OPEN}
  }
  union InUse = Vehicle | Depot
  type Vehicle @key(fields: "id") ${PAID} {
    id: ID! ${OPEN}
    plate: String ${OPEN}
    price: Int
    region: String @inaccessible
    wheel: Wheel ${OPEN}
    paint: Paint ${OPEN}
    alike: VehiclePage ${OPEN}
  }
  type VehiclePage { vehicles: [Vehicle!] ${OPEN} total: Count ${OPEN} }
  type Count { n: Int ${OPEN} }
  type Wheel { size: Int ${OPEN} }
  type Paint { colour: String ${OPEN} }
  type Sticker { text: String ${OPEN} owner: String ${PAID} }
  type Depot @key(fields: "id") @rowLabel(scopes: ["rowPath"]) {
    id: ID! ${OPEN}
    first: Vehicle ${OPEN}
    rowPath: String @inaccessible
  }
`;

const VEHICLES = [
  { id: 'v1', plate: 'north', region: 'N', price: 1, wheel: { size: 17 }, paint: { colour: 'red' } },
  { id: 'v2', plate: 'south', region: 'S', price: 2, wheel: { size: 18 }, paint: { colour: 'blue' } },
].map((one) => ({ __typename: 'Vehicle', ...one }));
const DEPOTS = [{ __typename: 'Depot', id: 'v1', rowPath: 'T.N', first: VEHICLES[1] }];
const STICKERS = [{ text: 'one', owner: 'v1' }];
const COUNT = { n: VEHICLES.length };
const PAGE = { vehicles: VEHICLES, total: COUNT };
const byId = (_: unknown, { id }: { id: string }) => VEHICLES.find((one) => one.id === id) ?? null;

const AGENCY = buildSubgraphSchema([
  {
    typeDefs: parse(FLEET),
    resolvers: {
      Query: {
        vehicles: () => VEHICLES,
        vehicle: byId,
        inUse: () => [...VEHICLES, ...DEPOTS],
        page: () => PAGE,
        count: () => COUNT,
        stickers: () => STICKERS,
        depots: () => DEPOTS,
      },
      Vehicle: { alike: () => PAGE },
      Mutation: { repaint: byId, label: () => STICKERS[0], id: () => STICKERS[0] },
    },
  },
]);

const composed = compose({
  subgraphs: [
    {
      name: 'fleet',
      url: 'http://127.0.0.1:1/',
      sdl: FLEET,
      file: 'fleet.graphql',
      owns: ['Vehicle', 'Depot'],
    },
  ],
  labels: 'required',
});
if (composed.kind === 'problems') throw new Error(JSON.stringify(composed.problems, null, 2));
const loaded = await loadSupergraph(composed.supergraphSdl);

const line = (type: string, more: object = {}) => ({
  type,
  to: { block: 'PARTY' },
  rows: 'every',
  fields: 'all',
  purposes: 'any',
  ...more,
});
const served = (...grants: readonly object[]) => serving(loaded, grants);
const ROUTES = ['Query', 'Mutation', 'VehiclePage'];
const serving = (graph: typeof loaded, grants: readonly object[], routes: readonly string[] = ROUTES) =>
  createGeneration(
    graph,
    smallPolicy({
      parts: { Wheel: 'Vehicle', VehiclePage: 'Vehicle', Count: 'Vehicle' },
      routes,
      grants: [line('InUse'), line('Depot'), line('Paint'), ...grants],
    }),
    'compiled',
  );
type Served = Awaited<ReturnType<typeof served>>;

/** Asks, and tells also what the agency was asked. */
async function ask(
  generation: Served,
  query: string,
  caller: Partial<CallerFacts> = {},
  extensions: object | null = null,
) {
  const asked: string[] = [];
  const open = (): Ask => async (question) => {
    asked.push(question.query);
    const answer = await graphql({ schema: AGENCY, source: question.query, variableValues: question.variables });
    return JSON.parse(JSON.stringify({ data: null, errors: [], extensions, ...answer })) as never;
  };
  const { answer, rows } = await answerFor({
    generation,
    caller: { ...CALLER, ...caller },
    query,
    variables: {},
    open,
  });
  const { data, errors = [] } = JSON.parse(answer.body.toString()) as {
    readonly data: unknown;
    readonly errors?: readonly { readonly path: readonly unknown[]; readonly extensions: { readonly code: string } }[];
  };
  return { data, errors, asked, rows };
}

const plates = async (generation: Served, caller: Partial<CallerFacts> = {}) =>
  (await ask(generation, '{ vehicles { plate } }', caller)).data;
const NONE = { vehicles: [] };
const shown = (...names: readonly string[]) => ({ vehicles: names.map((plate) => ({ plate })) });

describe('a relation that only a row label could tell admits nobody', () => {
  test.each(['own-line', 'party-to', 'first-party'])('%s', async (rows) => {
    const generation = await served(line('Vehicle', { rows }));
    expect(await plates(generation)).toEqual(NONE);
    expect((await ask(generation, '{ vehicle(id: "v1") { plate } }')).data).toEqual({ vehicle: null });
  });

  test('whichever way leads there', async () => {
    const generation = await served(line('Vehicle', { rows: 'own-line' }));
    const { data } = await ask(
      generation,
      '{ inUse { __typename ... on Vehicle { plate } } page { vehicles { __typename id } } depots { id first { plate wheel { size } } } }',
    );
    expect(data).toEqual({
      inUse: [{ __typename: 'Depot' }],
      page: { vehicles: [] },
      depots: [{ id: 'v1', first: null }],
    });
  });

  test('nor whom no line is addressed to', async () => {
    const generation = await served(line('Vehicle', { to: { functions: ['PAY'] }, rows: 'own-line' }));
    expect((await ask(generation, '{ depots { first { __typename } } }')).data).toEqual({ depots: [{ first: null }] });
  });

  test('another line that admits every row is as good as ever', async () => {
    const generation = await served(
      line('Vehicle', { rows: 'own-line', fields: 'all' }),
      line('Vehicle', { fields: { only: ['plate'] } }),
    );
    expect(await plates(generation)).toEqual(shown('north', 'south'));
    const { data, errors } = await ask(generation, '{ vehicles { plate price } }');
    expect(data).toEqual({
      vehicles: [
        { plate: 'north', price: null },
        { plate: 'south', price: null },
      ],
    });
    expect(errors.map(({ path }) => path.join('.'))).toEqual(['vehicles.0.price', 'vehicles.1.price']);
  });
});

describe('what can be told of a row without a row label is told', () => {
  test('by its key: the caller’s own record', async () => {
    const generation = await served(line('Vehicle', { rows: 'self' }));
    expect(await plates(generation, { memberId: 'v2' })).toEqual(shown('south'));
    expect(await plates(generation, { memberId: 'v1' })).toEqual(shown('north'));
    expect(await plates(generation)).toEqual(NONE);
  });

  test('by a field that the line names, also one that no client sees', async () => {
    const generation = await served(line('Vehicle', { where: { region: ['N'] } }));
    const { data, rows } = await ask(generation, '{ vehicles { plate wheel { size } } }');
    expect(data).toEqual({ vehicles: [{ plate: 'north', wheel: { size: 17 } }] });
    expect([...rows!.intent.plan.permitted.rows]).toEqual([
      ['Vehicle', { kind: 'oneOf', field: 'region', values: ['N'] }],
    ]);
    // An agency that filters nothing here is not dishonest.
    expect(rows!.alarms).toEqual([]);
    expect([...rows!.shown.get('Vehicle')!]).toEqual(['v1']);
  });

  test('and an agency that leaves a row out by it all the same is believed', async () => {
    const generation = await served(line('Vehicle', { where: { region: ['N'] } }));
    const withheld = { withheld: { Vehicle: ['v2'], Sticker: ['s1'] } };
    const { rows } = await ask(generation, '{ vehicles { plate } stickers { text } }', {}, withheld);
    expect(rows!.kept).toEqual([{ subgraph: 'fleet', type: 'Vehicle', ids: new Set(['v2']) }]);
  });

  test('and not by a field that it has not', async () => {
    expect(await plates(await served(line('Vehicle', { where: { nothing: ['N'] } })))).toEqual(NONE);
  });

  test('one field on some rows, of its own row and not of the one that leads there', async () => {
    const generation = await served(
      line('Vehicle', { fields: { only: ['plate'] } }),
      line('Vehicle', { rows: 'self', fields: { only: ['price'] } }),
    );
    const query = '{ vehicles { price } depots { first { plate price } } }';
    // The depot has the id of the vehicle that is the caller's, and leads to the other one.
    expect((await ask(generation, query, { memberId: 'v1' })).data).toEqual({
      vehicles: [{ price: 1 }, { price: null }],
      depots: [{ first: { plate: 'south', price: null } }],
    });
    expect((await ask(generation, query, { memberId: 'v2' })).data).toEqual({
      vehicles: [{ price: null }, { price: 2 }],
      depots: [{ first: { plate: 'south', price: 2 } }],
    });
  });

  test('and explain says the same', async () => {
    const rowsOf = (generation: Served) =>
      createExplainer(generation).explain(CALLER as Caller, { query: '{ vehicles { plate } }', language: 'en' }).rows;
    expect(rowsOf(await served(line('Vehicle', { rows: 'own-line' })))).toEqual([
      { type: 'Vehicle', condition: 'no row' },
    ]);
    expect(rowsOf(await served(line('Vehicle')))).toEqual([]);
  });
});

describe('rows without a key are not told apart', () => {
  test.each([
    ['own-line', { rows: 'own-line' }],
    ['self', { rows: 'self' }],
    ['a field', { where: { owner: ['v1'] } }],
  ])('a line by %s shows none of them, and fails nothing', async (_, more) => {
    const generation = await served(line('Sticker', more), line('Vehicle'));
    const { data, errors } = await ask(generation, '{ stickers { text } vehicles { plate } }', { memberId: 'v1' });
    expect(data).toEqual({ stickers: [], ...shown('north', 'south') });
    expect(errors).toEqual([]);
  });

  test('nor does a row label without one, in a graph that was composed before that was refused', async () => {
    const sdl = composed.supergraphSdl.replace(/type Sticker\b/, '$& @rowLabel(scopes: ["owner"])');
    const generation = await serving(await loadSupergraph(sdl), [line('Sticker'), line('Vehicle')]);
    expect(generation.rules.labels.rows.has('Sticker')).toBe(true);
    const { data, errors } = await ask(generation, '{ stickers { text } vehicles { plate } }');
    expect([data, errors]).toEqual([{ stickers: [], ...shown('north', 'south') }, []]);
  });

  test('where every row is admitted, a field of some rows is withheld on all', async () => {
    const generation = await served(
      line('Sticker', { fields: { only: ['text'] } }),
      line('Sticker', { where: { text: ['one'] }, fields: { only: ['owner'] } }),
    );
    const { data, errors } = await ask(generation, '{ stickers { text owner } }');
    expect(data).toEqual({ stickers: [{ text: 'one', owner: null }] });
    expect(errors.map(({ path }) => path.join('.'))).toEqual(['stickers.0.owner']);
  });
});

describe('what tells of rows without showing one', () => {
  const query =
    '{ count { n } page { total { n } vehicles { plate } } vehicles { wheel { size } alike { vehicles { plate } total { __typename } } } }';

  test('is refused where the caller is admitted to some of them only, for no agency filters', async () => {
    const { data, errors, asked } = await ask(await served(line('Vehicle', { where: { region: ['N'] } })), query);
    expect(data).toEqual({
      count: null,
      page: { total: null, vehicles: [{ plate: 'north' }] },
      vehicles: [{ wheel: { size: 17 }, alike: { vehicles: [{ plate: 'north' }], total: null } }],
    });
    const refused = errors.map(({ path }) => path.join('.'));
    expect(refused.toSorted()).toEqual(['count', 'page.total', 'vehicles.@.alike.total']);
    expect(asked.join()).not.toMatch(/\b(count|total)\b/);
  });

  test('is given where they are admitted to every one', async () => {
    const lines = [line('Vehicle'), line('Vehicle', { rows: 'self' })];
    const { data, errors } = await ask(await served(...lines), '{ count { n } page { total { n } } }');
    expect([data, errors]).toEqual([{ count: { n: 2 }, page: { total: { n: 2 } } }, []]);
  });
});

test('what no line narrows is served as it stands, and asked as it was', async () => {
  const generation = await served(line('Vehicle'), line('Sticker', { rows: 'unclassified' }));
  const { data, asked } = await ask(
    generation,
    '{ stickers { text } vehicles { plate wheel { size } paint { colour } } }',
  );
  expect(data).toEqual({
    stickers: [{ text: 'one' }],
    vehicles: VEHICLES.map(({ plate, wheel, paint }) => ({ plate, wheel, paint })),
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]).not.toMatch(/\bid\b/);
});

describe('what changes a row whose type has no row label', () => {
  const paint = 'mutation { repaint(id: "v1") { plate } }';

  test('is not opened by a line less: it needs a line of its own, whatever lines say who may read it', async () => {
    const change = line('Mutation', { to: { organisations: ['VPTW'] }, fields: { only: ['repaint'] } });
    const self = line('Vehicle', { to: { functions: ['PAY'] }, rows: 'self' });
    const tables = [[self, change], [change], [self], []];
    for (const lines of tables) {
      const { data, errors, asked } = await ask(await served(line('Vehicle'), ...lines), paint);
      expect([data, asked]).toEqual([null, []]);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    }
  });

  test('is for whom its line names, and told to others by that line', async () => {
    const change = line('Mutation', { to: { organisations: ['VPTW'] }, fields: { only: ['repaint'] } });
    const generation = await served(line('Vehicle'), change);
    const office = { organisation: { ...CALLER.organisation, id: 'VPTW' } };
    expect((await ask(generation, paint, office)).data).toEqual({ repaint: { plate: 'north' } });
    const { fields } = createExplainer(generation).explain(CALLER as Caller, { query: paint, language: 'en' });
    expect(fields.map(({ coordinate, missing }) => [coordinate, missing])).toEqual([
      ['Mutation.repaint', 'an account with organisation VPTW'],
    ]);
  });

  test('is not for an application that names nobody, where the change is sensitive', async () => {
    const graph = await loadSupergraph(
      composed.supergraphSdl.replace(/(repaint[^\n]*personal: )NONE(, steward: "VPTW"\)\s*\n?)/, '$1SENSITIVE$2'),
    );
    expect(graph.labels.fields.get('Mutation.repaint')?.personal).toBe('SENSITIVE');
    const change = line('Mutation', { fields: { only: ['repaint'] } });
    const generation = await serving(graph, [line('Vehicle'), change]);
    expect((await ask(generation, paint)).data).toEqual({ repaint: { plate: 'north' } });
    expect((await ask(generation, paint, { kind: 'APPLICATION', endUser: null })).data).toBeNull();
  });

  test('is for the rows that its line says, also where the policy does not call changes a route', async () => {
    const change = line('Mutation', { rows: 'self', fields: { only: ['repaint'] } });
    const generation = await serving(loaded, [line('Vehicle'), change], ['Query', 'VehiclePage']);
    const { rows } = await ask(generation, paint, { memberId: 'v1' });
    expect([...rows!.intent.plan.permitted.conditional]).toEqual([['Mutation.repaint', { kind: 'ids', ids: ['v1'] }]]);
    expect((await ask(generation, paint)).data).toBeNull();
  });

  test('is for the rows that may be read, where lines say which those are', async () => {
    const own = line('Vehicle', { where: { region: ['N'] } });
    const refused = await ask(await served(own), paint);
    expect([refused.data, refused.asked]).toEqual([null, []]);
    const change = line('Mutation', { fields: { only: ['repaint'] } });
    const { data, rows } = await ask(await served(own, change), paint);
    expect(data).toEqual({ repaint: { plate: 'north' } });
    expect([...rows!.intent.plan.permitted.conditional.keys()]).toEqual(['Mutation.repaint']);
  });

  test('is asked of nobody where nothing can tell whose row it is', async () => {
    const change = line('Mutation', { rows: 'own-line', fields: { only: ['repaint'] } });
    const { data, errors, asked } = await ask(
      await served(line('Vehicle'), line('Vehicle', { rows: 'self' }), change),
      paint,
    );
    expect([data, asked]).toEqual([null, []]);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });
});

describe('a change of which only a receipt is given, which is no row', () => {
  const label = 'mutation { label { text } }';
  const change = (more: object = {}) => line('Mutation', { fields: { only: ['label'] }, ...more });
  const refusalOf = (generation: Served, query: string, caller: object = {}) =>
    createExplainer(generation)
      .explain({ ...CALLER, ...caller } as Caller, { query, language: 'en' })
      .fields.filter(({ decision }) => decision !== 'PERMIT')
      .map(({ coordinate, reason, missing }) => [coordinate, reason, missing]);

  test('is for whom a line names it, of those who may read the receipt', async () => {
    const generation = await served(line('Sticker'), change());
    expect((await ask(generation, label)).data).toEqual({ label: { text: 'one' } });
    expect(refusalOf(generation, label)).toEqual([]);
  });

  test('is refused where no line names it, whoever may read the receipt, and told so', async () => {
    const generation = await served(line('Sticker', { to: 'everyone' }), change({ fields: { only: ['repaint'] } }));
    const { data, errors, asked } = await ask(generation, label);
    expect([data, asked]).toEqual([null, []]);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(refusalOf(generation, label)).toEqual([['Mutation.label', 'SCOPE', 'nothing: it is granted to nobody']]);
  });

  test('a field called like a key is named like any other', async () => {
    const generation = await served(line('Sticker'), change());
    expect((await ask(generation, 'mutation { id { text } }')).data).toBeNull();
  });

  test('is refused to whom its line does not name, to whoever declares no purpose, and told so', async () => {
    const generation = await served(line('Sticker'), change({ to: { organisations: ['VPTW'] } }));
    expect(refusalOf(generation, label)).toEqual([['Mutation.label', 'SCOPE', 'an account with organisation VPTW']]);
    const anybodys = await served(line('Sticker'), change());
    expect(refusalOf(anybodys, label, { purpose: null })).toEqual([
      ['Mutation.label', 'PURPOSE', 'a declared purpose'],
    ]);
  });

  test('is refused to who may not read the receipt, and told what they lack for that', async () => {
    const generation = await served(line('Sticker', { to: { functions: ['PAY'] } }), change());
    expect((await ask(generation, label)).asked).toEqual([]);
    expect(refusalOf(generation, label)).toEqual([['Mutation.label', 'SCOPE', 'an account with function PAY']]);
  });

  test('is not opened by an agreement that names it: it shares what may be read', async () => {
    const outside: Partial<CallerFacts> = {
      organisation: { ...CALLER.organisation, block: 'GOVERNMENT' },
      agreements: [
        {
          id: 'AGR-1',
          version: 1,
          steward: 'VPTW',
          coordinates: new Set(['Mutation.label', 'Sticker']),
          purposes: new Set(['WORK']),
          validTo: '2027-01-01',
          endUserRequired: false,
          witnessed: false,
          rowsAtMost: null,
          callsPerHour: null,
          bulk: false,
          maxRowsPerQuery: null,
          maxSubjectsPerDay: null,
        },
      ],
    };
    expect((await ask(await served(line('Sticker')), label, outside)).data).toBeNull();
    const named = await served(line('Sticker'), change({ to: 'everyone' }));
    const { data, rows } = await ask(named, label, outside);
    expect(data).toEqual({ label: { text: 'one' } });
    expect(rows!.intent.plan.permitted.granted.get('Mutation.label')?.basis).toEqual({
      kind: 'agreement',
      id: 'AGR-1',
      version: 1,
    });
    expect((await ask(named, label, { ...outside, agreements: [] })).data).toBeNull();
  });
});
