import { extendSchema, parse, type OperationDefinitionNode } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { explainedNames } from '../../../gateway/src/audit/explained-names.js';
import { withTexts } from '../../../gateway/src/audit/explained-texts.js';
import { identifyingArguments, type IdentifyingSchema } from '../../../gateway/src/audit/identifiers.js';
import { operationText } from '../../../gateway/src/audit/operation-text.js';
import { smallGraph } from '../../support/small-graph.js';

let graph: IdentifyingSchema;
beforeAll(async () => {
  const { versions } = (await smallGraph()).generation;
  const own = parse(`
    extend type Query {
      explain(query: String!, operationName: String, variables: String): String
      echo(where: Where, about: String): String
    }
    input Where { unit: ID, colour: String, and: [Where!], not: Where, lead: WhereLead }
    input WhereLead { person: ID, of: [[Where!]!], none: WhereLead }
  `);
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
  return identifyingArguments(operation, schema).flatMap(({ look }) =>
    [...look(variables)].flatMap((one) => (one === null ? [] : `${one.place.argument} ${one.name.of} ${one.name.id}`)),
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

  test('is of the kind that another argument says; where that is none, what it is when nothing is said', () => {
    const said = { 'Query.units(name:)': 'Query.units(first:)', 'Query.ping(about:)': 'Person.name' };
    const query = 'query($type: Int) { units(name: "x1", first: $type) { id } ping(about: "An") }';
    const asked = (type: unknown) => named(query, said, { type });
    expect(asked('Person')).toEqual(['Query.units(name:) Person x1', 'Query.ping(about:) Person.name An']);
    for (const kind of ['Person.name', 'account']) expect(asked(kind)[0]).toBe(`Query.units(name:) ${kind} x1`);
    for (const none of ['Int', 'Nobody', 'Person.nobody', '__proto__', null])
      expect(asked(none)[0]).toBe('Query.units(name:) Unit.name x1');
  });
});

describe('an input that leads back to itself', () => {
  const said = { 'Where.unit': 'Unit', 'WhereLead.person': 'Query.echo(about:)' };
  const echoed = (where: string, variables = {}) =>
    named(`query($v: Where, $w: [Where!]) { echo(where: ${where}, about: "Person") }`, said, variables);
  const places = (where: string) =>
    identifyingArguments(parse(`{ echo(where: ${where}) }`).definitions[0] as OperationDefinitionNode, {
      ...graph,
      identifies: new Map(Object.entries(said)),
    }).map((one) => one.places.map(({ argument }) => argument));

  test('names whoever stands in it, however deep, where it is written and where it is given', () => {
    const where = '{ unit: "u1", and: [{ lead: { person: "p1" } }, { not: { unit: "u2" } }], lead: $lead }';
    const found = ['Where.unit Unit u1', 'WhereLead.person Person p1', 'Where.unit Unit u2'];
    expect(echoed(where)).toEqual(found);
    const lead = { none: { person: 'p2', of: [[{ unit: 'u3' }], []] }, of: { unit: 'u4' } };
    const deeper = ['WhereLead.person Person p2', 'Where.unit Unit u3', 'Where.unit Unit u4'];
    expect(echoed(where, { lead })).toEqual([...found, ...deeper]);
    expect(echoed('$v', { v: { unit: 'u1', and: [{ lead }] } })).toEqual(['Where.unit Unit u1', ...deeper]);
    expect(echoed('{ colour: "red", and: $w }', { w: [{ colour: 'u9' }, { unit: null }] })).toEqual([]);
  });

  test('names by each of its fields once, whatever is given', () => {
    expect(places('{ colour: "red" }')).toEqual([['Where.unit', 'WhereLead.person']]);
  });

  test('is read however deep it stands in itself', () => {
    let where: object = { unit: 'u1' };
    for (let depth = 0; depth < 20_000; depth += 1) where = { not: where };
    expect(echoed('$v', { v: where })).toEqual(['Where.unit Unit u1']);
  });
});

describe('whom operations name that are to be explained', () => {
  const QUERY = `query($query: String!, $variables: String, $other: String!) {
    explain(query: $query, variables: $variables) again: explain(query: $query, variables: $variables)
    other: explain(query: $other) }`;
  const NOTHING = '{ __typename }';
  const asked = (query: string, variables: object | string | null = null, other = NOTHING) => {
    const json = typeof variables === 'object' && variables !== null ? JSON.stringify(variables) : variables;
    const found = identifyingArguments(parse(QUERY).definitions[0] as OperationDefinitionNode, graph);
    const given = found.flatMap(({ explains }) => explains!({ query, variables: json, other }));
    const { named: subjects, texts } = explainedNames(given, graph);
    const hashed = [...texts].filter(([, put]) => put.startsWith('sha256:'));
    return { named: subjects.map(({ of, id }) => `${of} ${id}`), unread: hashed.map(([text]) => text) };
  };
  const whole = (...named: string[]) => ({ named, unread: [] });

  test('is whom they would name if they ran, by what is written in them, by their variables and by their defaults', () => {
    expect(asked('{ unit(id: "u1") { name } }')).toEqual(whole('Unit u1'));
    const query = 'query($id: ID!, $other: ID = "u3") { unit(id: $id) { name } other: unit(id: $other) { name } }';
    expect(asked(query, { id: 'u2' })).toEqual(whole('Unit u2', 'Unit u3'));
    expect(asked(query, { id: 'u2', other: 'u1' })).toEqual(whole('Unit u2', 'Unit u1'));
    expect(asked('query($id: ID!) { unit(id: $id) { name } }')).toEqual(whole());
    expect(asked(NOTHING, null, '{ unit(id: "u1") { name } }')).toEqual(whole('Unit u1'));
  });

  test('is all whom a text has, in fragments and other operations too, each with its own defaults', () => {
    const query = `query A($id: ID = "u1") { ...F unit(id: $id) { name } } query B($id: ID = "u2") { unit(id: $id) { name } }
      fragment F on Query { other: unit(id: $id) { name } unit(id: "u3") { plan } }`;
    expect(asked(query)).toEqual(whole('Unit u1', 'Unit u2', 'Unit u3'));
  });

  test('is whoever can be told where something stands at no place of the graph, and then nobody says that it is all', () => {
    const query = '{ nothing(id: "u9") unit(id: "u1") { name } }';
    expect(asked(query)).toEqual({ named: ['Unit u1'], unread: [query] });
    for (const one of ['{ unit(id: "u1", of: "u9") { name } }', '{ unit(id: "u1") { name } } { unit(id: {of: "u9"}) }'])
      expect(asked(one)).toEqual({ named: ['Unit u1'], unread: [one] });
  });

  test.each([
    ['that does not parse', '{ unit(id: "u1"'],
    ['of more tokens than are read', `{ ${'unit(id: "u1") { name } '.repeat(2_000)} }`],
    ['of more characters than are read', `{ unit(id: "u1") { name } }${' '.repeat(15_000)}`],
    ['that holds another one', '{ explain(query: "{ unit(id: 1) { name } }") }'],
  ])('is not told by a text %s', (_, query) => {
    expect(asked(query, { id: 'u2' })).toEqual({ named: [], unread: [query, '{"id":"u2"}'] });
  });

  test.each([
    ['no JSON', '{"id": "u2"'],
    ['a list', '["u2"]'],
    ['nothing', 'null'],
    ['too long', `{"id": "u2"}${' '.repeat(15_000)}`],
    [
      'too many',
      JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [n === 0 ? 'id' : `v${n}`, 1]))),
    ],
  ])('is not told by variables that are %s', (_, variables) => {
    const query = 'query($id: ID!) { unit(id: $id) { name } other: unit(id: "u1") { name } }';
    expect(asked(query, variables)).toEqual({ named: ['Unit u1'], unread: [query, variables] });
  });

  test('is found in lists however deep they stand in one another', () => {
    const variables = `{"ids": ${'['.repeat(7_000)}"u1"${']'.repeat(7_000)}}`;
    expect(asked('mutation($ids: [ID!]!) { move(ids: $ids) { id } }', variables).named).toEqual(['Unit u1']);
  });

  test('is at most a thousand of all together', () => {
    const idsFrom = (from: number) => ({ ids: Array.from({ length: 800 }, (_, n) => `u${from + n}`) });
    const query = 'mutation($ids: [ID!]!) { move(ids: $ids) { id } }';
    expect(asked(query, idsFrom(0)).named).toHaveLength(800);
    const list = JSON.stringify(idsFrom(800).ids);
    const other = `mutation { move(ids: ${list}) { id } }`;
    const { named: all, unread } = asked(query, idsFrom(0), other);
    expect(all).toHaveLength(1_000);
    expect(unread).toEqual([other]);
  });

  test('is looked for among so many values and no more, however few they name', () => {
    const query = `mutation($ids: [ID!]!) { ${'move(ids: $ids) { id } '.repeat(150)} }`;
    const ones = (n: number) => ({ ids: Array.from({ length: n }, () => 1) });
    expect(asked(query, ones(100))).toEqual(whole('Unit 1'));
    const other = '{ unit(id: "u2") { id } }';
    const { named: all, unread } = asked(query, ones(7_000), other);
    expect(all).toEqual(['Unit 1']);
    expect(unread.map(({ length }) => length)).toEqual([
      query.length,
      JSON.stringify(ones(7_000)).length,
      other.length,
    ]);
  });

  test('is looked for under so many different defaults and no more', () => {
    const textOf = (operations: number, id: (n: number) => string): string => {
      const all = Array.from(
        { length: operations },
        (_, n) => `query Q${'x'.repeat(n)}($id: ID = "${id(n)}") { ...F }`,
      );
      return `${all.join(' ')} fragment F on Query { ${'unit(id: $id) { id } '.repeat(20)} }`;
    };
    expect(asked(textOf(40, (n) => `u${n}`)).unread).toEqual([]);
    expect(asked(textOf(60, () => 'u1'))).toEqual(whole('Unit u1'));
    const many = textOf(60, (n) => `u${n}`);
    const other = '{ unit(id: "x1") { id } }';
    const { named: found, unread } = asked(many, null, other);
    expect(found).not.toContain('Unit x1');
    expect(unread).toEqual([many, other]);
  });
});

describe('of an operation that is to be explained is sealed', () => {
  const HASH = expect.stringMatching(/^sha256:[\w-]{43}$/) as string;
  const sealedOf = (given: { query: string; variables?: string; operationName?: string }) => {
    const one = { operationName: null, variables: null, ...given };
    return Object.values(withTexts({ literals: [], variables: given }, explainedNames([one], graph).texts).variables);
  };

  test('its text as of one that ran, and the variables that it has by their numbers', () => {
    const query = '# for An\nquery Q($An: ID!) { An: unit(id: $An) { name } units(name: "Bo", first: 3) { id } }';
    const variables = '{"note": "An", "An": "Cu", "An": "u1"}';
    const text = 'query Q($v0:ID!){a0:unit(id:$v0){name}units(name:"" first:0){id}}';
    expect(sealedOf({ query, variables, operationName: 'Q' })).toEqual([
      JSON.stringify({ text, literals: ['"Bo"', '3'] }),
      '{"v0":"u1"}',
      'Q',
    ]);
    const named = 'query M_000123 { __typename }';
    const zeroes = JSON.stringify({ text: 'query M_000000{__typename}', literals: [] });
    expect(sealedOf({ query: named, operationName: 'M_000123' })).toEqual([zeroes, 'M_000000']);
  });

  test.each([
    ['a variable that nothing uses', 'query($x: String = "An") { ping }'],
    ['a variable that is none of its own', '{ ping(about: $x) }'],
    ['a variable declared twice', 'query($x: String = "An", $x: String = "Bo") { ping(about: $x) }'],
    ['an argument twice', '{ unit(id: "An", id: "u1") { id } }'],
    ['a directive that there is not', '{ ping @An }'],
    ['a field below what has none', '{ unit(id: "u1") { name { An } } }'],
    ['a field of no type that has any', '{ ping } fragment F on String { An }'],
    ['a kind of operation that there is not', 'subscription { An }'],
    ['a type of its own', '{ ping } type An { id: ID }'],
    ['a word about itself', '"An" query { ping }'],
    ['a word about its variable', 'query("An" $x: String) { ping(about: $x) }'],
  ])('the hash, where it has %s', (_, query) => {
    expect(sealedOf({ query, variables: '{}' })).toEqual([HASH, HASH]);
  });

  test('the hash, where what is given for it fits it not', () => {
    const query = 'query Q($n: Int, $ids: [ID]) { units(first: $n) { id } unit(id: $ids) { id } }';
    expect(sealedOf({ query, variables: '{"n": 3, "ids": ["u1"]}' })).toEqual([
      expect.stringContaining('$v0'),
      '{"v0":3,"v1":["u1"]}',
    ]);
    for (const variables of ['{"n": "An"}', '{"ids": [["An"]]}'])
      expect(sealedOf({ query, variables })).toEqual([HASH, HASH]);
    expect(sealedOf({ query, operationName: 'An' })).toEqual([HASH, HASH]);
  });

  test('the hash of a text that is given with two others', () => {
    const variables = '{"x": "u1"}';
    const given = [
      'query($x: ID!) { unit(id: $x) { id } }',
      'query($y: Int, $x: ID!) { units(first: $y) { id } unit(id: $x) { id } }',
    ];
    const { texts } = explainedNames(
      given.map((query) => ({ query, operationName: null, variables })),
      graph,
    );
    expect(given.map((query) => texts.get(query))).not.toContainEqual(HASH);
    expect(texts.get(variables)).toEqual(HASH);
  });

  test('that wherever it was written, and all else as it is', () => {
    const [query, variables] = ['{ unit(id: "u1"', '{"id":"u2"}'];
    const { literals } = operationText(
      parse(`query($q: String!) { explain(query: ${JSON.stringify(query)})
      block: explain(query: """${query} """) unit(id: "u3") { id } }`),
      graph.schema,
    );
    const sealed = { literals, variables: { query, variables, id: 'u3', first: 3 } };
    expect(withTexts(sealed, new Map())).toEqual(sealed);
    expect(
      withTexts(
        sealed,
        new Map([
          [query, 'A'],
          [`${query} `, 'B'],
          [variables, 'C'],
        ]),
      ),
    ).toEqual({
      literals: ['$q', 'A', 'B', '"u3"'],
      variables: { query: 'A', variables: 'C', id: 'u3', first: 3 },
    });
  });
});
