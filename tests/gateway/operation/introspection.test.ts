import { buildSchema, getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DEMAND } from '../../../gateway/src/operation/cost.js';
import { readOperation } from '../../../gateway/src/operation/operation.js';

const types = Array.from({ length: 40 }, (_, at) => {
  return `type T${at} { id: ID! next(first: Int, after: String): [T${(at + 1) % 40}!]! name: String }`;
});
const schema = buildSchema(`
  type Query { t: T0 self: Query }
  type Mutation { change: Payload }
  type Payload { query: Query }
  ${types.join('\n')}`);
const read = (query: string, introspection: 'open' | 'closed' = 'open') =>
  readOperation({ query, variables: {}, operationName: null }, schema, { ...DEFAULT_DEMAND, introspection }).kind;

const WHOLE = getIntrospectionQuery();
/** The question of tools, so many times over. */
const times = (n: number): string => {
  const asked = WHOLE.slice(WHOLE.indexOf('__schema {'), WHOLE.indexOf('fragment FullType')).trim().slice(0, -1);
  const aliased = Array.from({ length: n }, (_, at) => `a${at}: ${asked}`).join('\n');
  return `query { ${aliased} }\n${WHOLE.slice(WHOLE.indexOf('fragment FullType'))}`;
};

describe('what there is', () => {
  test('is told to tools, and to whoever asks for a part of it', () => {
    expect(read(WHOLE)).toBe('query');
    expect(read(times(2))).toBe('query');
    for (const part of [
      '{ __type(name: "T1") { fields { name args { name type { name } } type { name ofType { name } } } } }',
      '{ __schema { types { name } } t { id } }',
    ])
      expect(read(part)).toBe('query');
  });

  test.each([
    ['three times over', times(3)],
    [
      'in lists of lists',
      `{ ${Array.from({ length: 12 }, (_, at) => `a${at}: __schema { types { ...F } }`).join(' ')} }
        fragment F on __Type { fields { name args { name type { name ofType { name } } } type { ofType { ofType { ofType { fields { name description args { name type { name } } } } } } } } }`,
    ],
  ])('is refused where it is asked for %s', (_how, query) => {
    expect(() => read(query)).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', details: expect.objectContaining({ limit: 'introspection' }) }),
    );
  });

  test.each([
    '{ self { __schema { types { name } } } }',
    '{ self { ... { self { __type(name: "T0") { name } } } } }',
    'mutation { change { query { __schema { types { name } } } } }',
  ])('47: is told nowhere where it is closed: %s', (query) => {
    expect(read(query)).not.toBeUndefined();
    expect(() => read(query, 'closed')).toThrow(expect.objectContaining({ code: 'OPERATION_NOT_ALLOWED' }));
  });
});
