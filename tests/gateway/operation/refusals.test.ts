import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readOperation } from '../../../gateway/src/operation/operation.js';
import { read, refusal } from './read.js';

describe('what does not fit the schema', () => {
  test('one error only, with its place', () => {
    const { code, details, message } = refusal('{ x y z { a } nod }');
    expect(code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(message).toBe('Cannot query field "x" on type "Query".');
    expect(details['locations']).toEqual([{ line: 1, column: 3 }]);
  });

  test.each([
    ['a field', '{ nod { id } }'],
    ['a nested field', '{ node { nam } }'],
    ['an argument', '{ node(i: 1) { id } }'],
    ['a type', '{ node { ... on Nod { id } } }'],
    ['an enum value', '{ node(level: HIG) { id } }'],
    ['a directive', '{ node @skp(if: true) { id } }'],
    ['a variable’s type', 'query($a: Filte) { node(by: $a) { id } }'],
    ['an input field', '{ node(by: { tex: "a" }) { id } }'],
    ['a fragment', '{ node { ...Frag } } fragment Fra on Node { id }'],
    ['a field on an interface', '{ node { ... on Named { id } } }'],
  ])('%s misspelt: no suggestion', (_what, query) => {
    expect(refusal(query).message).not.toMatch(/did you mean|perhaps/i);
  });

  test.each([
    '{',
    '{ node(id: "secret-value" }',
    '{ node } "secret-value"',
    '{ node(id: 99887766 }',
    '"""secret-value""" {',
    '{ node(first: "secret-value") { id } }',
    '{ node(level: secret_value) { id } }',
    '{ node(by: { number: "secret-value" }) { id } }',
    '{ node(id: { a: "secret-value" }) { id } }',
    '{ node(first: 99887766554433) { id } }',
    'query($a: Int = "secret-value") { node(first: $a) { id } }',
    '{ node(by: { inner: 99887766 }) { id } }',
  ])('%s: no value comes back', (query) => {
    const { message, code } = refusal(query);
    expect(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']).toContain(code);
    expect(message).not.toMatch(/secret.value|99887766/);
  });
});

test.each([
  ['{ node(first: "5") { id } }', 'first'],
  ['{ node(by: { inner: { number: "5" } }) { id } }', 'by.inner.number'],
  ['query($a: Level = MIDDLE) { node(level: $a) { id } }', '$a'],
  ['{ node(ids: ["a", {}]) { id } }', 'ids'],
])('%s: the place is named', (query, place) => {
  expect(refusal(query).message).toBe(`The value of "${place}" does not fit its type.`);
});

describe('53: a number in a query that could not be passed on as it is written', () => {
  const schema = buildSchema(`
    scalar Long scalar JSON
    input By { long: Long  id: ID  of: [By!] }
    type Query { get(lo: Long, j: JSON, fl: Float, fls: [Float], id: ID, ids: [ID!], by: By): Query  n: Int }
    type Mutation { set(lo: Long): Int }
  `);
  const ask = (query: string): unknown => readOperation({ query, operationName: null, variables: {} }, schema);

  test.each([
    ['{get(lo:9007199254740993){n}}', 'lo'],
    ['{get(lo:-9007199254740993){n}}', 'lo'],
    ['{get(lo:9007199254740993.0){n}}', 'lo'],
    ['{get(lo:0.1234567890123456789){n}}', 'lo'],
    ['{get(lo:-0){n}}', 'lo'],
    ['{get(lo:1e-400){n}}', 'lo'],
    ['{get(fl:1e400){n}}', 'fl'],
    ['{get(fls:[1e400]){n}}', 'fls'],
    [`{get(fl:${'9'.repeat(400)}){n}}`, 'fl'],
    ['{get(fl:9007199254740993){n}}', 'fl'],
    ['{get(j:{a:12345678901234567890}){n}}', 'j.a'],
    ['{get(j:{id:[{id:12345678901234567890}]}){n}}', 'j.id.id'],
    ['{get(j:{a:1e999}){n}}', 'j.a'],
    ['{get(j:[[1e400]]){n}}', 'j'],
    ['{get(by:{of:[{long:9007199254740993}]}){n}}', 'by.of.long'],
    ['query($l:Long=9007199254740993){get(lo:$l){n}}', '$l'],
    ['query($f:Float=1e400){get(fl:$f){n}}', '$f'],
    ['mutation{set(lo:1e400)}', 'lo'],
    ['{get{n @skip(if:true) get(lo:1e400){n}}}', 'lo'],
    ['{...F} fragment F on Query{get(lo:1e400){n}}', 'lo'],
  ])('%s', (query, place) => {
    expect(() => ask(query)).toThrow(`The number in "${place}" cannot be passed on as it is written`);
  });

  test('is told by its place, never by its digits', () => {
    expect(refusal('{ node(first: 1, id: 2, ids: [3]) { id } n: node(first: -0) { id } }')).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: expect.not.stringContaining('-0') as string,
      details: { locations: [{ line: 1, column: 57 }] },
    });
  });

  test.each([
    '{get(lo:9007199254740991,j:[0,-1,1.5,0.0,1e21,-2.50e-7,{a:0.10}]){n}}',
    '{get(fl:0.1234567890123456789){n}}',
    '{get(fl:1e300){n}}',
    '{get(id:12345678901234567890,ids:[9007199254740993],by:{id:-9007199254740993,of:{id:9007199254740993}}){n}}',
  ])('but not one that is passed on, or an id: %s', (query) => {
    expect(() => ask(query)).not.toThrow();
  });
});

test('an operation of a kind that the schema has not', () => {
  for (const query of ['mutation { change(id: 1) { id } }', 'mutation { __typename }']) {
    const ask = () =>
      readOperation({ query, variables: {}, operationName: null }, buildSchema('type Query { a: Int }'));
    expect(ask).toThrow('The schema has no mutation.');
  }
});

test.each([
  'query($x: Boolean = true) { node @skip(if: $x) { id } }',
  'query($x: Boolean = true) { node { ...Part } } fragment Part on Node { id next @include(if: $x) { id } }',
])('a toggle that is null says neither: %s', (query) => {
  expect(refusal(query, { x: null })).toMatchObject({ code: 'BAD_REQUEST', details: { variable: 'x' } });
  for (const variables of [{}, { x: false }]) expect(() => read(query, variables)).not.toThrow();
  expect(() => read('query($x: Int) { node(first: $x) { id } }', { x: null })).not.toThrow();
});

describe('variables', () => {
  const SECRET = 'Nguyễn Văn A 001088012345';
  test.each<[string, Record<string, unknown>]>([
    ['query($a: Int) { node(first: $a) { id } }', { a: SECRET }],
    ['query($a: Level) { node(level: $a) { id } }', { a: SECRET }],
    ['query($a: Filter) { node(by: $a) { id } }', { a: SECRET }],
    ['query($a: Filter) { node(by: $a) { id } }', { a: { [SECRET]: 1 } }],
    ['query($a: Filter) { node(by: $a) { id } }', { a: { number: SECRET } }],
    ['query($a: Filter) { node(by: $a) { id } }', { a: { inner: { number: SECRET } } }],
    ['query($a: [ID!]) { node(ids: $a) { id } }', { a: ['a', { x: SECRET }] }],
    ['query($a: ID) { node(id: $a) { id } }', { a: { x: SECRET } }],
    ['query($a: Int) { node(first: $a) { id } }', { a: 2 ** 31 }],
    ['query($a: Filter) { node(by: $a) { id } }', { a: JSON.parse('{"__proto__":{"text":"x"}}') as object }],
  ])('%s with %j: named, never shown', (query, variables) => {
    const { code, message } = refusal(query, variables);
    expect(code).toBe('BAD_REQUEST');
    expect(message).toMatch(/^Variable "\$a[^"]*" has a value that does not fit its type\.$/);
    expect(message).not.toContain(SECRET);
  });

  test.each([{}, { A: SECRET }])('a needed one that is not given is told as that, with %j', (given) => {
    const { code, message, details } = refusal('query($a: Int!) { node(first: $a) { id } }', given);
    expect([code, message, details]).toEqual([
      'BAD_REQUEST',
      'Variable "$a" is needed, and was not given.',
      { variable: 'a' },
    ]);
    expect(refusal('query($a: Int!) { node(first: $a) { id } }', { a: null }).message).toContain(
      'does not fit its type',
    );
  });

  test('a thousand wrong ones: one error', () => {
    const { message } = refusal('query($a: [Int]) { node { id } f1 @skip(if: $b) }', {
      a: Array.from({ length: 1_000 }, () => 'x'),
    });
    expect(message.length).toBeLessThan(200);
  });

  test('names that every object has are no variables', () => {
    for (const name of ['valueOf', 'isPrototypeOf']) {
      expect(refusal(`query($${name}: ID!) { node(id: $${name}) { id } }`).code).toBe('BAD_REQUEST');
    }
  });

  test('decisions see defaults, agencies what was sent', () => {
    const { values, variables } = read('query($a: Int = 7, $b: ID) { node(first: $a, id: $b) { id } }', { b: 1, c: 2 });
    expect(values).toEqual({ a: 7, b: '1' });
    expect(variables).toEqual({ b: 1, c: 2 });
  });
});

describe('which operation', () => {
  test('the one that is named, or the only one', () => {
    const two = 'query A { f1 } query B { f2 }';
    expect(read(two, {}, 'B').name).toBe('B');
    expect(refusal(two).code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(() => read(two, {}, 'C')).toThrow('no operation of that name');
    expect(() => read(two, {}, '__proto__')).toThrow('no operation of that name');
  });

  test('no subscription', () => {
    expect(refusal('subscription { changed { id } }').code).toBe('OPERATION_NOT_ALLOWED');
  });

  test('federation’s own fields are unknown', () => {
    for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])
      expect(refusal(query).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
