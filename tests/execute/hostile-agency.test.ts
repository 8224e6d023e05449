import type { RawAnswer } from '@agency-graph/gateway/steps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainGraph, type PlainAnswer, type PlainGraph } from '../support/plain-graph.js';
import { smallGraph, type SmallAnswer, type SmallGraph, type Tamper } from '../support/small-graph.js';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

const LEADS = '{ units { name lead { name } } }';

/** Changes only what one subgraph answers. */
const only =
  (subgraph: string, change: (data: Record<string, unknown>, answer: RawAnswer) => Partial<RawAnswer>): Tamper =>
  (from, answer) =>
    from === subgraph ? { ...answer, ...change(answer.data as Record<string, unknown>, answer) } : answer;

describe('an agency that answers as asked', () => {
  it('is joined with the others, and rows out of line are absent', async () => {
    const { data, errors, alarms, misformed } = await graph.ask(LEADS);
    expect([errors, misformed]).toEqual([[], new Set()]);
    expect(data).toEqual({
      units: [
        { name: 'Centre', lead: null },
        { name: 'North', lead: { name: 'Bình' } },
        { name: 'South', lead: null },
        { name: null, lead: null },
        { name: 'North again', lead: null },
      ],
    });
    // These test subgraphs push no conditions: every row that the gateway had to drop is one that they let through.
    expect(new Set(alarms)).toEqual(
      new Set(['Unit: a row that its condition does not admit', 'Person: a row that its condition does not admit']),
    );
  });

  it('may write an id as a whole number, of a row too', async () => {
    const row = { _ag_id: 7, _ag_rowSecrecy: 'UNCLASSIFIED', _ag_rowPath: 'T.N', id: 7, name: 'North', lead: null };
    const tamper = only('units', () => ({ data: { unit: row } }));
    const { data, errors, rows } = await graph.ask('{ unit(id: "7") { id name } }', { tamper });
    expect([data, errors]).toEqual([{ unit: { id: '7', name: 'North' } }, []]);
    expect(rows?.shown).toEqual(new Map([['Unit', new Set(['7'])]]));
  });

  it('is asked for nothing that was refused', async () => {
    const { asked, data, errors } = await graph.ask('{ units(first: 2) { name lead { name salary } } }');
    expect(asked.map((one) => one.query).join('\n')).not.toContain('salary');
    expect(data).toEqual({
      units: [
        { name: 'Centre', lead: null },
        { name: 'North', lead: { name: 'Bình', salary: null } },
      ],
    });
    expect(errors.map((one) => one.path)).toEqual([['units', '@', 'lead', 'salary']]);
  });
});

describe('an agency that misbehaves', () => {
  it.each(['compiled', 'apollo'] as const)(
    'nests without end, and is alone in failing: executor %s',
    async (executor) => {
      const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
      const { data, errors } = await (
        await smallGraph(executor)
      ).ask('{ units(first: 2) { name lead { name } } }', {
        tamper: only('people', ({ _entities }) => ({
          data: { _entities: (_entities as readonly object[]).map((one) => ({ ...one, name: deep })) },
        })),
      });
      expect(data).toMatchObject({ units: [{ name: 'Centre' }, { name: 'North', lead: null }] });
      expect(new Set(errors.map(({ extensions }) => extensions?.['code']))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    },
  );

  it('swaps entities: they are thrown away with an alarm, and null with an error each', async () => {
    const swap = only('people', (data) => {
      const entities = data['_entities'];
      return Array.isArray(entities) ? { data: { _entities: [...entities.slice(1), entities[0]] as unknown[] } } : {};
    });
    const { data, errors, alarms } = await graph.ask(LEADS, { tamper: swap, caller: { organisation: AT_THE_TOP } });
    expect((data!['units'] as { lead: unknown }[]).map((one) => one.lead)).toEqual([null, null, null, null, null]);
    expect(errors.map(({ path, extensions }) => [path, extensions['agency']])).toEqual(
      [0, 1, 2, 4].map((at) => [['units', at, 'lead'], 'people']),
    );
    expect(alarms).toContain('people: an entity of another key than asked for');
  });

  it.each([
    ['leaves an entity out', (list: unknown[]) => list.slice(1)],
    ['adds an entity', (list: unknown[]) => [...list, list[0]]],
    ['answers no list', () => 'list'],
  ])('%s: those fields are null, with an error that names it, and the rest is served', async (_, change) => {
    const tamper = only('people', (data) => ({ data: { _entities: change(data['_entities'] as unknown[]) } }));
    const { data, errors } = await graph.ask('{ ping unit(id: "u2") { name lead { name } } }', { tamper });
    expect(data).toEqual({ ping: 'pong', unit: { name: 'North', lead: null } });
    expect(errors).toMatchObject([
      { path: ['unit', 'lead'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'people' } },
    ]);
  });

  it('calls a row another type than it can only be: it is judged as what it was asked for', async () => {
    const query = '{ units { __typename id ... on Found { ... on Unit { budget } } } }';
    const lie = only('units', ({ units }) => ({
      data: { units: (units as readonly object[]).map((one) => ({ ...one, __typename: 'Person' })) },
    }));
    const { data } = await graph.ask(query, { tamper: lie });
    expect(data).toEqual((await graph.ask(query)).data);
    expect((data!['units'] as { budget: unknown }[]).map((one) => one.budget)).toEqual([null, 300, null, 500, null]);
  });

  it.each([
    ['of another type', (one: object): unknown => ({ ...one, __typename: 'Unit' })],
    ['of no type', (one: object): unknown => ({ ...one, __typename: null })],
    ['that is a text', (): unknown => 'CANARY'],
    ['that is a list', (one: object): unknown => [one]],
  ])('answers an entity %s: it is thrown away with an error', async (_, change) => {
    const tamper = only('people', (data) => ({ data: { _entities: (data['_entities'] as object[]).map(change) } }));
    const { data, errors, alarms, misformed } = await graph.ask('{ unit(id: "u2") { lead { name } } }', { tamper });
    expect(misformed).toEqual(new Set(['people']));
    expect(data).toEqual({ unit: { lead: null } });
    expect(errors).toMatchObject([
      { path: ['unit', 'lead'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'people' } },
    ]);
    expect(alarms).toContain('people: an entity of another key than asked for');
  });

  it('says that it failed at a row of a list that did not come: how many rows there are before it is not told', async () => {
    const path = ['units', 7, 'name'];
    const tamper = only('units', () => ({ data: { units: null }, errors: [{ message: 'CANARY', path }] }));
    const { errors } = await graph.ask('{ units { name } }', { tamper });
    expect(errors.map((one) => one.path)).toEqual([['units']]);
  });

  it('adds fields nobody asked for: they go nowhere', async () => {
    const tamper = only('units', (data) => ({
      data: { ...data, secret: 'CANARY-1', unit: { ...(data['unit'] as object), plan: 'CANARY-2' } },
    }));
    const { text } = await graph.ask('{ unit(id: "u2") { name } }', { tamper });
    expect(text).not.toContain('CANARY');
  });

  it('sends `__proto__` and `constructor` keys: they are nobody’s prototype', async () => {
    const tamper: Tamper = (_, answer) => ({
      ...answer,
      data: JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"ping":"pong"}'),
    });
    const { data } = await graph.ask('{ ping }', { tamper });
    expect(data).toEqual({ ping: 'pong' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    [
      'an object for a String',
      '{ unit(id: "u2") { name } }',
      { unit: { _ag_id: 'u2', _ag_rowSecrecy: 'UNCLASSIFIED', _ag_rowPath: 'T.N', name: { a: 1 } } },
    ],
    ['a number for a String', '{ ping }', { ping: 42 }],
    ['a list for a String', '{ ping }', { ping: ['pong'] }],
    ['an object for a list', '{ units { name } }', { units: { name: 'x' } }],
    [
      'an enum value that is none',
      '{ unit(id: "u2") { kind } }',
      { unit: { _ag_id: 'u2', _ag_rowSecrecy: 'UNCLASSIFIED', _ag_rowPath: 'T.N', kind: 'CANARY' } },
    ],
  ])('sends %s: null with an error, never coerced', async (_, query, answer) => {
    const tamper = only('units', () => ({ data: answer }));
    const { data, errors, text, misformed } = await graph.ask(query, { tamper });
    expect(Object.values(data!)[0] === null || Object.values(Object.values(data!)[0] as object)[0] === null).toBe(true);
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'units' } }]);
    expect(misformed).toEqual(new Set(['units']));
    expect(text).not.toContain('CANARY');
  });

  it.each([
    ['nothing', {}],
    ['a list', []],
    ['a text', 'CANARY'],
    ['a text for its list', { units: 'CANARY' }],
    ['an object for its list', { units: { name: 'CANARY' } }],
    ['a list of no objects', { units: ['CANARY', 7] }],
  ])('answers a root field with %s: null or empty with one error, and recorded as failed', async (_, data) => {
    const tamper = only('units', () => ({ data: data as RawAnswer['data'] }));
    const answer = await graph.ask('{ units { name } }', { tamper });
    expect([null, []]).toContainEqual(answer.data!['units']);
    expect(answer.errors).toMatchObject([
      { path: ['units'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'units' } },
    ]);
    expect(answer.misformed).toEqual(new Set(['units']));
    expect(answer.rows!.seen.map(({ failed, missing }) => [failed, missing])).toEqual([[['units'], []]]);
    expect(answer.text).not.toContain('CANARY');
  });

  it('gives a value of another type within what another gives, and is the one that is named', async () => {
    const tamper = only('people', ({ _entities }) => ({
      data: { _entities: (_entities as object[]).map((one) => ({ ...one, name: { a: 'CANARY' }, friends: 'CANARY' })) },
    }));
    const query = '{ unit(id: "u2") { name lead { name friends { name } } } }';
    const { data, errors, misformed } = await graph.ask(query, { tamper });
    expect(data).toEqual({ unit: { name: 'North', lead: { name: null, friends: null } } });
    const blamed = { extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'people' } };
    expect(errors.toSorted((a, b) => String(a.path).localeCompare(String(b.path)))).toMatchObject([
      { path: ['unit', 'lead', 'friends'], ...blamed },
      { path: ['unit', 'lead', 'name'], ...blamed },
    ]);
    expect(misformed).toEqual(new Set(['people']));
  });

  it('leaves out a leaf at the root: that is null with an error, unless it was told why or nobody asked', async () => {
    const tamper = only('units', () => ({ data: {} }));
    const query = 'query ($on: Boolean!) { ping about: ping(about: "name") @include(if: $on) }';
    const ask = (on: boolean, how: Tamper) => graph.ask(query, { variables: { on }, tamper: how });
    const paths = ({ errors }: SmallAnswer) => errors.map(({ path }) => path);
    expect(paths(await ask(true, tamper))).toEqual([['ping'], ['about']]);
    expect(paths(await ask(false, tamper))).toEqual([['ping']]);
    const about = (...path: readonly string[]) =>
      only('units', () => ({ data: null, errors: [{ message: 'x', ...(path.length > 0 && { path }) }] }));
    expect(paths(await ask(true, about('ping')))).toEqual([['ping']]);
    expect(paths(await ask(false, about('ping')))).toEqual([['ping']]);
    expect((await ask(true, about())).errors).toHaveLength(1);
    expect((await ask(true, tamper)).misformed).toEqual(new Set(['units']));
    // An agency that says that a field failed that may not be null leaves out all others too, as it must.
    for (const honest of [about('ping'), about('about'), about()])
      expect((await ask(true, honest)).misformed).toEqual(new Set());
  });

  describe('leaves out what it was asked for within its answer', () => {
    /** The objects of an answer without one of their keys, but for those within them. */
    const without = (left: string) => (one: unknown) =>
      Object.fromEntries(Object.entries(one as object).filter(([key]) => key !== left));
    const lacking = (key: string, errors: RawAnswer['errors'] = []) =>
      only('units', ({ unit }) => ({ data: { unit: without(key)(unit) }, errors }));

    it.each([
      ['a leaf', 'name', '{ unit(id: "u2") { name kind } }', { name: null, kind: 'OFFICE' }],
      ['an object', 'lead', '{ unit(id: "u2") { name lead { name } } }', { name: 'North', lead: null }],
      [
        'a leaf behind an alias',
        'called',
        '{ unit(id: "u2") { called: name kind } }',
        { called: null, kind: 'OFFICE' },
      ],
    ])('%s: null with an error, and recorded as failed on that row', async (_, key, query, unit) => {
      const { data, errors, rows } = await graph.ask(query, { tamper: lacking(key) });
      expect(data).toEqual({ unit });
      expect(errors).toMatchObject([
        { path: ['unit', key], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'units' } },
      ]);
      expect(rows!.seen.find(({ type }) => type === 'Unit')).toMatchObject({ ids: ['u2'], failed: [key] });
    });

    it('of some rows: an error for each of these', async () => {
      const tamper = only('units', ({ units }) => ({
        data: { units: (units as object[]).map((one, at) => (at === 1 ? one : without('kind')(one))) },
      }));
      const { errors } = await graph.ask('{ units(first: 3) { kind } }', { tamper });
      expect(errors.map(({ path }) => path)).toEqual([
        ['units', 0, 'kind'],
        ['units', 2, 'kind'],
      ]);
    });

    it('of a type among several: null with an error', async () => {
      const tamper = only('units', ({ found }) => ({ data: { found: (found as object[]).map(without('name')) } }));
      const { errors } = await graph.ask('{ found { ... on Unit { name } } }', { tamper });
      expect(new Set(errors.map(({ path }) => path!.at(-1)))).toEqual(new Set(['name']));
    });

    it('of an entity: null with an error', async () => {
      const tamper = only('people', ({ _entities }) => ({
        data: { _entities: (_entities as object[]).map(without('name')) },
      }));
      const { data, errors } = await graph.ask('{ unit(id: "u2") { lead { name } } }', { tamper });
      expect(data).toEqual({ unit: { lead: { name: null } } });
      expect(errors).toMatchObject([{ path: ['unit', 'lead', 'name'], extensions: { agency: 'people' } }]);
    });

    it('and says why: one error is enough', async () => {
      const said = [{ message: 'x', path: ['unit', 'name'] }];
      const { errors } = await graph.ask('{ unit(id: "u2") { name kind } }', { tamper: lacking('name', said) });
      expect(errors.map(({ path }) => path)).toEqual([['unit', 'name']]);
    });

    describe('that the gateway needs to judge a row', () => {
      const failedOf = ({ rows }: SmallAnswer) =>
        rows!.seen.flatMap(({ type, failed, missing }) =>
          [...failed, ...missing.map((key) => `${key} not found`)].map((key) => `${type}.${key}`),
        );
      const FOR_ROWS = /^_ag_(?!key)/;
      const bare = (one: unknown) =>
        Object.fromEntries(Object.entries(one as object).filter(([key]) => !FOR_ROWS.test(key)));

      it.each([
        ['with all else', '{ unit(id: "u2") { name } }', ({ unit }: Record<string, unknown>) => ({ unit: bare(unit) })],
        ['altogether', '{ unit(id: "u2") { name } }', () => ({ unit: {} })],
        ['of each of a list', '{ unit: units { name } }', () => ({ unit: [{}, {}, {}] })],
      ])('%s: no row is served, with one error, and recorded as failed', async (_, query, change) => {
        const answer = await graph.ask(query, { tamper: only('units', (data) => ({ data: change(data) })) });
        expect([null, []]).toContainEqual(answer.data!['unit']);
        expect(answer.errors).toMatchObject([
          { path: ['unit'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'units' } },
        ]);
        expect(failedOf(answer)).toEqual(['Query.unit']);
      });

      it('of an entity: it is null with an error', async () => {
        const tamper = only('people', ({ _entities }) => ({ data: { _entities: (_entities as object[]).map(bare) } }));
        const answer = await graph.ask('{ unit(id: "u2") { name lead { name } } }', { tamper });
        expect(answer.data).toEqual({ unit: { name: 'North', lead: null } });
        expect(answer.errors).toMatchObject([{ path: ['unit', 'lead'], extensions: { agency: 'people' } }]);
        expect(failedOf(answer)).toEqual(['Unit.lead']);
      });
    });

    describe('that another agency needs', () => {
      let shop: PlainGraph;
      beforeAll(async () => {
        shop = await plainGraph({
          stock: {
            sdl: `type Query { goods: Goods } type Goods @key(fields: "id") { id: ID! price(in: Int): Int weight: Int maker: Maker }
              type Maker @key(fields: "id", resolvable: false) { id: ID! }`,
            resolvers: {
              Query: { goods: () => ({ id: 'g', weight: 2, maker: { id: 'm' } }) },
              Goods: { price: () => 7 },
            },
          },
          customs: {
            sdl: `type Goods @key(fields: "id") { id: ID! price(in: Int): Int @external weight: Int @external
                fee: Int @requires(fields: "price(in: 1)") toll: Int @requires(fields: "weight") }
              type Maker @key(fields: "id") { id: ID! name: String }`,
            resolvers: {
              Goods: { fee: () => 1, toll: () => 2, __resolveReference: (one: object) => one },
              Maker: { name: () => 'n', __resolveReference: (one: object) => one },
            },
          },
        });
      });
      afterAll(() => shop.generation.planner.close());

      const failedOf = ({ rows }: PlainAnswer) =>
        rows!.seen.flatMap(({ type, failed }) => failed.map((key) => `${type}.${key}`));

      it.each([
        ['a field that it requires', /^weight$/, '{ goods { toll } }', { toll: null }, ['goods', 'toll'], 'Goods.toll'],
        [
          'one that it requires by arguments',
          /^_agt_/,
          '{ goods { fee } }',
          { fee: null },
          ['goods', 'fee'],
          'Goods.fee',
        ],
        [
          'one that the client asks for by others',
          /^_agt_/,
          '{ goods { price fee } }',
          { price: 7, fee: null },
          ['goods', 'fee'],
          'Goods.fee',
        ],
        [
          'a key',
          /^id$/,
          '{ goods { maker { name } } }',
          { maker: { name: null } },
          ['goods', 'maker', 'name'],
          'Maker.name',
        ],
      ])(
        '%s: what comes of it is null with one error, and recorded as failed',
        async (_, key, query, goods, path, failed) => {
          const less = (one: unknown): unknown =>
            typeof one !== 'object' || one === null
              ? one
              : Object.fromEntries(
                  Object.entries(one).flatMap(([name, value]) => (key.test(name) ? [] : [[name, less(value)]])),
                );
          const tamper = (subgraph: string, answer: RawAnswer): RawAnswer =>
            subgraph === 'stock' ? { ...answer, data: less(answer.data) as RawAnswer['data'] } : answer;
          expect((await shop.ask(query)).errors).toEqual([]);
          const answer = await shop.ask(query, [], { tamper });
          expect(answer.data).toEqual({ goods });
          expect(answer.errors).toMatchObject([
            { path, extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'stock' } },
          ]);
          expect(failedOf(answer)).toEqual([failed]);
        },
      );
    });

    describe('of a name that two types have each of its own type', () => {
      let plain: PlainGraph;
      beforeAll(async () => {
        plain = await plainGraph({
          desk: {
            sdl: `type Query { all: [Any] } union Any = Book | Map
              type Book @key(fields: "id") { id: ID! weight: Int } type Map @key(fields: "id") { id: Int }`,
            resolvers: {
              Query: {
                all: () => [
                  { __typename: 'Book', id: 'b' },
                  { __typename: 'Map', id: 1 },
                ],
              },
            },
          },
          shelf: {
            sdl: `type Book @key(fields: "id") { id: ID! place: Int near: [Any] } union Any = Book | Map
              type Map @key(fields: "id") { id: Int scale: Int }`,
            resolvers: {
              Book: {
                __resolveReference: (one: object) => ({ ...one, place: 3 }),
                near: () => [{ __typename: 'Map', id: 2 }],
              },
              Map: { __resolveReference: (one: object) => ({ ...one, scale: 5 }) },
            },
          },
        });
      });
      afterAll(() => plain.generation.planner.close());

      const query = '{ all { ... on Book { place } ... on Map { id scale } } }';
      /** The answer of `desk` with other maps, and what it says of them. */
      const maps =
        (change: (one: unknown) => object, errors: RawAnswer['errors'] = []) =>
        (subgraph: string, answer: RawAnswer): RawAnswer => {
          const all = (answer.data as { readonly all?: readonly object[] }).all;
          return subgraph === 'desk' ? { ...answer, errors, data: { all: all!.map(change) } } : answer;
        };

      it('null with an error in its own place', async () => {
        const whole = await plain.ask(query);
        expect([whole.data, whole.errors]).toEqual([{ all: [{ place: 3 }, { id: 1, scale: 5 }] }, []]);
        expect(whole.asked[0]!.query).toContain('id__alias_0');
        const { data, errors, rows } = await plain.ask(query, [], { tamper: maps(without('id__alias_0')) });
        expect(data).toEqual({ all: [{ place: 3 }, { id: null, scale: null }] });
        expect(errors.map(({ path }) => path)).toContainEqual(['all', 1, 'id']);
        expect(rows!.seen.find(({ type }) => type === 'Map')).toMatchObject({
          failed: expect.arrayContaining(['id', 'scale']) as unknown,
        });
      });

      it('and where its agency says why: in its own place too, and recorded as failed', async () => {
        const ofNone = (one: unknown) => ({ ...(one as object), id__alias_0: null });
        const said = [{ message: 'x', path: ['all', 1, 'id__alias_0'] }];
        for (const change of [ofNone, without('id__alias_0')]) {
          const { data, errors, rows } = await plain.ask(query, [], { tamper: maps(change, said) });
          expect(data).toEqual({ all: [{ place: 3 }, { id: null, scale: null }] });
          expect(errors.filter(({ path }) => path!.at(-1) === 'id')).toMatchObject([
            { path: ['all', 1, 'id'], message: 'The agency "desk" could not answer this field.' },
          ]);
          expect(rows!.seen.find(({ type }) => type === 'Map')!.failed).toContain('id');
        }
      });

      it('and where its agency says why, within an entity', async () => {
        const near = '{ all { ... on Book { near { ... on Book { weight } ... on Map { id } } } } }';
        const whole = await plain.ask(near);
        expect([whole.data, whole.errors]).toEqual([{ all: [{ near: [{ id: 2 }] }, {}] }, []]);
        const entities = [{ __typename: 'Book', _ag_key_id: 'b', near: [{ __typename: 'Map', id__alias_0: null }] }];
        const said = [{ message: 'x', path: ['_entities', 0, 'near', 0, 'id__alias_0'] }];
        const { errors, rows } = await plain.ask(near, [], {
          tamper: (subgraph, answer) =>
            subgraph === 'shelf' ? { ...answer, errors: said, data: { _entities: entities } } : answer,
        });
        expect(errors.map(({ path }) => path)).toEqual([['all', 0, 'near', 0, 'id']]);
        expect(rows!.seen.filter(({ type }) => type === 'Map').map(({ failed }) => failed)).toContainEqual(['id']);
      });
    });

    it('where that was toggled on: null with an error, and recorded as failed', async () => {
      const query = `query ($on: Boolean!, $off: Boolean!) {
        ping
        unit(id: "u2") @include(if: $on) {
          name
          kind @include(if: $off)
          called: name @skip(if: $on)
          ... @skip(if: $off) { called: name parent { kind } }
        }
      }`;
      const rest = (unit: unknown) => ['name', 'called', 'parent'].reduce((one, key) => without(key)(one), unit);
      const tamper = only('units', ({ ping, unit }) => ({ data: { ping, unit: rest(unit) } }));
      const { data, errors, rows } = await graph.ask(query, { variables: { on: true, off: false }, tamper });
      expect(data).toEqual({ ping: 'pong', unit: { name: null, called: null, parent: null } });
      expect(new Set(errors.map(({ path }) => path!.join('.')))).toEqual(
        new Set(['unit.name', 'unit.called', 'unit.parent']),
      );
      expect(rows!.seen.find(({ type }) => type === 'Unit')).toMatchObject({ failed: ['called', 'name', 'parent'] });
    });

    it('but not what was toggled off', async () => {
      const query = `query ($on: Boolean!) {
        unit(id: "u2") {
          kind
          name @include(if: $on)
          parent { id }
          parent @include(if: $on) { name }
          ... @include(if: $on) { lead { name } parent { kind } }
          ... on Unit @include(if: $on) { seats }
        }
      }`;
      const { data, errors } = await graph.ask(query, { variables: { on: false } });
      expect([data, errors]).toEqual([{ unit: { kind: 'OFFICE', parent: { id: 'u1' } } }, []]);
    });

    it('but not what is of an interface elsewhere alone', async () => {
      const plain = await plainGraph({
        units: {
          sdl: `type Query { all: [Any] } union Any = Unit | Person interface Named { name: String }
            type Unit implements Named { name: String } type Person @key(fields: "id", resolvable: false) { id: ID! }`,
          resolvers: {
            Query: {
              all: () => [
                { __typename: 'Unit', name: 'North' },
                { __typename: 'Person', id: 'p2' },
              ],
            },
          },
        },
        people: {
          sdl: `interface Named { name: String } type Query { open: String }
            type Person implements Named @key(fields: "id") { id: ID! name: String }`,
          resolvers: { Person: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name of ${id}` }) } },
        },
      });
      const { data, errors } = await plain.ask('{ all { ...N } } fragment N on Named { name }');
      expect([data, errors]).toEqual([{ all: [{ name: 'North' }, { name: 'name of p2' }] }, []]);
      plain.generation.planner.close();
    });
  });

  it('answers an object within a row with a text: null with an error, and recorded as failed on that row', async () => {
    const tamper = only('units', ({ unit }) => ({ data: { unit: { ...(unit as object), lead: 'CANARY' } } }));
    const { data, errors, rows } = await graph.ask('{ unit(id: "u2") { name lead { name } } }', { tamper });
    expect(data).toEqual({ unit: { name: 'North', lead: null } });
    expect(errors).toMatchObject([{ path: ['unit', 'lead'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(rows!.seen.find(({ type }) => type === 'Unit')).toMatchObject({ ids: ['u2'], failed: ['lead'] });
  });

  it('puts texts and numbers among rows: they are dropped with an error and an alarm', async () => {
    const tamper = only('units', ({ units }) => ({ data: { units: ['CANARY', 7, null, ...(units as object[])] } }));
    const { data, errors, alarms } = await graph.ask('{ units(name: "North") { name } }', { tamper });
    expect(data).toEqual({ units: [{ name: 'North' }] });
    expect(errors).toMatchObject([{ path: ['units'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(alarms).toEqual(['Unit: a row of no type that it may have']);
  });

  it('puts its inside into errors: only the fact of an error passes', async () => {
    const tamper = only('units', () => ({
      data: { ping: null },
      errors: [
        {
          message: 'CANARY connect ECONNREFUSED 10.0.0.1:5432',
          path: ['ping'],
          extensions: { code: 'CANARY', stacktrace: ['CANARY'], sql: 'CANARY' },
        },
      ],
    }));
    const { data, errors, text } = await graph.ask('{ ping }', { tamper });
    expect(data).toEqual({ ping: null });
    expect(errors).toMatchObject([{ path: ['ping'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', agency: 'units' } }]);
    expect(text).not.toMatch(/CANARY|ECONN|10\.0/);
  });

  it('names an argument in a caller’s mistake: the name passes, its words do not', async () => {
    const tamper = only('units', () => ({
      data: { units: null },
      errors: [{ message: 'CANARY', path: ['units'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }],
    }));
    const { errors, text } = await graph.ask('{ units(first: 0) { name } }', { tamper });
    expect(errors).toMatchObject([{ message: 'Argument "first" must be from 1 to 100.', path: ['units'] }]);
    expect(text).not.toContain('CANARY');
  });

  it('is down: its fields are null, the others’ are served', async () => {
    const tamper: Tamper = (subgraph, answer) => {
      if (subgraph === 'people') throw new Error('connect CANARY');
      return answer;
    };
    const { data, errors, text } = await graph.ask('{ ping people { name } unit(id: "u2") { name staff { name } } }', {
      tamper,
    });
    expect(data).toEqual({ ping: 'pong', people: null, unit: { name: 'North', staff: null } });
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((one) => one.extensions['agency'] === 'people')).toBe(true);
    expect(text).not.toContain('CANARY');
  });

  it('hides which type a row of a union is: a row that cannot be judged is none', async () => {
    const query = '{ found { ... on Unit { id } } }';
    const { data } = await graph.ask(query);
    expect(data).toEqual({ found: ['u1', 'u2', 'u3', 'u4', 'u6'].map((id) => ({ id })) });
    for (const __typename of [undefined, null, 'Person', 'Nothing', ['Unit']]) {
      const tamper = only('units', (answered) => ({
        data: { found: (answered['found'] as object[]).map((one) => ({ ...one, __typename })) },
      }));
      const hidden = await graph.ask(query, { tamper });
      expect(hidden.data).toEqual({ found: [] });
      expect(hidden.alarms).toContain('Found: a row of no type that it may have');
    }
  });

  it('returns rows that the condition does not admit: they are absent with an alarm, as unknown ones are without', async () => {
    const secret = await graph.ask('{ unit(id: "u5") { name } }');
    const unknown = await graph.ask('{ unit(id: "u999") { name } }');
    expect(secret.text).toBe(unknown.text);
    expect(secret.alarms).toEqual(['Unit: a row that its condition does not admit']);
    expect(unknown.alarms).toEqual([]);
  });
});

const AT_THE_TOP = { id: 'u1', path: 'T', block: 'PARTY', level: 'CENTRAL' };
