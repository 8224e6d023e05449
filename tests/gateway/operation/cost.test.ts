import { describe, expect, test } from 'vitest';
import { limitOf, read } from './read.js';

const ids = (n: number): string[] => Array.from({ length: n }, (_, at) => String(at));

describe('rows of a page, 100 at most', () => {
  test.each<[string, (n: number) => [string, Record<string, unknown>?]]>([
    ['as a literal', (n) => [`{nodes(first:${n}){id}}`]],
    ['as a variable', (n) => ['query($n:Int){nodes(first:$n){id}}', { n }]],
    ['as a variable’s default', (n) => [`query($n:Int=${n}){nodes(first:$n){id}}`]],
    ['under an alias', (n) => [`{a:nodes(first:${n}){id}}`]],
    ['in a fragment', (n) => [`{node{...F}} fragment F on Node{nodes(first:${n}){id}}`]],
    ['in an input', (n) => [`{node{paged(page:{first:${n}}){id}}}`]],
    ['in an input, as a variable', (n) => ['query($n:Int){node{paged(page:{last:$n}){id}}}', { n }]],
    ['in an input that is a variable', (n) => ['query($p:Page){node{paged(page:$p){id}}}', { p: { first: n } }]],
    ['in an input that is a default', (n) => [`query($p:Page={first:${n}}){node{paged(page:$p){id}}}`]],
    ['in an input of an input', (n) => [`{node{paged(page:{after:{after:{last:${n}}}}){id}}}`]],
    ['behind a type condition', (n) => [`{node{...on Named{...on Node{nodes(first:${n}){id}}}}}`]],
  ])('%s', (_how, write) => {
    expect(limitOf(...write(100))).toBe(null);
    expect(limitOf(...write(101))).toBe('page');
    expect(limitOf(...write(100_000))).toBe('page');
  });

  test('what an agency’s own scalar holds, or rows that are given, is no page', () => {
    expect(limitOf('{node{paged(of:{first:101}){id}}}')).toBe(null);
    expect(limitOf('{node{paged(all:[{first:101}]){id}}}')).toBe(null);
  });

  test('what is no size is left to the agency, by the argument’s name', () => {
    for (const first of [0, -1]) expect(limitOf(`{nodes(first:${first}){id}}`)).toBe(null);
  });
});

describe('rows in all, 5,000 at most', () => {
  test('pages within pages are multiplied', () => {
    expect(limitOf('{nodes(first:100){nodes(first:49){id}}}')).toBe(null);
    expect(limitOf('{nodes(first:100){nodes(first:50){id}}}')).toBe('cost');
    expect(limitOf('{nodes(first:100){nodes(first:100){nodes(first:100){id}}}}')).toBe('cost');
  });

  test('a page of which no size is given counts as its default', () => {
    expect(limitOf('{nodes{nodes{id}}}')).toBe(null);
    expect(limitOf('{nodes{nodes{nodes{id}}}}')).toBe('cost');
    expect(limitOf('query($n:Int){nodes{nodes{nodes(first:$n){id}}}}')).toBe('cost');
    expect(limitOf('query($n:Int){nodes{nodes{nodes(first:$n){id}}}}', { n: 1 })).toBe(null);
  });

  test('44: a page that is null counts as its default, however it is written', () => {
    expect(limitOf('{nodes(first:null){nodes(first:null){id}}}')).toBe(null);
    expect(limitOf('{nodes(first:null){nodes(first:null){nodes(first:null){id}}}}')).toBe('cost');
    const query = 'query($n:Int){nodes(first:$n){nodes(first:$n){nodes(first:$n){id}}}}';
    expect(limitOf(query, { n: null })).toBe('cost');
    expect(limitOf(query, { n: 10 })).toBe(null);
  });

  test('44: a page of which nothing says how long it is counts as the longest there is', () => {
    for (const nothing of ['', '(first:null)', '(first:null,last:null)']) {
      expect(read(`{nodes(first:40){pages${nothing}{id}}}`).cost).toBe(40 * 101);
      expect(limitOf(`{nodes(first:50){pages${nothing}{id}}}`)).toBe('cost');
    }
    expect(read('{nodes(first:50){pages(last:3){id}}}').cost).toBe(50 * 4);
  });

  test('44: a page that is asked for in an input counts as one that is not', () => {
    const costOf = (page: string): number => read(`{node(first:1){paged${page}{id}}}`).cost;
    expect(['(page:{first:7})', '(page:{})', '(page:null)', ''].map(costOf)).toEqual([8, 21, 21, 21]);
    const query = 'query($n:Int){node(first:1){paged(page:{first:$n}){id}}}';
    expect([read(query, { n: 9 }).cost, read(query, { n: -1 }).cost]).toEqual([10, 2]);
    expect(limitOf('{nodes(first:100){paged(page:{first:100}){id}}}')).toBe('cost');
  });

  test('each request is counted on its own variables', () => {
    const query = 'query($n:Int,$m:Int=2){nodes(first:3){nodes(first:$n){id} other{next{nodes(first:$m){id}}}}}';
    expect(read(query, { n: 4 }).cost).toBe(3 * (1 + 4 + 2));
    expect(read(query, { n: 5, m: 7 }).cost).toBe(3 * (1 + 5 + 7));
    expect(limitOf(query, { n: 101 })).toBe('page');
    expect(read(query, { n: 4 }).cost).toBe(3 * (1 + 4 + 2));
  });

  test('pages side by side are added, however they are written', () => {
    const side = (n: number): string =>
      ids(n)
        .map((at) => `a${at}:nodes(first:100){nodes(first:10){id}}`)
        .join(' ');
    expect(limitOf(`{${side(4)}}`)).toBe(null);
    expect(limitOf(`{${side(5)}}`)).toBe('cost');
    expect(limitOf(`{${'...F '.repeat(5)}} fragment F on Query{nodes(first:100){nodes(first:10){id}}}`)).toBe('cost');
  });
});

describe('items of a list, 100 at most', () => {
  test.each<[string, (n: number) => [string, Record<string, unknown>?]]>([
    ['as literals', (n) => [`{node(ids:${JSON.stringify(ids(n))}){id}}`]],
    ['as a variable', (n) => ['query($ids:[ID!]){node(ids:$ids){id}}', { ids: ids(n) }]],
    ['in an input', (n) => ['query($by:Filter){node(by:$by){id}}', { by: { inner: { ids: ids(n) } } }]],
  ])('%s', (_how, write) => {
    expect(limitOf(...write(100))).toBe(null);
    expect(limitOf(...write(101))).toBe('items');
  });
});

test('introspection costs no rows', () => {
  expect(read('{__schema{types{fields{args{name}}}}}').kind).toBe('query');
});
