import { parseSupergraphYaml, printProblem } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { expect, test } from 'vitest';
import { composing, DEFAULT, expectProblem, INTERNAL, OPEN, plainSubgraph, subgraph } from './graph.js';

const members = subgraph(
  'members',
  `type Query { members(filter: Filter): Member ${OPEN} }
  type Member @key(fields: "id") { id: ID! ${DEFAULT} name: String ${INTERNAL} }
  input Filter { name: String @reads(fields: ["Member.name"]) cell: ID @reads(fields: []) }`,
  { owns: ['Member'] },
);

test.each(['@authenticated', '@policy(policies: [["never"]])', '@inaccessible', '@cost(weight: 100000)'])(
  'an agency that puts %s on another’s type would lock all of it, and is refused',
  (directive) => {
    const problem = expectProblem(
      'LOCKS_ANOTHERS',
      members,
      subgraph('tasks', `type Member @key(fields: "id")\n${directive} { id: ID! ${DEFAULT} tasks: Int ${DEFAULT} }`),
    );
    expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member', place: { line: 2 } });
  },
);

test.each(['@authenticated', '@cost(weight: 100000)'])(
  'an agency that puts %s on another’s key is refused',
  (directive) => {
    const problem = expectProblem(
      'LOCKS_ANOTHERS',
      members,
      subgraph('tasks', `type Member @key(fields: "id") { id: ID! ${DEFAULT} ${directive} tasks: Int ${DEFAULT} }`),
    );
    expect(problem.coordinate).toBe('Member.id');
  },
);

test('an agency that makes a list of another’s dear is refused, and the owner is not', () => {
  const owning = (directive: string) =>
    subgraph(
      'members',
      `type Query { member: Member ${OPEN} } type Member @key(fields: "id") { id: ID! ${DEFAULT} phones: [String] ${directive} ${INTERNAL} }`,
      { owns: ['Member'] },
    );
  const reading = (directive: string) =>
    subgraph(
      'tasks',
      `type Member @key(fields: "id") { id: ID! ${DEFAULT} phones: [String] @external ${directive} ${INTERNAL} calls: Int @requires(fields: "phones") ${INTERNAL} }`,
    );
  const problem = expectProblem('LOCKS_ANOTHERS', owning(''), reading('@listSize(assumedSize: 100000)'));
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.phones' });
  expect(composing(owning('@listSize(assumedSize: 3) @cost(weight: 2)'), reading('')).kind).toBe('composed');
});

test('an agency guards the fields that it adds itself', () => {
  const tasks = subgraph(
    'tasks',
    `type Member @key(fields: "id") { id: ID! ${DEFAULT} tasks: Int ${DEFAULT} @authenticated }`,
  );
  expect(composing(members, tasks).kind).toBe('composed');
});

test('an agency that writes another’s input type shorter would take a filter away, and is refused', () => {
  const problem = expectProblem(
    'INCONSISTENT_INPUT_OBJECT_FIELD',
    members,
    subgraph(
      'tasks',
      `type Query { tasks(filter: Filter): Int ${OPEN} } input Filter { name: String @reads(fields: ["Member.name"]) }`,
    ),
  );
  expect(problem.says).toContain('"cell"');
});

test('an agency that answers for another’s field on the way through its own is refused', () => {
  const source = subgraph(
    'tasks',
    `type Query { lead: Member ${OPEN} @provides(fields: "name") } type Member @key(fields: "id") { id: ID! ${DEFAULT} name: String @external ${INTERNAL} }`,
  );
  const problem = expectProblem('TAKES_OVER', members, {
    ...source,
    sdl: source.sdl.replace('"@key"', '"@key", "@provides"'),
  });
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.name' });
});

test.each([
  ['brackets without end', `type Query { a: ${'['.repeat(100_000)}`],
  ['a value without end', `type Query @x(a: ${'['.repeat(100_000)}`],
  [
    'a key without end',
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { a: A } type A @key(fields: "${'a { '.repeat(20_000)}") { a: A }`,
  ],
  ['a link to no address', 'extend schema @link(url: [[3]]) type Query { a: Int }'],
  ['nothing', ''],
])('%s in a schema is a problem, not the end of the process', (_, sdl) => {
  expect(compose({ subgraphs: [plainSubgraph('a', sdl)], labels: 'optional' }).kind).toBe('problems');
});

test.each([
  ['nests without end', 'a: '.concat('['.repeat(100_000))],
  ['hides its brackets behind quoted ones', "[ ']', ".repeat(10_000)],
  ['nests by dashes', `${'- '.repeat(1_000)}a`],
  ['nests by indentation', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ['is longer than a million characters', `a: "${'x'.repeat(1024 * 1024)}"`],
  [
    'multiplies by aliases',
    `a: &a [x, x]\n${Array.from('bcdefghijklmnop', (name, i) => `${name}: &${name} [${`*${'abcdefghijklmno'[i]}, `.repeat(9)}]\n`).join('')}`,
  ],
])('a label overlay that %s is a problem', (_, text) => {
  expectProblem(
    _.startsWith('multiplies') ? 'INVALID_LABEL' : 'INVALID_YAML',
    plainSubgraph('a', 'type Query { a: Int }', { overlay: { text, file: 'labels.yaml' } }),
  );
  expect(parseSupergraphYaml(text, 'supergraph.yaml').kind).toBe('problems');
});

test('a coordinate called __proto__ labels nothing', () => {
  const text =
    '__proto__: { reads: [] }\nQuery.a: { __proto__: { secrecy: SECRET }, secrecy: SECRET, sharing: OPEN, personal: NONE, steward: VPTW }';
  const source = plainSubgraph('a', 'type Query { a: Int }', { overlay: { text, file: 'labels.yaml' } });
  expect(expectProblem('OVERLAY_UNKNOWN_COORDINATE', source).coordinate).toBe('__proto__');
  expect(expectProblem('INVALID_LABEL', source).coordinate).toBe('Query.a');
});

test('what a schema quotes cannot steer the terminal that shows its problems', () => {
  const problem = expectProblem(
    'INVALID_LABEL',
    subgraph('a', `type Query { now: String ${OPEN.replace('VPTW', String.raw`\u001b[2J\u202e`)} }`),
  );
  expect(problem.says).toContain('\u001b');
  expect(printProblem(problem)).toContain('\u{FFFD}[2J\u{FFFD}');
});
