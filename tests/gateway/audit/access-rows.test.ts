import {
  checkRows,
  UNCOUNTED,
  type CallerFacts,
  type CheckedRows,
  type Generation,
  type Volume,
  type WrittenRows,
} from '@agency-graph/gateway/steps';
import { beforeAll, describe, expect, test } from 'vitest';
import { accessRows } from '../../../gateway/src/audit/access-rows.js';
import { writesOf } from '../../../gateway/src/audit/writes.js';
import type { RefusalCode } from '../../../gateway/src/refusals.js';
import { routesGraph, type RoutesGraph } from '../../access/routes/graph.js';
import { goodsGraph, type GoodsGraph } from '../../support/goods-graph.js';
import { smallGraph, type SmallGraph, type Tamper } from '../../support/small-graph.js';

let routes: RoutesGraph;
let small: SmallGraph;
beforeAll(async () => {
  routes = await routesGraph();
  small = await smallGraph();
});

/** What the record says of an answer, or of none for the sake of `code`: a line for each source and basis. */
const linesOf = (
  { generation }: { readonly generation: Generation },
  rows: WrittenRows,
  code: RefusalCode | null = null,
) =>
  accessRows(rows, { graph: generation.versions, idOf: (type, id) => `${type} ${id}` }, code).flatMap(
    ({ line: { fieldset }, records, n }) => fieldset.grants.map((grant) => ({ ...fieldset, ...grant, records, n })),
  );
const recorded = async (query: string) => linesOf(small, (await small.ask(query)).rows!);
const recordedOfRoutes = async (query: string) =>
  linesOf(routes, await routes.checked({ functions: new Set(['PAY']) }, query));

test('what rows of several kinds have as a part is recorded of each row under its own kind', async () => {
  const lines = (await recordedOfRoutes('{ records { id stamp { place } } }')).filter(
    ({ effect }) => effect === 'allow',
  );
  const recordsOf = (kind: string): readonly string[] =>
    lines.filter(({ type }) => type === kind).flatMap(({ records }) => records);
  const [memos, reports] = [recordsOf('Memo'), recordsOf('Report')];
  expect(Math.min(memos.length, reports.length)).toBeGreaterThan(0);
  expect(recordsOf('Stamp').toSorted()).toEqual([...memos, ...reports].toSorted());
});

describe('a row of which no field was asked for is recorded all the same', () => {
  const SHOWN = ['Unit u1', 'Unit u2', 'Unit u3', 'Unit u4', 'Unit u6'];

  test.each(['__typename', 'name @include(if: false)', 'kind: __typename name @skip(if: true)'])(
    'by %s: given or refused, on what its key stands on',
    async (asked) => {
      const lines = (await recorded(`{ units { ${asked} } }`)).filter(({ type }) => type === 'Unit');
      const line = { agency: 'VPTW', source: 'units', rule: 'R6', agreement: null, fields: ['__typename'] };
      expect(lines).toEqual([
        expect.objectContaining({ ...line, effect: 'allow', records: SHOWN, n: 5 }),
        expect.objectContaining({ ...line, effect: 'deny', reason: 'ROW', records: ['Unit u5'], n: 1 }),
      ]);
    },
  );

  test('and where a field was, that field alone says so', async () => {
    const lines = (await recorded('{ units { __typename name } }')).filter(({ type }) => type === 'Unit');
    expect(lines.map(({ fields }) => fields)).toEqual([['name'], ['name']]);
  });
});

describe('a row that was looked up by its id and refused', () => {
  /** An agency that applies what rows must meet by itself, and tells the gateway alone which it kept back. */
  const keepingBack =
    (...ids: readonly string[]): Tamper =>
    (_, answer) => {
      const data = Object.entries(answer.data as Record<string, { readonly ownKey_id?: string } | null>);
      const given = data.map(([key, row]) => [
        key,
        ids.some((id) => JSON.stringify(row).includes(`"${id}"`)) ? null : row,
      ]);
      return { ...answer, data: Object.fromEntries(given) as never, extensions: { withheld: { Unit: ids } } };
    };
  const linesBy = async (query: string, tamper?: Tamper) => {
    const { rows, data } = await small.ask(query, tamper === undefined ? {} : { tamper });
    return { data, lines: linesOf(small, rows!).toSorted((a, b) => (a.type < b.type ? -1 : 1)) };
  };

  test('is recorded alike whether its agency or the gateway refused it: whose it is, which fields, by which rule', async () => {
    const query = '{ unit(id: "u5") { name kind } }';
    const dropped = await linesBy(query);
    const kept = await linesBy(query, keepingBack('u5'));
    expect(kept).toEqual(dropped);
    const on = { agency: 'VPTW', effect: 'deny', reason: 'ROW', source: 'units', rule: 'R6', agreement: null, n: 1 };
    expect(kept.lines).toMatchObject([
      { ...on, type: 'Query', fields: ['unit'], records: [] },
      { ...on, type: 'Unit', fields: ['kind', 'name'], records: ['Unit u5'] },
    ]);
  });

  test('is refused, and one that is not there was not found', async () => {
    const [refused, unknown] = [
      await linesBy('{ unit(id: "u5") { name } }', keepingBack('u5')),
      await linesBy('{ unit(id: "u404") { name } }'),
    ];
    const effects = ({ lines }: typeof refused) => lines.map(({ type, effect }) => `${type} ${effect}`).toSorted();
    expect(refused.data).toEqual(unknown.data);
    expect([effects(refused), effects(unknown)]).toEqual([['Query deny', 'Unit deny'], ['Query not_found']]);
  });

  test('has the fields that were asked for of it, and none that were asked for of another', async () => {
    const query = '{ own: unit(id: "u2") { budget } other: unit(id: "u5") { name } ...More } ';
    const more = 'fragment More on Query { other: unit(id: "u5") { kind } }';
    const { lines, data } = await linesBy(query + more, keepingBack('u5'));
    expect(data).toEqual({ own: { budget: 300 }, other: null });
    const refused = lines.filter(({ type, effect }) => type === 'Unit' && effect === 'deny');
    expect(refused).toEqual([expect.objectContaining({ fields: ['kind', 'name'], records: ['Unit u5'], n: 1 })]);
  });

  /** What was refused or not found: of which rows, and which fields. */
  const notGiven = ({ lines }: Awaited<ReturnType<typeof linesBy>>): readonly string[] =>
    lines
      .filter(({ effect }) => effect !== 'allow')
      .map(({ type, effect, fields, records }) => [type, effect, ...fields, ...records].join(' '))
      .toSorted();

  test('leaves one beside it that is not there not found, and each row the fields that were asked for of it', async () => {
    const query = '{ a: unit(id: "u404") { budget } b: unit(id: "u5") { name } c: unit(id: "u6") { kind } }';
    const one = await linesBy(query, keepingBack('u5'));
    expect(one.data).toEqual({ a: null, b: null, c: { kind: 'FIELD' } });
    expect(notGiven(one)).toEqual(['Query deny unit', 'Query not_found unit', 'Unit deny name Unit u5']);
    expect(notGiven(await linesBy(query, keepingBack('u5', 'u6')))).toEqual([
      'Query deny unit',
      'Query not_found unit',
      'Unit deny kind Unit u6',
      'Unit deny name Unit u5',
    ]);
  });

  test('leaves one that is not there not found too where the row was asked for below', async () => {
    const query = '{ found { ... on Unit { kind } } unit(id: "u404") { name } }';
    const below: Tamper = (_, answer) => {
      const { found, ...data } = answer.data as { readonly found: readonly object[] };
      const given = found.filter((row) => !JSON.stringify(row).includes('"u5"'));
      return { ...answer, data: { ...data, found: given } as never, extensions: { withheld: { Unit: ['u5'] } } };
    };
    const asked = await linesBy(query, below);
    expect(asked.data!['unit']).toBeNull();
    expect(notGiven(asked)).toEqual(['Query not_found unit', 'Unit deny kind Unit u5']);
  });

  test('is refused wherever it may have been asked for, where its agency knows it by another id', async () => {
    const query = '{ a: unit(id: "U5") { name } b: unit(id: "u404") { kind } }';
    expect(notGiven(await linesBy(query, keepingBack('u5')))).toEqual([
      'Query deny unit',
      'Unit deny kind name Unit u5',
    ]);
  });

  test('is known by the id that a variable gives as well, and by nothing that is no id of such a row', async () => {
    const query =
      'query($id: ID!) { a: unit(id: $id) { budget } b: units(name: "u5") { name } c: units(name: "x") { kind } }';
    const asked = async (id: string) => {
      const { rows } = await small.ask(query, { variables: { id }, tamper: keepingBack('u5') });
      return notGiven({ data: null, lines: linesOf(small, rows!) });
    };
    expect(await asked('u5')).toEqual(['Query deny unit', 'Query not_found units', 'Unit deny budget Unit u5']);
    expect(await asked('u404')).toEqual(['Query deny units', 'Query not_found unit', 'Unit deny kind name Unit u5']);
  });

  test('is refused at the root where the agency was asked that kept it back, and no other', async () => {
    const { rows } = await small.ask('{ units(name: "x") { name } }');
    const keptBy = (subgraph: string) =>
      notGiven({
        data: null,
        lines: linesOf(small, { ...rows!, kept: [{ subgraph, type: 'Unit', ids: new Set(['u5']) }] }),
      });
    expect(keptBy('units')).toEqual(['Query deny units', 'Unit deny name Unit u5']);
    expect(keptBy('people')).toEqual(['Query not_found units', 'Unit deny name Unit u5']);
  });
});

describe('what came in another form than its type’s is recorded as not given, as it is not', () => {
  /** Of what was asked for, by what became of it: type, fields and records. */
  const recordedAs = async (query: string, given: (row: Record<string, unknown>) => object) => {
    const tamper: Tamper = (_, answer) => ({ ...answer, data: withRows(answer.data, given) as never });
    const { rows, data } = await small.ask(query, { tamper });
    const lines = linesOf(small, rows!).map(({ effect, type, fields, records }) => [effect, type, fields, records]);
    return { data, lines: lines.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) };
  };
  const withRows = (data: unknown, given: (row: Record<string, unknown>) => object): unknown => {
    if (Array.isArray(data)) return data.map((one) => withRows(one, given));
    if (typeof data !== 'object' || data === null) return data;
    const inner = Object.entries(data).map(([key, value]) => [key, withRows(value, given)]);
    return given(Object.fromEntries(inner) as Record<string, unknown>);
  };
  const isOf = (id: string, row: Record<string, unknown>): boolean => row['_ag_id'] === id;

  test('a leaf, of the row that it is of', async () => {
    const query = '{ units(first: 2) { name kind } }';
    const { lines } = await recordedAs(query, (row) => (isOf('u2', row) ? { ...row, kind: 7 } : row));
    expect(lines).toEqual([
      ['allow', 'Query', ['units'], []],
      ['allow', 'Unit', ['kind', 'name'], ['Unit u1']],
      ['allow', 'Unit', ['name'], ['Unit u2']],
      ['error', 'Unit', ['kind'], ['Unit u2']],
    ]);
  });

  test('and a row whole that has no place without it, with what is below', async () => {
    const query = '{ unit(id: "u2") { name seats parent { name } } }';
    const { data, lines } = await recordedAs(query, (row) => (isOf('u2', row) ? { ...row, seats: 'three' } : row));
    expect(data).toEqual({ unit: null });
    expect(lines).toEqual([
      ['error', 'Query', ['unit'], []],
      ['error', 'Unit', ['name'], ['Unit u1']],
      ['error', 'Unit', ['name', 'parent', 'seats'], ['Unit u2']],
    ]);
  });

  test('of a list, those rows alone that have no place in it', async () => {
    const query = '{ found { ... on Unit { name } } unit(id: "u2") { children { seats } } }';
    const { data, lines } = await recordedAs(query, (row) => (isOf('u4', row) ? { ...row, seats: null } : row));
    expect(data!['unit']).toEqual({ children: null });
    expect(lines.filter(([effect, type]) => effect === 'error' && type === 'Unit')).toEqual([
      ['error', 'Unit', ['children'], ['Unit u2']],
      ['error', 'Unit', ['seats'], ['Unit u4']],
    ]);
  });

  test('what falls with a field that is refused is refused with it, and no agency has failed', async () => {
    const { lines } = await recordedAs('{ unit(id: "u2") { name parent { name seats } } }', (row) => row);
    expect(lines).toEqual([
      ['allow', 'Query', ['unit'], []],
      ['allow', 'Unit', ['name'], ['Unit u2']],
      ['deny', 'Unit', ['name', 'seats'], ['Unit u1']],
      ['deny', 'Unit', ['parent'], ['Unit u2']],
    ]);
  });

  test('what falls with a row that there must be and that is refused is refused with it', async () => {
    const graph = await goodsGraph();
    const boss = await graph.ask('{ goods { boss { name } } }');
    expect(boss.data).toEqual({ goods: null });
    expect(boss.told).toEqual([
      'deny ROW VPTW shops R6 Good: boss of 1 Good g3',
      'deny ROW VPTW shops R6 Good: boss of 2 Good g1 Good g2',
      'deny ROW VPTW shops R6 Good: name of 1 Good g2',
      'deny ROW VPTW shops R6 Good: name of 1 Good g3',
      'deny ROW VPTW shops R6 Query: goods of 1',
    ]);
    const beyond: Volume = {
      ...UNCOUNTED,
      admit: async (rows) => checkRows(rows, new Map([['Good', new Set(['g2'])]])) as unknown as CheckedRows,
    };
    const { told } = await graph.ask('{ goods { boss { name } } }', { volume: beyond });
    expect(told).toEqual([
      'deny ROW VPTW shops R6 Good: boss of 1 Good g3',
      'deny ROW VPTW shops R6 Good: name of 1 Good g3',
      'deny VOLUME VPTW shops R1 Good: boss of 1 Good g1',
      'deny VOLUME VPTW shops R1 Query: goods of 1',
      'deny VOLUME VPTW shops R6 Good: boss of 1 Good g2',
      'deny VOLUME VPTW shops R6 Good: name of 1 Good g2',
    ]);
  });

  test('also where only some of the types that are asked at once always have one', async () => {
    const graph = await goodsGraph();
    const { data, told } = await graph.ask('{ owned { boss { name } boss { code } } }');
    expect(data).toEqual({ owned: [{ boss: { name: 'Good 1', code: 'c1' } }, null] });
    expect(told).toEqual([
      'allow VPTW shops R6 Good: code name of 1 Good g1',
      'allow VPTW shops R6 Query: owned of 1',
      'allow VPTW shops R6 Stall: boss of 1',
      'deny ROW VPTW shops R6 Good: code name of 1 Good g3',
      'deny ROW VPTW shops R6 Yard: boss of 1',
    ]);
  });

  test('also with one that is refused whatever the row: for its reason, by its rule, and not for the row’s sake', async () => {
    const query = '{ units(first: 2) { name parent { name seats } } unit(id: "u2") { children { name } seats } }';
    const { rows, data } = await small.ask(query, { caller: { purposes: ['OTHER', 'WORK'], purpose: 'OTHER' } });
    expect(data).toEqual({
      units: [
        { name: 'Centre', parent: null },
        { name: 'North', parent: null },
      ],
      unit: null,
    });
    const refused = linesOf(small, rows!).filter(({ effect }) => effect === 'deny');
    const of = ({ type, source, reason, rule, fields, records }: (typeof refused)[number]) =>
      [type, source, reason, rule, ...fields, ...records].join(' ');
    expect(refused.map(of).toSorted()).toEqual([
      'Query units PURPOSE R1 unit',
      'Unit none PURPOSE R1 seats',
      'Unit units PURPOSE R1 children Unit u2',
      'Unit units PURPOSE R1 name Unit u1',
      'Unit units PURPOSE R1 name Unit u4',
      'Unit units PURPOSE R1 parent Unit u2',
      // Which was refused before, and comes into no answer anyhow.
      'Unit units ROW R6 name Unit u5',
    ]);
  });

  test('but a change is recorded as made, of the row that came', async () => {
    const tamper: Tamper = (_, answer) => ({
      ...answer,
      data: withRows(answer.data, (row) => (isOf('u2', row) ? { ...row, seats: 'three' } : row)) as never,
    });
    const { rows, data } = await small.ask('mutation { moveOne(id: "u2") { seats } }', { tamper });
    expect(data).toEqual({ moveOne: null });
    expect(writesOf(rows!, (type, id) => `${type} ${id}`)).toMatchObject([{ effect: 'done', records: ['Unit u2'] }]);
  });
});

describe('of what an agency gave nothing', () => {
  const recordedOf = async (tamper: Tamper, query = '{ unit(id: "u2") { name kind staff(first: 1) { name } } }') => {
    const { rows, data, errors } = await small.ask(query, { tamper });
    const lines = linesOf(small, rows!).map(({ effect, fields, records }) => [effect, ...fields, ...records].join(' '));
    return { data, errors: errors.length, lines: lines.toSorted() };
  };
  const OTHERS = ['allow kind name Unit u2', 'allow unit'];
  const ofPeople =
    (errors: readonly object[]): Tamper =>
    (subgraph, answer) =>
      subgraph === 'people' ? { ...answer, data: { _entities: [null] } as never, errors } : answer;

  test('a row that it knows nothing of was not found, beside what others gave', async () => {
    const { data, errors, lines } = await recordedOf(ofPeople([]));
    expect([data, errors]).toEqual([{ unit: { name: 'North', kind: 'OFFICE', staff: null } }, 0]);
    expect(lines).toEqual([...OTHERS, 'not_found staff Unit u2']);
  });

  test.each([[{}], [{ path: ['_entities'] }], [{ path: ['_entities', 0] }], [{ path: ['_entities', 0, 'staff'] }]])(
    'a row that it failed to read is an error: %j',
    async (where) => {
      const { errors, lines } = await recordedOf(ofPeople([{ message: 'down', ...where }]));
      expect([errors, lines]).toEqual([1, [...OTHERS, 'error staff Unit u2']]);
    },
  );

  test('because it failed and says not where, what is null of its own is an error, and nothing that others gave or that was refused', async () => {
    const errors = [{ message: 'down' }];
    const atRoot = await recordedOf(
      (_, answer) => ({ ...answer, errors, data: { ping: null, unit: null } as never }),
      '{ ping unit(id: "u2") { name } }',
    );
    expect(atRoot.lines).toEqual(['error ping unit']);
    const below: Tamper = (subgraph, answer) => {
      const { unit } = answer.data as { readonly unit: object };
      return subgraph === 'units' ? { ...answer, errors, data: { unit: { ...unit, kind: null } } as never } : answer;
    };
    const { data, lines } = await recordedOf(below, '{ unit(id: "u4") { id kind staff { name } } }');
    expect(data).toEqual({ unit: { id: 'u4', kind: null, staff: [{ name: null }] } });
    const given = ['allow id Unit u4', 'allow name Person p4', 'allow staff Unit u4', 'allow unit'];
    expect(lines).toEqual([...given, 'error kind Unit u4']);
    const refused = await recordedOf((_, answer) => ({ ...answer, errors }), '{ unit(id: "u5") { name } }');
    expect(refused.lines).toEqual(['deny name Unit u5', 'deny unit']);
  });
});

test('of what agencies gave to a request that was turned away nothing was shown, and what they did not give they did not', async () => {
  const query = '{ unit(id: "u2") { name lead { name } children { name } } gone: unit(id: "u404") { id } ping }';
  const { rows } = await small.ask(query, {
    tamper: (subgraph, answer) => (subgraph === 'people' ? { ...answer, data: null } : answer),
  });
  const toldOf = (code: RefusalCode | null) =>
    linesOf(small, rows!, code).map(({ effect, reason, fields, records }) =>
      [effect, reason, ...fields, ...records].filter(Boolean).join(' '),
    );
  const isGiven = (line: string): boolean => line.startsWith('allow ');
  const given = toldOf(null).filter(isGiven);
  const others = toldOf(null).filter((line) => !isGiven(line));
  expect(given).toContain('allow name Unit u4');
  expect(new Set(others.map((line) => line.split(' ')[0]))).toEqual(new Set(['deny', 'error', 'not_found']));
  const withheld = given.map((line) => line.replace('allow', 'deny DIRECTORY_UNAVAILABLE'));
  expect(toldOf('DIRECTORY_UNAVAILABLE').toSorted()).toEqual([...withheld, ...others].toSorted());
});

describe('what its agency gives and clients see none of is recorded as refused, and was nobody’s failure', () => {
  let graph: GoodsGraph;
  beforeAll(async () => {
    graph = await goodsGraph();
  });

  test.each([
    ['state', null, 'NEW'],
    ['states', [null, null], [null, 'NEW']],
    ['sound { ... on Bell { tone } }', null, { tone: 'low' }],
    ['sounds { ... on Bell { tone } }', [null], [null, { tone: 'high' }]],
  ])('of the row that has nothing else to give there: %s', async (asked, first, second) => {
    const { data, told } = await graph.ask(`{ goods { ${asked} } }`);
    const [name = ''] = asked.split(' ');
    expect(data).toEqual({ goods: [{ [name]: first }, { [name]: second }] });
    expect(told.filter((line) => line.includes(' Good: '))).toEqual([
      `allow VPTW shops R6 Good: ${name} of 1 Good g2`,
      `deny ROW VPTW shops R6 Good: ${name} of 1 Good g1`,
      // Which is no row for this caller.
      `deny ROW VPTW shops R6 Good: ${name} of 1 Good g3`,
    ]);
  });

  test('with what cannot be without it', async () => {
    const { data, told } = await graph.ask('{ goods { surely } }');
    expect(data).toEqual({ goods: null });
    expect(told).toEqual([
      'deny ROW VPTW shops R6 Good: surely of 1 Good g3',
      'deny ROW VPTW shops R6 Good: surely of 2 Good g1 Good g2',
      'deny ROW VPTW shops R6 Query: goods of 1',
    ]);
  });

  test('and as a row where there may be rows', async () => {
    const kept = await graph.ask('{ kept { ... on Good { name } } }');
    expect(kept.data).toEqual({ kept: [{ name: 'Good 1' }] });
    expect(kept.told).toEqual([
      'allow VPTW shops R6 Good: name of 1 Good g1',
      'allow VPTW shops R6 Query: kept of 1',
      'deny ROW VPTW shops none Cellar: __typename of 1',
    ]);
    const best = await graph.ask('{ best { ... on Good { name } } }');
    expect(best.data).toBeNull();
    expect(best.told).toEqual([
      'deny ROW VPTW shops R6 Query: best of 1',
      'deny ROW VPTW shops none Cellar: __typename of 1',
    ]);
  });
});

test('rows that were opened in an emergency are recorded apart, by the rule that opened them', async () => {
  const emergency: CallerFacts['emergency'] = {
    id: 'BG-1',
    incident: 'INC-1',
    approver: 'a2',
    until: 0,
    type: 'Person',
    ids: ['p3'],
    purpose: 'WORK',
  };
  const shown = async (more: Partial<CallerFacts>) => {
    const { rows } = await small.ask('{ people { name unit { name } } }', { caller: more });
    return linesOf(small, rows!).flatMap(({ type, effect, rule, records, n }) =>
      type === 'Person' && effect === 'allow' ? [{ rule, records, n }] : [],
    );
  };
  const own = { rule: 'R6', records: ['Person p2', 'Person p4'], n: 2 };
  expect(await shown({})).toEqual([own]);
  expect(await shown({ emergency })).toEqual([own, { rule: 'R1', records: ['Person p3'], n: 1 }]);
  for (const other of [{ purpose: 'OTHER' }, { type: 'Unit' }])
    expect(await shown({ emergency: { ...emergency, ...other } })).toEqual([own]);
});

describe('where the same rows are asked for several times under one name', () => {
  const ofUnits = async (query: string) =>
    (await recorded(query))
      .filter(({ type }) => type === 'Unit')
      .map(({ effect, fields, records, n }) => ({ effect, fields, records, n }));

  test('each row that was refused has all fields that were asked for of it', async () => {
    const twice = '{ units { name } ...Again } fragment Again on Query { units { kind } }';
    const [given, refused, ...others] = await ofUnits(twice);
    expect(others).toEqual([]);
    expect(given).toMatchObject({ effect: 'allow', fields: ['kind', 'name'], n: 5 });
    expect(refused).toEqual({ effect: 'deny', fields: ['kind', 'name'], records: ['Unit u5'], n: 1 });
  });

  test('also below what is asked for several times', async () => {
    const query = (name: string, kind: string) =>
      `{ unit(id: "u2") { children { ${name} } } ...Again } fragment Again on Query { unit(id: "u2") { children { ${kind} } } }`;
    expect(await ofUnits(query('name', 'kind'))).toContainEqual({
      effect: 'deny',
      fields: ['kind', 'name'],
      records: ['Unit u5'],
      n: 1,
    });
    expect((await small.ask(query('name', 'kind'))).data).toEqual({
      unit: { children: [{ name: null, kind: 'FIELD' }] },
    });
  });

  test('also where an object says more of what it leads to than its interface does', async () => {
    const ofPrior = async (first: string, second: string) => {
      const lines = await recordedOfRoutes(
        `{ records { ... on Memo { prior { ${first} } } prior { ... on Memo { ${second} } } } }`,
      );
      return lines.filter(({ type }) => type === 'Memo');
    };
    const rowsOf = (lines: Awaited<ReturnType<typeof ofPrior>>, field: string, fate: string) =>
      lines.filter(({ fields, effect }) => effect === fate && fields.includes(field)).flatMap(({ records }) => records);
    const lines = await ofPrior('id', 'title');
    for (const fate of ['allow', 'deny']) {
      expect(rowsOf(lines, 'id', fate).length, fate).toBeGreaterThan(0);
      expect(rowsOf(lines, 'title', fate).toSorted(), fate).toEqual(rowsOf(lines, 'id', fate).toSorted());
    }
    expect(await ofPrior('id title', 'title id')).toEqual(await ofPrior('id title', 'id'));
  });

  test('a row counts once for a field', async () => {
    const once = await ofUnits('{ units { id name } }');
    expect(await ofUnits('{ units { id name } ...Again } fragment Again on Query { units { name id } }')).toEqual(once);
    const three = '{ units { id } units { name } ...Again } fragment Again on Query { units { id name } }';
    expect(await ofUnits(three)).toEqual(once);
  });
});

test('a field of one name comes from the agency that gives it for each kind of row', async () => {
  const sourcesOf = async (of: string, query: string): Promise<readonly string[]> => {
    const lines = (await recordedOfRoutes(query)).filter(({ type, effect }) => type === of && effect === 'allow');
    return [...new Set(lines.flatMap(({ source, fields }) => fields.map((field) => `${field} ${source}`)))].toSorted();
  };
  const titles = '{ desks { pile { ... on Memo { title } ... on Desk { title } } } }';
  expect(await sourcesOf('Memo', titles)).toEqual(['title files']);
  expect(await sourcesOf('Desk', titles)).toEqual(['pile desks', 'title desks']);
  const below = '{ desks { pile { ... on Memo { x: next { id } } ... on Desk { x: top { id } } } } }';
  expect(await sourcesOf('Memo', below)).toEqual(['id desks', 'next files']);
  expect(await sourcesOf('Report', below)).toEqual(['__typename desks', 'id files']);
  expect(await sourcesOf('Desk', below)).toEqual(['pile desks', 'top desks']);
});
