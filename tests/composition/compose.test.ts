import type { Problem } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { expect, test } from 'vitest';
import { composing, expectComposed, expectProblem, OPEN, plainSubgraph, subgraph } from './graph.js';

const PLAIN = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\ntype Query { now(zone: String): String }`;

test('a plain federation graph composes where labels are optional', () => {
  expect(compose({ subgraphs: [plainSubgraph('a', PLAIN)], labels: 'optional' }).kind).toBe('composed');
});

test('a graph of the first federation version composes where labels are optional', () => {
  const sdl = 'type Query { me: User } type User @key(fields: "id") { id: ID! }';
  expect(compose({ subgraphs: [plainSubgraph('a', sdl)], labels: 'optional' }).kind).toBe('composed');
});

test('labels that nobody would enforce are refused', () => {
  const composition = compose({ subgraphs: [subgraph('a', `type Query { now: String ${OPEN} }`)], labels: 'optional' });
  expect(composition).toMatchObject({ kind: 'problems', problems: [{ code: 'LABELS_NOT_ENFORCED' }] });
});

test('a text that is no schema is told with its place', () => {
  const problem = expectProblem('INVALID_SDL', plainSubgraph('a', 'type Query {\n  now: }'));
  expect(problem).toMatchObject({ subgraph: 'a', place: { file: 'a.graphql', line: 2, column: 8 } });
});

test('a type that nobody defines is told with its place, and composition’s code is kept', () => {
  const problem = expectProblem('INVALID_GRAPHQL', subgraph('a', `type Query {\n  now: Nobody ${OPEN}\n}`));
  expect(problem).toMatchObject({ subgraph: 'a', place: { file: 'a.graphql', line: 2 } });
});

test('a field of two types in two agencies is told with both', () => {
  const page = (type: string, root: string): string =>
    `type Query { ${root}: Page ${OPEN} } type Page @shareable { size: ${type} ${OPEN} }`;
  const problem = expectProblem(
    'FIELD_TYPE_MISMATCH',
    subgraph('a', page('Int', 'a')),
    subgraph('b', page('String', 'b')),
  );
  expect(problem.coordinate).toBe('Page.size');
  expect(problem.says).toMatch(/"a".*"b"/s);
});

test('the order of the agencies changes nothing', () => {
  const [a, b] = [subgraph('a', `type Query { a: String ${OPEN} }`), subgraph('b', `type Query { b: String ${OPEN} }`)];
  expect(expectComposed(a, b)).toBe(expectComposed(b, a));
  const broken = (name: string) => subgraph(name, `type Query { ${name}: String\nmore${name}(x: Int): String }`);
  expect(composing(broken('a'), broken('b'))).toEqual(composing(broken('b'), broken('a')));
});

test('what is undescribed is a warning, not a problem', () => {
  const composition = composing(
    subgraph('a', `type Query {\n  "The time."\n  now: String ${OPEN}\n  later: String ${OPEN} }`),
  );
  expect(composition).toMatchObject({
    kind: 'composed',
    hints: [{ code: 'NO_DESCRIPTION', severity: 'warning', coordinate: 'Query' }],
  });
  expect(composition.kind === 'composed' && composition.hints[0]?.says).not.toContain('now');
});

test('a list of objects of which nothing says how long it is, is a warning: it costs what one object does', () => {
  const things = (root: string, more = ''): readonly Problem[] => {
    const composition = composing(
      subgraph('a', `"A thing." type Thing { "Its name." name: String ${OPEN} } type Query { ${root} } ${more}`),
    );
    expect(composition.kind === 'problems' && composition.problems).toBe(false);
    return composition.hints.filter(({ code }) => code === 'UNSIZED_LIST');
  };
  const page = `"A page." type Things { "Its rows." nodes: [Thing!] ${OPEN}`;
  expect(things(`"All." all: [Thing!]! ${OPEN} "Two." two: [[Thing]] ${OPEN}`)).toMatchObject([
    { severity: 'warning', coordinate: 'Query', says: expect.stringMatching(/: all, two\.$/) as string },
  ]);
  expect(things(`"A page." page(first: Int @reads(fields: [])): Things ${OPEN}`, `${page} }`)).toMatchObject([
    { coordinate: 'Things' },
  ]);
  for (const [root, more] of [
    [`"All." all("How many." first: Int @reads(fields: [])): [Thing!] ${OPEN}`],
    [
      `"All." all("Which." page: Page @reads(fields: [])): [Thing!] ${OPEN}`,
      'input Page { first: Int @reads(fields: []) }',
    ],
    [`"All." all: [Thing!] ${OPEN} @listSize(assumedSize: 9)`],
    [
      `"A page." page(first: Int @reads(fields: [])): Things ${OPEN} @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])`,
      `${page} }`,
    ],
    [
      `"A page." page(first: Int @reads(fields: [])): Things ${OPEN}`,
      `${page} "What follows." pageInfo: String ${OPEN} }`,
    ],
    [`"Names." names: [String!] ${OPEN}`],
    [`"It." it: Thing ${OPEN} all: [Thing!] ${OPEN} @inaccessible`],
  ] as const)
    expect(things(root, more)).toEqual([]);
});

test('a subgraph that links a later federation version than the pinned one is refused', () => {
  const sdl = `type Query { now: String }\nextend schema @link(url: "https://specs.apollo.dev/federation/v2.10")`;
  const input = { subgraphs: [plainSubgraph('a', sdl)], labels: 'optional' } as const;
  expect(compose({ ...input, federationVersion: '2.10.0' }).kind).toBe('composed');
  expect(compose({ ...input, federationVersion: '2.9.0' })).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'FEDERATION_TOO_NEW', place: { line: 2 } }],
  });
});

test('a plain federation graph may protect its root type: that is the field’s own meaning', () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"]) type Query @authenticated { now: String }`;
  expect(compose({ subgraphs: [plainSubgraph('a', sdl)], labels: 'optional' }).kind).toBe('composed');
});
