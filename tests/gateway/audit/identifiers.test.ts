import { extendSchema, parse, type OperationDefinitionNode } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { identifyingArguments, type IdentifyingSchema } from '../../../gateway/src/audit/identifiers.js';
import { smallGraph } from '../../support/small-graph.js';

let graph: IdentifyingSchema;
beforeAll(async () => {
  const { versions } = (await smallGraph()).generation;
  const own = parse('extend type Query { explain(query: String!, variables: String): String }');
  graph = { ...versions, schema: extendSchema(versions.schema, own) };
});

/** Whom an operation asks for, by argument. */
function named(
  query: string,
  identifies: Readonly<Record<string, string | null>> = {},
  variables: Readonly<Record<string, unknown>> = {},
) {
  const operation = parse(query).definitions[0] as OperationDefinitionNode;
  const schema = { ...graph, identifies: new Map(Object.entries(identifies)) };
  return identifyingArguments(operation, schema).flatMap(({ argument, subjects }) =>
    subjects(variables).map(({ of, id }) => `${argument} ${of} ${id}`),
  );
}

describe('whom an argument names', () => {
  test('is what its field returns where it is an id and nothing is said', () => {
    expect(named('{ unit(id: "u2") { name } }')).toEqual(['Query.unit(id:) Unit u2']);
    const moved = named('mutation($ids: [ID!]!) { move(ids: $ids) { id } }', {}, { ids: ['u1', 'u2'] });
    expect(moved).toEqual(['Mutation.move(ids:) Unit u1', 'Mutation.move(ids:) Unit u2']);
  });

  test('is what is said of it, be it an id or a text that reads nothing', () => {
    expect(named('{ ping(about: "901") }')).toEqual([]);
    const said = { 'Query.ping(about:)': 'Person.name', 'Query.unit(id:)': 'Person' };
    expect(named('query($a: String) { ping(about: $a) }', said, { a: 'An' })).toEqual([
      'Query.ping(about:) Person.name An',
    ]);
    expect(named('{ unit(id: "p2") { name } }', said)).toEqual(['Query.unit(id:) Person p2']);
  });

  test('is nobody where that is said', () => {
    expect(named('mutation { moveOne(id: "u2") { id } }', { 'Mutation.moveOne(id:)': null })).toEqual([]);
  });

  test('is of the type that another argument says; where that is none, what it is when nothing is said', () => {
    const said = { 'Query.units(name:)': 'Query.units(first:)', 'Query.ping(about:)': 'Person.name' };
    const query = 'query($type: Int) { units(name: "x1", first: $type) { id } ping(about: "An") }';
    const asked = (type: unknown) => named(query, said, { type });
    expect(asked('Person')).toEqual(['Query.units(name:) Person x1', 'Query.ping(about:) Person.name An']);
    for (const none of ['account', 'Int', 'Nobody', '__proto__', null])
      expect(asked(none)[0]).toBe('Query.units(name:) Unit.name x1');
  });
});

describe('whom an operation names that is to be explained', () => {
  const asked = (query: string, variables: object | null = null) =>
    named(
      'query($query: String!, $variables: String) { explain(query: $query, variables: $variables) }',
      {},
      {
        query,
        variables: variables === null ? null : JSON.stringify(variables),
      },
    );

  test('is whom it would name if it ran, by what is written in it, by its variables and by their defaults', () => {
    expect(asked('{ unit(id: "u1") { name } }')).toEqual(['Query.explain(query:) Unit u1']);
    const query = 'query($id: ID!, $other: ID = "u3") { unit(id: $id) { name } other: unit(id: $other) { name } }';
    const ids = (...given: string[]) => given.map((id) => `Query.explain(query:) Unit ${id}`);
    expect(asked(query, { id: 'u2' })).toEqual(ids('u2', 'u3'));
    expect(asked(query, { id: 'u2', other: 'u1' })).toEqual(ids('u2', 'u1'));
  });

  test('is all whom its text has, in fragments and other operations too, also where it does not fit the schema', () => {
    const query = `query A { ...F nothing(id: "u9") unit(id: "u1") { name } } query B { unit(id: "u2") { name } }
      fragment F on Query { unit(id: "u3") { name } unit(id: "u1") { plan } } fragment G on Nothing { unit(id: "u9") }`;
    expect(asked(query)).toEqual(['u1', 'u2', 'u3'].map((id) => `Query.explain(query:) Unit ${id}`));
  });

  test('is nobody where it is none, and nobody whom one names in turn', () => {
    expect(asked('{ unit(id: "u1"')).toEqual([]);
    expect(asked(`{ ${'unit(id: "u1") { name } '.repeat(2_000)} }`)).toEqual([]);
    expect(asked('{ explain(query: "{ unit(id: 1) { name } }") }')).toEqual([]);
    expect(asked('query($id: ID!) { unit(id: $id) { name } }')).toEqual([]);
  });

  test('is at most a thousand', () => {
    const ids = Array.from({ length: 1_500 }, (_, n) => `u${n}`);
    expect(asked('mutation($ids: [ID!]!) { move(ids: $ids) { id } }', { ids })).toHaveLength(1_000);
  });
});
