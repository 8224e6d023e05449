import { mergedLabels } from '@agency-graph/composition';
import { expect, test } from 'vitest';
import { expectComposed, expectProblem, OPEN, subgraph } from './graph.js';

test.each([
  ['a scalar', 'name: String'],
  ['an ID', 'id: ID!'],
  ['a list of enum values', 'zones: [Zone!]'],
])('%s argument says what it reads', (_, argument) => {
  const problem = expectProblem(
    'READS_MISSING',
    subgraph(
      'tasks',
      `enum Zone { A B }\ntype Query {\n  tasks(\n    ${argument}): Int ${OPEN}\n  zone: Zone ${OPEN} }`,
    ),
  );
  expect(problem).toMatchObject({ coordinate: `Query.tasks(${argument.split(':')[0]}:)`, place: { line: 4 } });
});

test('an input field says what it reads, and the argument that carries it need not', () => {
  const problem = expectProblem(
    'READS_MISSING',
    subgraph('tasks', `input Filter {\n  title: String\n}\ntype Query { tasks(filter: Filter): Int ${OPEN} }`),
  );
  expect(problem).toMatchObject({ coordinate: 'Filter.title', place: { line: 2 } });
});

test('what an argument reads may belong to another agency', () => {
  const sdl = expectComposed(
    subgraph(
      'tasks',
      `input Filter { lead: ID @reads(fields: ["Member.id"]) } type Query { tasks(filter: Filter, first: Int @reads(fields: [])): Int ${OPEN} }`,
    ),
    subgraph('members', `type Query { member: Member ${OPEN} } type Member @key(fields: "id") { id: ID! ${OPEN} }`),
  );
  const { reads } = mergedLabels(sdl);
  expect(reads.get('Filter.lead')).toEqual(['Member.id']);
  expect(reads.get('Query.tasks(first:)')).toEqual([]);
});

test('an argument that reads a field of nobody does not compose', () => {
  const problem = expectProblem(
    'READS_UNKNOWN_FIELD',
    subgraph('tasks', `type Query { tasks(name: String @reads(fields: ["Task.name"])): Int ${OPEN} }`),
  );
  expect(problem.says).toContain('Task.name');
});

test('two agencies that say differently what a shared input field reads do not compose', () => {
  const filter = (reads: string, name: string): string =>
    `input Filter { title: String @reads(fields: [${reads}]) } type Query { ${name}(filter: Filter): Int ${OPEN} }`;
  expectProblem('READS_DIFFER', subgraph('a', filter('"Query.b"', 'a')), subgraph('b', filter('', 'b')));
});

const searched = (promised: string, done: string): string => `
  interface Register {
    entries(name: String ${promised}): Int
  }
  type Members implements Register { entries(name: String ${done}): Int ${OPEN} name: String ${OPEN} }
  type Query { register: Register ${OPEN} }`;
const READS = '@reads(fields: ["Members.name"])';
const READS_NOTHING = '@reads(fields: [])';

test('an interface’s argument reads what it does on an implementation, or a field is searched by under another name', () => {
  const problem = expectProblem('INTERFACE_READS_LESS', subgraph('members', searched(READS_NOTHING, READS)));
  expect(problem).toMatchObject({ coordinate: 'Register.entries(name:)', place: { line: 2 } });
  expect(problem.says).toContain('Members.name');
  expectProblem('READS_MISSING', subgraph('members', searched('', READS)));
});

test('an interface’s argument may read more than it does on one implementation', () => {
  const { reads } = mergedLabels(expectComposed(subgraph('members', searched(READS, READS_NOTHING))));
  expect(reads.get('Register.entries(name:)')).toEqual(['Members.name']);
});
