import { loosened, type Problem } from '@agency-graph/composition';
import { expect, test } from 'vitest';
import { DEFAULT, INTERNAL, OPEN, SECRET, subgraph } from './graph.js';

const SDL = `type Query {
  tasks(title: String @reads(fields: ["Task.title", "Task.note"])): Task ${DEFAULT} @requiresScopes(scopes: [["read:tasks"]])
}
type Task @key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"]) ${SECRET} {
  id: ID! ${DEFAULT}
  title: String ${INTERNAL}
  note: String
  rowSecrecy: String @inaccessible
  rowPath: [String!] @inaccessible
}`;

const after = (from: string, to: string): readonly Problem[] => {
  expect(SDL).toContain(from);
  return loosened(subgraph('tasks', SDL), subgraph('tasks', SDL.replace(from, to)));
};

test('an unchanged schema is not loosened', () => {
  expect(after('tasks', 'tasks')).toEqual([]);
});

test('a weaker label is told with the axis, what it was, and its line', () => {
  const [problem, ...others] = after(`title: String ${INTERNAL}`, `title: String ${OPEN}`);
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    code: 'LABEL_LOOSENED',
    coordinate: 'Task.title',
    place: { file: 'tasks.graphql', line: 6 },
  });
  expect(problem?.says).toContain('sharing was INTERNAL, is OPEN');
});

test('a weaker type label loosens the fields that say nothing', () => {
  expect(after(SECRET, INTERNAL).map(({ coordinate }) => coordinate)).toEqual(['Task.note']);
});

test('a stricter label, a new field and a removed field are no loosening', () => {
  expect(after(`title: String ${INTERNAL}`, `title: String ${SECRET}`)).toEqual([]);
  expect(after('note: String', `note: String more: String ${OPEN}`)).toEqual([]);
  expect(after('note: String', '')).toEqual([]);
});

test.each([
  ['a row label that is gone', '@rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"])', '', 'Task'],
  ['a row label that looks at less', 'secrecy: "rowSecrecy", scopes', 'scopes', 'Task'],
  ['an argument that says it reads less', '"Task.title", "Task.note"', '"Task.title"', 'Query.tasks(title:)'],
  ['an access directive that is gone', '@requiresScopes(scopes: [["read:tasks"]])', '', 'Query.tasks'],
  ['an access directive that asks for something else', '[["read:tasks"]]', '[["read:any"]]', 'Query.tasks'],
  [
    'a hidden field that can be selected',
    'rowPath: [String!] @inaccessible',
    `rowPath: [String!] ${SECRET}`,
    'Task.rowPath',
  ],
])('%s is told', (_, from, to, coordinate) => {
  expect(after(from, to).map((each) => each.coordinate)).toContain(coordinate);
});
