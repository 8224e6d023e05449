import { describe, expect, test } from 'vitest';
import { DEFAULT_DEMAND } from '../../../gateway/src/operation/cost.js';
import { OPERATION_LIMITS } from '../../../gateway/src/operation/limits.js';
import { readOperation } from '../../../gateway/src/operation/operation.js';
import { limitOf, refusal, schema } from './read.js';

const range = (n: number): number[] => Array.from({ length: n }, (_, at) => at);
const nested = (depth: number): string => 'next{'.repeat(depth - 2) + 'name' + '}'.repeat(depth - 2);

/** Each way of writing the same thing; a limit counts what it means, not how it is written. */
const DEPTHS: Record<string, (depth: number) => string> = {
  plain: (depth) => `{node{${nested(depth)}}}`,
  'inline fragments': (depth) =>
    `{...{node{...on Node{${nested(depth).replaceAll('next{', 'next{...{...on Node{').replaceAll('}', '}}}')}}}}}`,
  'named fragments': (depth) =>
    `{node{...F2}} ${range(depth - 2)
      .map((n) => `fragment F${n + 2} on Node{${n + 3 === depth + 0 ? 'next{name}' : `next{...F${n + 3}}`}}`)
      .slice(0, depth - 2)
      .join(' ')}`,
  aliases: (depth) => `{a:node{${nested(depth).replaceAll('next{', 'n:next{')}}}`,
};

describe('depth', () => {
  test.each(['plain', 'inline fragments', 'named fragments', 'aliases'])('12 levels by %s, and not 13', (how) => {
    expect(limitOf(DEPTHS[how]!(OPERATION_LIMITS.depth))).toBe(null);
    expect(limitOf(DEPTHS[how]!(OPERATION_LIMITS.depth + 1))).toBe('depth');
  });

  test('introspection has a depth of its own, and only when it stands alone', () => {
    const types = (depth: number): string =>
      `__schema{types{${'ofType{'.repeat(depth - 3)}name${'}'.repeat(depth - 3)}}}`;
    expect(limitOf(`{${types(16)}}`)).toBe(null);
    expect(limitOf(`{${types(17)}}`)).toBe('depth');
    expect(limitOf(`{node{id} ${types(13)}}`)).toBe('depth');
  });
});

describe('32: depth of literals', () => {
  const VALUES: Record<string, (depth: number) => string> = {
    'lists in a scalar': (depth) => `{any:${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`,
    'objects in a scalar': (depth) => `{any:${'{a:'.repeat(depth - 1)}1${'}'.repeat(depth - 1)}}`,
    inputs: (depth) => `${'{inner:'.repeat(depth - 1)}{number:1}${'}'.repeat(depth - 1)}`,
  };
  const PLACES: Record<string, (value: string) => string> = {
    'an argument': (value) => `{node(by:${value}){id}}`,
    'the default of a variable': (value) => `query($by:Filter=${value}){node(by:$by){id}}`,
    'a fragment': (value) => `{...F} fragment F on Query{node(by:${value}){id}}`,
  };
  const all = Object.keys(VALUES).flatMap((what) => Object.keys(PLACES).map((where) => [what, where] as const));

  test.each(all)('32 levels of %s, in %s, and not 33', (what, where) => {
    expect(limitOf(PLACES[where]!(VALUES[what]!(OPERATION_LIMITS.literalDepth)))).toBe(null);
    expect(limitOf(PLACES[where]!(VALUES[what]!(OPERATION_LIMITS.literalDepth + 1)))).toBe('literalDepth');
  });

  test('values beside one another are as deep as the deepest', () => {
    const one = VALUES['inputs']!(OPERATION_LIMITS.literalDepth);
    expect(limitOf(`{a:node(by:${one}){id} b:node(by:${one}){id}}`)).toBe(null);
  });
});

describe('what is over a limit is refused with how much it has and how much it may have', () => {
  const given = range(103).map((at) => `$v${at}`);
  test.each([
    ['depth', `{node{${nested(14)}}}`, 'too large: 14 levels deep, of at most 12', 14, 12],
    [
      'variables',
      `query(${given.map((name) => `${name}:ID!`).join()}){node(ids:[${given.join()}]){id}}`,
      '103 variables, of at most 100',
      103,
      100,
    ],
    ['operationName', `query ${'q'.repeat(130)} {f0}`, '130 characters in its name, of at most 128', 130, 128],
    ['characters', `{f0 ${' '.repeat(15_000)}}`, '15005 characters, of at most 15000', 15_005, 15_000],
    ['page', '{nodes(first:102){id}}', '102 rows by argument "first", of at most 100', 102, 100],
    ['items', `{node(ids:["${'a","'.repeat(104)}"]){id}}`, '105 items in a list, of at most 100', 105, 100],
    ['cost', '{nodes(first:100){nodes(first:50){id}}}', 'too much: 5100 points, of at most 5000', 5_100, 5_000],
  ])('%s', (limit, query, says, has, most) => {
    const { message, details } = refusal(query);
    expect(message).toContain(says);
    expect(details).toEqual({ limit, has, most });
  });
});

describe('47: introspection where it is closed', () => {
  const closed = (query: string): unknown => {
    const asked = { query, variables: {}, operationName: query.includes('query B') ? 'B' : null };
    return readOperation(asked, schema, { ...DEFAULT_DEMAND, introspection: 'closed' }).kind;
  };

  test.each([
    '{ __schema { types { name } } }',
    '{ a: __type(name: "Node") { name } }',
    '{ node { id } ...{ ...F } } fragment F on Query { __schema { types { name } } }',
    'query A { node { id } } query B { __type(name: "Node") { name } }',
  ])('is not answered: %s', (query) => {
    expect(() => closed(query)).toThrow(expect.objectContaining({ code: 'OPERATION_NOT_ALLOWED' }));
  });

  test('the name of a type is no introspection', () => {
    expect(closed('{ __typename node { __typename } }')).toBe('query');
  });
});

describe('counts, exactly at and one over', () => {
  const ALIASES: Record<string, (n: number) => string> = {
    'of a field': (n) =>
      `{${range(n)
        .map((at) => (at < 15 ? `a${at}:__typename` : ''))
        .join(' ')} node{${range(Math.max(0, n - 15))
        .map((at) => `b${at}:name`)
        .join(' ')} id}}`,
    'in an inline fragment': (n) =>
      `{node{...{${range(n)
        .map((at) => `a${at}:name`)
        .join(' ')}}}}`,
    'in a fragment': (n) =>
      `{node{...F}} fragment F on Node{${range(n)
        .map((at) => `a${at}:name`)
        .join(' ')}}`,
    'in a fragment spread twice': (n) =>
      `{node{...F other{next{...F}} ${n % 2 ? 'z:id' : ''}}} fragment F on Node{${range(Math.floor(n / 2))
        .map((at) => `a${at}:name`)
        .join(' ')}}`,
  };
  test.each(Object.entries(ALIASES))('30 aliases %s', (_how, write) => {
    expect(limitOf(write(30))).toBe(null);
    expect(limitOf(write(31))).toBe('aliases');
  });

  test.each<[string, (n: number) => string]>([
    [
      'plain',
      (n) =>
        `{${range(n)
          .map((at) => `f${at}`)
          .join(' ')}}`,
    ],
    [
      'in an inline fragment',
      (n) =>
        `{...{${range(n)
          .map((at) => `f${at}`)
          .join(' ')}}}`,
    ],
    [
      'in a fragment',
      (n) =>
        `{...F} fragment F on Query{${range(n)
          .map((at) => `f${at}`)
          .join(' ')}}`,
    ],
    [
      'as aliases',
      (n) =>
        `{${range(n)
          .map((at) => `a${at}:__typename`)
          .join(' ')}}`,
    ],
  ])('20 root fields %s', (_how, write) => {
    expect(limitOf(write(20))).toBe(null);
    expect(limitOf(write(21))).toBe('rootFields');
  });

  test.each<[string, (n: number) => string]>([
    [
      'on fields',
      (n) =>
        `{node{${range(n)
          .map((at) => `${at % 2 ? 'id' : 'name'} @skip(if:false)`)
          .join(' ')}}}`,
    ],
    [
      'on fragments',
      (n) =>
        `{node{${range(n)
          .map(() => '...@include(if:true){id}')
          .join(' ')}}}`,
    ],
    [
      'on spreads',
      (n) =>
        `{node{${range(n)
          .map(() => '...F@include(if:true)')
          .join(' ')}}} fragment F on Node{id}`,
    ],
    [
      'on an operation and its variables',
      (n: number) => `query($v:Boolean=true@marked)${'@marked'.repeat(n - 2)}{node{id@include(if:$v)}}`,
    ],
    [
      'on a fragment, as often as it is spread',
      (n: number) => `{node{...F ...F id${'@marked'.repeat(n - 4)}}} fragment F on Node@marked@marked{id}`,
    ],
  ])('10 directives %s', (_how, write) => {
    expect(limitOf(write(10))).toBe(null);
    expect(limitOf(write(11))).toBe('directives');
  });

  test('1,000 selections, counted where fragments are spread', () => {
    const fields = (n: number): string =>
      range(n)
        .map((at) => (at % 2 ? 'id' : 'name'))
        .join(' ');
    const spread = (extra: number): string =>
      `{node{${range(9)
        .map(() => '...F')
        .join(' ')} ${fields(98 + extra)}}} fragment F on Node{id ${fields(99)}}`;
    // 1 + 9 × 100 + 98 = 999
    expect(limitOf(spread(1))).toBe(null);
    expect(limitOf(spread(2))).toBe('selections');
  });

  test('one field a thousand times', () => {
    expect(limitOf(`{node{${'id '.repeat(1_000)}}}`)).toBe('selections');
  });

  test('one field so often that comparing each with each takes 500,000 steps', () => {
    expect(limitOf(`{node{${'id '.repeat(707)}}}`)).toBe(null);
    expect(limitOf(`{node{${'id '.repeat(708)}}}`)).toBe('comparisons');
    expect(limitOf(`{node{${'...{id id id}'.repeat(236)}}}`)).toBe('comparisons');
  });

  test('15,000 characters and 2,000 tokens', () => {
    expect(limitOf(`{__typename}${' '.repeat(15_000 - 12)}`)).toBe(null);
    expect(limitOf(`{__typename}${' '.repeat(15_000 - 11)}`)).toBe('characters');
    const tokens = (n: number): string => `{node(ids:[${'1 '.repeat(n - 13)}1]){id}}`;
    expect(limitOf(tokens(2_000))).not.toBe('tokens');
    expect(limitOf(tokens(2_001))).toBe('tokens');
  });

  test('128 characters of an operation’s name, 100 variables', () => {
    expect(limitOf(`query ${'n'.repeat(128)}{__typename}`)).toBe(null);
    expect(limitOf(`query ${'n'.repeat(129)}{__typename}`)).toBe('operationName');
    const withVariables = (n: number): string =>
      `query(${range(n)
        .map((at) => `$v${at}:ID`)
        .join(' ')}){node(ids:[]){id ${'other{name}'}} nodes{${range(5)
        .map(
          (part) =>
            `nodes(ids:[${range(n)
              .slice(part * 25, part * 25 + 25)
              .map((at) => `$v${at}`)
              .join(' ')}]){id}`,
        )
        .map((text, at) => `a${at}:${text}`)
        .join(' ')}}}`.replaceAll(':ID', ':ID!');
    const values = Object.fromEntries(range(101).map((at) => [`v${at}`, 'x']));
    expect(limitOf(withVariables(100), values)).toBe(null);
    expect(limitOf(withVariables(101), values)).toBe('variables');
  });
});

describe('reserved names', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'representations',
    '_ag_id',
    '__typename',
    '__x',
  ];
  test.each(NAMES)('%s', (name) => {
    expect(limitOf(`{node{${name}:name}}`)).toBe('name');
    expect(limitOf(`{node{...F}} fragment F on Node{${name}:name}`)).toBe('name');
    expect(limitOf(`query ${name}{node{id}}`)).toBe('name');
    expect(limitOf(`{node{...${name}}} fragment ${name} on Node{id}`)).toBe('name');
    expect(limitOf(`query($${name}:ID){node(id:$${name}){id}}`)).toBe('name');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('but __typename itself may be asked for', () => {
    expect(limitOf('{__typename node{__typename id}}')).toBe(null);
  });
});

describe('doubling', () => {
  const doubling = (levels: number): string =>
    `{node{...F0}} ${range(levels)
      .map((n) => `fragment F${n} on Node{next{...F${n + 1}} a:next{...F${n + 1}}}`)
      .join(' ')} fragment F${levels} on Node{id}`;
  const doublingFlat = (levels: number): string =>
    `{node{...F0}} ${range(levels)
      .map((n) => `fragment F${n} on Node{...F${n + 1} ...F${n + 1}}`)
      .join(' ')} fragment F${levels} on Node{id}`;

  // Counted one by one, the selections of sixty levels would outlast the machine.
  test.each([10, 20, 30, 60])('%i levels of doubling fragments are refused', (levels) => {
    expect(refusal(doublingFlat(levels)).code).toBe('LIMIT_EXCEEDED');
    expect(refusal(doubling(levels)).code).toBe('LIMIT_EXCEEDED');
  });

  test('circular fragments', () => {
    for (const query of [
      '{node{...A}} fragment A on Node{...B} fragment B on Node{...A}',
      '{node{...A}} fragment A on Node{...A}',
      '{node{...A}} fragment A on Node{next{...B}} fragment B on Node{next{...C}} fragment C on Node{...A}',
      '{node{id}} fragment A on Node{...A}',
    ])
      expect(refusal(query).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('overlapping fields are refused, however many pairs they make', () => {
    const fields = (n: number): string =>
      range(n)
        .map((at) => `...{next{f${at}:name ...{id}}}`)
        .join(' ');
    expect(refusal(`{node{${fields(100)}}}`).status).toBe(400);
    expect(refusal(`{${'...{node{id}}'.repeat(300)} ${'x:f1 '.repeat(31)}}`).status).toBe(400);
  });

  test.each([
    ['selections', '{next'.repeat(20_000)],
    ['values', `{node(by:${'{inner:'.repeat(20_000)}`],
    ['lists', `{node(ids:${'['.repeat(20_000)}`],
    ['selections within the limits of text', `{node${'{next'.repeat(900)}{id}${'}'.repeat(901)}`],
    ['fragments within the limits of text', `{${'...{'.repeat(640)}__typename${'}'.repeat(641)}`],
    ['values within the limits of text', `{node(by:${'{inner:'.repeat(650)}{}${'}'.repeat(650)}){id}}`],
  ])('20,000 %s deep', (_what, query) => {
    const refused = ((): unknown => {
      try {
        return refusal(query);
      } catch (error) {
        return error instanceof RangeError ? error : null;
      }
    })();
    expect(refused).not.toBeInstanceOf(RangeError);
    expect(JSON.stringify(refused)).not.toContain('call stack');
  });
});

describe('fragments cost what they expand to', () => {
  test('1,000 of them, however few fields they hold', () => {
    const spread = (n: number): string => `{node{${'...F '.repeat(n)}}} fragment F on Node{...{...{...{name}}}}`;
    expect(limitOf(spread(250))).toBe(null);
    expect(limitOf(spread(251))).toBe('fragments');
  });

  test('64 levels within one another, fields among them', () => {
    const within = (n: number): string => `{node{${'...{'.repeat(n)}name${'}'.repeat(n)}}}`;
    expect(limitOf(within(62))).toBe(null);
    expect(limitOf(within(63))).toBe('nesting');
  });

  test('a chain of two hundred, spread eighty times over', () => {
    const chain = range(200)
      .map((at) => `fragment F${at} on Node{...F${at + 1}}`)
      .join(' ');
    const spread = '...x '.repeat(9);
    const query = `{node{${spread}}} fragment x on Node{${'...F0 '.repeat(9)}} ${chain} fragment F200 on Node{name}`;
    expect(limitOf(query)).toBe('fragments');
  });
});
