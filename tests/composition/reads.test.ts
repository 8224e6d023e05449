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
