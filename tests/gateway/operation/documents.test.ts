import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../gateway/src/operation/documents.js';
import { readOperation } from '../../../gateway/src/operation/operation.js';
import { createSchemaCache } from '../../../gateway/src/operation/schema-cache.js';
import { createTextCache } from '../../../gateway/src/text-cache.js';

const schema = buildSchema('type Query { a: Query b(first: Int): String }');
const request = (query: string, variables = {}) => ({ query, operationName: null, variables });

const refusalOf = (text: string, by = schema): unknown => {
  try {
    readDocument(text, by);
    return null;
  } catch (refusal) {
    return refusal;
  }
};

describe('139: documents that were read before', () => {
  test('are the same object for the same text, and the same refusal', () => {
    expect(readOperation(request('{a{b}}'), schema).node).toBe(readOperation(request('{a{b}}'), schema).node);
    expect(refusalOf('{c}')).toBe(refusalOf('{c}'));
    expect(refusalOf('{c')).toBe(refusalOf('{c'));
  });

  test('are judged anew by another schema', () => {
    const other = buildSchema('type Query { c: String }');
    expect(refusalOf('{b}')).toBe(null);
    expect(refusalOf('{b}', other)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(refusalOf('{c}', other)).toBe(null);
  });

  test('are never forgotten for bad ones', () => {
    const good = readDocument('{a{a{b}}}', schema);
    for (let n = 0; n < 3_000; n += 1) refusalOf(`{ missing${n} ${' '.repeat(500)}}`);
    expect(readDocument('{a{a{b}}}', schema)).toBe(good);
  });

  test('are costed by each request’s own variables', () => {
    const query = 'query($n: Int) { b(first: $n) }';
    expect(readOperation(request(query, { n: 100 }), schema).values).toEqual({ n: 100 });
    expect(() => readOperation(request(query, { n: 101 }), schema)).toThrow('at most 100');
    expect(readOperation(request(query, { n: 1 }), schema).values).toEqual({ n: 1 });
  });
});

describe('a NUL in a query, which no database holds', () => {
  const texts = buildSchema('type Query { s(x: String): String }');

  test.each([
    ['an escape', String.raw`{ s(x: "a\u0000b") }`],
    ['an escape of any length', String.raw`{ s(x: "a\u{000}b") }`],
    ['an escape after an escaped backslash', String.raw`{ s(x: "a\\\u0000b") }`],
    ['as it is in a block of text', '{ s(x: """a\0b""") }'],
    ['as it is in a text', '{ s(x: "a\0b") }'],
    ['as it is in a comment', '{ s } # a\0b'],
  ])('is refused: %s', (_how, query) => {
    expect(refusalOf(query, texts)).toMatchObject({ code: 'BAD_REQUEST' });
  });

  test.each([
    ['after an escaped backslash', String.raw`{ s(x: "C:\\u0000dir") }`],
    ['in a block of text, where nothing is escaped', String.raw`{ s(x: """a\u0000b""") }`],
    ['in a comment', String.raw`{ s } # \u0000`],
  ])('is not what only looks like one: %s', (_where, query) => {
    expect(refusalOf(query, texts)).toBeNull();
  });
});

test('a cache that schemas share has one bound, and whoever has the most makes room', () => {
  const [one, other] = [schema, buildSchema('type Query { c: String }')];
  const cache = createSchemaCache<number>(10);
  cache.set('abcd', other, 1, 4);
  for (let n = 0; n < 100; n += 1) cache.set(`n${String(n).padStart(2, '0')}`, one, n, 3);
  expect([cache.get('abcd', other), cache.get('abcd', one)]).toEqual([1, undefined]);
  expect([cache.get('n99', one), cache.get('n98', one), cache.get('n97', one)]).toEqual([99, 98, undefined]);
  cache.set('long enough', other, 2, 11);
  expect([cache.get('long enough', other), cache.get('abcd', other)]).toEqual([undefined, 1]);
});

test('a text weighs what was made of it', () => {
  const cache = createTextCache<number>(10);
  cache.set('a', 1, 6);
  cache.set('b', 2, 4);
  expect([cache.get('a'), cache.get('b'), cache.weight]).toEqual([1, 2, 10]);
  cache.set('c', 3, 5);
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.weight]).toEqual([undefined, 2, 3, 9]);
  cache.set('d', 4, 11);
  expect([cache.get('d'), cache.weight]).toEqual([undefined, 9]);
});

test('a text that was looked up stays longer than one that was put in after it', () => {
  const cache = createTextCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect([...cache.keys()]).toEqual(['a', 'c']);
});

test('a cache of texts never holds more than its characters, and keeps what was used last', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 12 })), fc.integer({ min: 1, max: 40 }), (texts, most) => {
      const cache = createTextCache<string>(most);
      for (const text of texts) {
        cache.set(text, text);
        expect(cache.weight).toBeLessThanOrEqual(most);
        expect(cache.get(text)).toBe(text.length > most ? undefined : text);
      }
    }),
  );
});
