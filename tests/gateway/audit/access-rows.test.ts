import type { CheckedRows, Generation } from '@agency-graph/gateway/steps';
import { beforeAll, describe, expect, test } from 'vitest';
import { accessRows } from '../../../gateway/src/audit/access-rows.js';
import { routesGraph, type RoutesGraph } from '../../access/routes/graph.js';
import { smallGraph, type SmallGraph } from '../../support/small-graph.js';

let routes: RoutesGraph;
let small: SmallGraph;
beforeAll(async () => {
  routes = await routesGraph();
  small = await smallGraph();
});

/** What the record says of an answer: a line for each source and basis. */
const linesOf = ({ generation }: { readonly generation: Generation }, rows: CheckedRows) =>
  accessRows(rows, { labels: generation.rules.labels, idOf: (type, id) => `${type} ${id}` }).flatMap(
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
