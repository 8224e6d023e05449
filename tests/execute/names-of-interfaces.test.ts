import { SubgraphFailure, type RawAnswer } from '@agency-graph/gateway/steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainGraph, type PlainGraph } from '../support/plain-graph.js';

const LETTER = { __typename: 'Letter', id: '1', title: 'On rice' };

let graph: PlainGraph;
beforeAll(async () => {
  graph = await plainGraph({
    archive: {
      sdl: `
        type Query { named: Named people: [Named] records: [Record] }
        interface Named { id: ID! }
        type Person implements Named { id: ID! age: Int }
        interface Record @key(fields: "id") { id: ID! title: String }
        type Letter implements Record @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Query: { named: () => ({ __typename: 'Person', id: '1', age: 7 }), people: () => [], records: () => [LETTER] },
        Record: { __resolveReference: () => LETTER, __resolveType: () => 'Letter' },
        Letter: { __resolveReference: () => LETTER },
      },
    },
    readers: {
      sdl: `
        type Query { last: Record read: [Record] }
        type Record @key(fields: "id") @interfaceObject { id: ID! readers: Int }`,
      resolvers: {
        Query: { last: () => ({ id: '1', readers: 3 }), read: () => [{ id: '1', readers: 3 }] },
        Record: { __resolveReference: ({ id }: { id: string }) => ({ id, readers: 3 }) },
      },
    },
  });
});
afterAll(() => graph.generation.planner.close());

const instead = (data: unknown) => (_: string, answer: RawAnswer) => ({ ...answer, data });

/** The owner of the types does not answer for any entity. */
const ownerDown = (subgraph: string, answer: RawAnswer): RawAnswer => {
  if (subgraph === 'archive') throw new SubgraphFailure('connection', 'nobody there');
  return answer;
};

describe('an object that says no type, or its interface for one, is of none', () => {
  test.each([[{ id: '1' }], [{ __typename: 'Named', id: '1' }]])('%j', async (named) => {
    for (const query of ['{ named { id } }', '{ named { __typename id } }', '{ named { ... on Person { age } id } }']) {
      const { data, errors } = await graph.ask(query, [], { tamper: instead({ named }) });
      expect([data, errors]).toMatchObject([
        { named: null },
        [{ path: ['named'], message: 'The agency "archive" answered with a value of another type.' }],
      ]);
      expect(errors).toHaveLength(1);
    }
  });

  test('in a list it alone is null', async () => {
    const people = [
      { __typename: 'Person', id: '1' },
      { __typename: 'Named', id: '2' },
    ];
    const { data, errors } = await graph.ask('{ people { id } }', [], { tamper: instead({ people }) });
    expect([data, errors]).toMatchObject([{ people: [{ id: '1' }, null] }, [{ path: ['people', 1] }]]);
  });
});

describe('an interface object, while nobody can say of which type it is', () => {
  test('is given as long as nobody asks that', async () => {
    for (const query of ['{ last { id readers } }', '{ last { id readers ...R } } fragment R on Record { readers }']) {
      const { data, errors } = await graph.ask(query, [], { tamper: ownerDown });
      expect([data, errors]).toEqual([{ last: { id: '1', readers: 3 } }, []]);
    }
    const { data } = await graph.ask('query ($no: Boolean = true) { read { readers __typename @skip(if: $no) } }', [], {
      tamper: ownerDown,
    });
    expect(data).toEqual({ read: [{ readers: 3 }] });
  });

  test.each(['__typename readers', 'readers ... on Letter { title }', 'readers ...L', 'id ... { __typename }'])(
    'is null where that is asked: %s',
    async (asked) => {
      const fragment = asked.includes('...L') ? 'fragment L on Letter { id }' : '';
      const { data, errors, rows } = await graph.ask(`{ last { ${asked} } } ${fragment}`, [], { tamper: ownerDown });
      expect([data, errors]).toMatchObject([
        { last: null },
        [{ path: ['last'], message: 'The agency "archive" did not answer.' }],
      ]);
      expect(errors).toHaveLength(1);
      expect(rows?.alarms).toEqual([]);
    },
  );

  test('in a list is null where that is asked', async () => {
    const { data, errors } = await graph.ask('{ read { __typename readers } }', [], { tamper: ownerDown });
    expect(data).toEqual({ read: [null] });
    expect(errors).toMatchObject([{ path: ['read'], message: 'The agency "archive" did not answer.' }]);
  });

  test('is given with its title null where its type is not asked', async () => {
    const { data, errors } = await graph.ask('{ last { title readers } }', [], { tamper: ownerDown });
    expect(data).toEqual({ last: { title: null, readers: 3 } });
    expect(errors.map(({ path }) => path)).toEqual([['last', 'title']]);
  });
});
