import type { OrganisationRecord } from '@agency-graph/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allPages, idsOf } from '../support/all-pages.js';
import { expectBadInput, expectStatements } from '../support/subgraph-harness.js';
import { servedOrganisations, startOrganisations, type OrganisationsUnderTest } from './organisations-under-test.js';

let register: OrganisationsUnderTest;
beforeAll(async () => {
  register = await startOrganisations();
});
afterAll(() => register?.close());

const LIST = `query ($level: OrgLevel, $block: OrgBlock, $under: ID, $first: Int, $after: String) {
  organisations(level: $level, block: $block, under: $under, first: $first, after: $after) {
    nodes { id } pageInfo { hasNextPage endCursor } } }`;
const CHILDREN = `query ($id: ID!, $first: Int, $after: String) { organisation(id: $id) {
  children(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;

const wanted = (holds: (body: OrganisationRecord) => boolean): string[] =>
  idsOf(servedOrganisations(register).filter(holds));
const isUnder = (path: string) => (body: OrganisationRecord) => body.path === path || body.path.startsWith(`${path}.`);

describe('organisations', () => {
  test.each([1, 7, 20, 100])('come in pages of %i, each once, in the order of their paths', async (first) => {
    const all = await allPages(register.ask, LIST, { first, under: 'G07' }, (data) => data.organisations);
    expect(all).toEqual(wanted(isUnder(register.world.organisation('G07')!.path)));
  });

  test('all of them', async () => {
    expect(await allPages(register.ask, LIST, { first: 50 }, (data) => data.organisations)).toEqual(wanted(() => true));
  });

  const filters: [string, object, () => (body: OrganisationRecord) => boolean][] = [
    [
      'level',
      { level: 'COMMUNE' },
      () =>
        ({ level }) =>
          level === 'COMMUNE',
    ],
    [
      'block',
      { block: 'GOVERNMENT' },
      () =>
        ({ block }) =>
          block === 'GOVERNMENT',
    ],
    [
      'level and place',
      { level: 'CELL', under: 'G07.C012' },
      () => (body) => body.level === 'CELL' && isUnder(register.world.organisation('G07.C012')!.path)(body),
    ],
    ['a place that is none', { under: 'NOWHERE' }, () => () => false],
  ];
  test.each(filters)('are narrowed by %s', async (_name, filter, holds) => {
    expect(await allPages(register.ask, LIST, { ...filter, first: 10 }, (data) => data.organisations)).toEqual(
      wanted(holds()),
    );
  });

  test('are two statements at most', async () => {
    expectStatements(await register.ask(LIST, { first: 100 }), 1);
    expectStatements(await register.ask(LIST, { first: 100, under: 'TWG' }), 2);
  });
});

describe('children', () => {
  test.each([1, 3, 100])('come in pages of %i, in the order of their paths', async (first) => {
    const all = await allPages(register.ask, CHILDREN, { id: 'G07', first }, (data) => data.organisation.children);
    expect(all).toEqual(wanted(({ parentId }) => parentId === 'G07'));
    expect(all.length).toBeGreaterThan(3);
  });

  test('of many parents are each its own', async () => {
    const parents = wanted(() => true);
    const { data } = await register.entities(
      'Organisation',
      parents,
      'children(first: 2) { nodes { id } pageInfo { hasNextPage } }',
    );
    const expected = parents.map((id) => {
      const children = wanted(({ parentId }) => parentId === id);
      return {
        children: {
          nodes: children.slice(0, 2).map((one) => ({ id: one })),
          pageInfo: { hasNextPage: children.length > 2 },
        },
      };
    });
    expect(data._entities).toEqual(expected);
  });

  test('cost one statement a level of nesting, however many parents', async () => {
    const nested = (
      first: number,
    ) => `{ organisations(first: ${first}, under: "G07") { nodes { id parent { id } adminUnit { code parent { code } }
      successors { id } children(first: 3) { nodes { id children(first: 2) { nodes { id } } } } } } }`;
    const [few, many] = [await register.ask(nested(30)), await register.ask(nested(100))];
    // The path to be under; bodies, children and theirs; parents with successors; units, whose parents are among them.
    expectStatements(few, 6);
    expectStatements(many, 6);
  });

  test('a cursor opens for its own parent alone', async () => {
    const { data } = await register.ask(CHILDREN, { id: 'G07', first: 1 });
    const after = data.organisation.children.pageInfo.endCursor;
    expectBadInput(await register.ask(CHILDREN, { id: 'G11', first: 1, after }), 'after');
    expectBadInput(await register.as({ sub: 'another' })(CHILDREN, { id: 'G07', first: 1, after }), 'after');
    expectBadInput(await register.ask(LIST, { first: 1, after }), 'after');
  });
});

describe('what cannot be', () => {
  test.each([0, -1, 101, 1_000_000])('a page of %i', async (first) => {
    expectBadInput(await register.ask(LIST, { first }), 'first');
    expectBadInput(await register.ask(CHILDREN, { id: 'G07', first }), 'first');
  });

  test.each(['x'.repeat(10_000), 'G\ud800', ''])('an id that is none', async (id) => {
    expectBadInput(await register.ask('query ($id: ID) { organisation(id: $id) { id } }', { id }), 'id');
    expectBadInput(await register.ask('query ($code: ID!) { adminUnit(code: $code) { code } }', { code: id }), 'code');
    expectBadInput(await register.ask(LIST, { under: id }), 'under');
  });

  test('neither id nor code, or both', async () => {
    expectBadInput(await register.ask('{ organisation { id } }'), 'id');
    expectBadInput(await register.ask('{ organisation(id: "G07", code: "G07") { id } }'), 'id');
  });

  test.each(["'; drop table organisation; --", '%', '_', '\\', '"', '$1', '😀'])(
    'the id %s is nobody’s and nothing worse',
    async (id) => {
      const query =
        'query ($id: ID!) { organisation(id: $id) { id } organisations(under: $id) { nodes { id } } adminUnit(code: $id) { code } }';
      const { data, errors } = await register.ask(query, { id });
      expect([data, errors]).toEqual([{ organisation: null, organisations: { nodes: [] }, adminUnit: null }, []]);
    },
  );

  test('a key that cannot be an id finds nothing and spoils nothing', async () => {
    const { data, errors } = await register.entities('Organisation', ['x'.repeat(10_000), 'G07'], 'id');
    expect([data, errors]).toEqual([{ _entities: [null, { id: 'G07' }] }, []]);
  });
});
