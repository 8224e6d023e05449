import { loosened, type Problem } from '@agency-graph/composition';
import { expect, test } from 'vitest';
import { DEFAULT, INTERNAL, OPEN, SECRET, subgraph } from './graph.js';

const SDL = `type Query {
  tasks(title: String @reads(fields: ["Task.title", "Task.note"]), first: Int @reads(fields: []) @inaccessible): Task ${DEFAULT} @requiresScopes(scopes: [["read:tasks"], ["audit", "inspect"]])
}
type Task @key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath", "rowParty"]) ${SECRET} {
  id: ID! ${DEFAULT}
  title: String ${INTERNAL}
  note: String
  state: State ${DEFAULT} @policy(policies: [["need"]])
  rowSecrecy: String @inaccessible
  rowUntil: String @inaccessible ${DEFAULT}
  rowCompartments: [String!] @inaccessible ${DEFAULT}
  rowPath: [String!] @inaccessible
  rowParty: [String!] @inaccessible
}
enum State { OPEN SEALED @inaccessible }`;

const ROW = 'secrecy: "rowSecrecy", scopes: ["rowPath", "rowParty"]';
const SCOPES = '[["read:tasks"], ["audit", "inspect"]]';

const after = (from: string, to: string): readonly Problem[] => between(SDL, from, to);
const between = (sdl: string, from: string, to: string): readonly Problem[] => {
  expect(sdl).toContain(from);
  return loosened([subgraph('tasks', sdl)], [subgraph('tasks', sdl.replace(from, to))]);
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

test('another steward is told: what one keeps the other may share', () => {
  const [problem, ...others] = after(`title: String ${INTERNAL}`, `title: String ${INTERNAL.replace('VPTW', 'BTCTW')}`);
  expect(others).toEqual([]);
  expect(problem?.says).toContain('steward was VPTW, is BTCTW');
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
  ['a row label that is gone', `@rowLabel(${ROW})`, '', 'Task'],
  ['a row label that looks at less', 'secrecy: "rowSecrecy", scopes', 'scopes', 'Task'],
  ['an argument that says it reads less', '"Task.title", "Task.note"', '"Task.title"', 'Query.tasks(title:)'],
  ['an access directive that is gone', `@requiresScopes(scopes: ${SCOPES})`, '', 'Query.tasks'],
  ['an access directive that asks for something else', '["read:tasks"]', '["read:any"]', 'Query.tasks'],
  ['another way past an access directive', SCOPES, '[["read:tasks"], ["audit", "inspect"], ["all"]]', 'Query.tasks'],
  ['a shorter way past an access directive', SCOPES, '[["read:tasks"], ["audit"]]', 'Query.tasks'],
  ['an access directive that asks for nothing', SCOPES, '[]', 'Query.tasks'],
  ['a policy that is joined by another way', '[["need"]]', '[["need"], ["rank"]]', 'Task.state'],
  [
    'a hidden field that can be selected',
    'rowPath: [String!] @inaccessible',
    `rowPath: [String!] ${SECRET}`,
    'Task.rowPath',
  ],
  [
    'a hidden argument that can be given',
    '@reads(fields: []) @inaccessible',
    '@reads(fields: [])',
    'Query.tasks(first:)',
  ],
  ['a hidden value that can be seen', 'SEALED @inaccessible', 'SEALED', 'State.SEALED'],
])('%s is told', (_, from, to, coordinate) => {
  expect(after(from, to).map((each) => each.coordinate)).toEqual([coordinate]);
});

test.each([
  ['more scopes for one way', SCOPES, '[["read:tasks", "duty"], ["audit", "inspect"]]'],
  ['one way less', SCOPES, '[["read:tasks"]]'],
  ['the same in another order', SCOPES, '[["inspect", "audit"], ["read:tasks"]]'],
  ['the same policy and another', '[["need"]]', '[["need", "rank"]]'],
])('an access directive that asks for %s is no loosening', (_, from, to) => {
  expect(after(from, to)).toEqual([]);
});

test.each([
  ['the level becomes a scope', 'scopes: ["rowPath", "rowParty", "rowSecrecy"]'],
  ['the level is another field', 'secrecy: "rowPath", scopes: ["rowPath", "rowParty"]'],
  ['the level lapses', 'secrecy: "rowSecrecy", until: "rowUntil", scopes: ["rowPath", "rowParty"]'],
  ['there are compartments to need to know', `compartments: "rowCompartments", ${ROW}`],
  ['one more scope admits', 'secrecy: "rowSecrecy", scopes: ["rowPath", "rowParty", "rowUntil"]'],
  ['another party is the first', 'secrecy: "rowSecrecy", scopes: ["rowParty", "rowPath"]'],
])('a row label by which %s is told', (_, to) => {
  expect(after(ROW, to).map(({ coordinate }) => coordinate)).toEqual(['Task']);
});

test('a row label without the compartments that it had is told', () => {
  const parted = SDL.replace(ROW, `compartments: "rowCompartments", ${ROW}`);
  expect(between(parted, 'compartments: "rowCompartments", ', '')).toMatchObject([
    { coordinate: 'Task', says: expect.stringContaining('compartments: rowCompartments, now none') as string },
  ]);
});

test('a row label by which levels stay, or fewer are party, is no loosening', () => {
  expect(after(ROW, 'secrecy: "rowSecrecy", scopes: ["rowPath"]')).toEqual([]);
  const lapsing = SDL.replace(ROW, `until: "rowUntil", ${ROW}`);
  expect(between(lapsing, 'until: "rowUntil", ', '')).toEqual([]);
  const byPath = SDL.replace(ROW, 'scopes: ["rowPath"]');
  expect(
    between(byPath, 'scopes: ["rowPath"]', 'secrecy: "rowSecrecy", until: "rowUntil", scopes: ["rowPath"]'),
  ).toEqual([]);
});

const members = (fields: string): string =>
  `type Query { member: Member ${DEFAULT} } type Member @key(fields: "id") { id: ID! ${DEFAULT} ${fields} }`;
const contributed = (fields: string): string =>
  `type Member @key(fields: "id") {\n  id: ID! ${DEFAULT}\n  ${fields}\n}`;

test('a field that another agency gives under a weaker label is told there', () => {
  const before = [subgraph('members', members(`phone: String ${SECRET}`)), subgraph('tasks', contributed(''))];
  const moved = [subgraph('members', members('')), subgraph('tasks', contributed(`phone: String ${OPEN}`))];
  expect(loosened(before, moved)).toMatchObject([
    { subgraph: 'tasks', coordinate: 'Member.phone', place: { file: 'tasks.graphql', line: 3 } },
  ]);
  expect(loosened(before, [moved[0]!, subgraph('tasks', contributed(`phone: String ${SECRET}`))])).toEqual([]);
});

test('an agency that is renamed together with its file is held against what it was', () => {
  const [was, is] = [subgraph('members', members(`phone: String ${SECRET}`)), members(`phone: String ${OPEN}`)];
  expect(loosened([was], [subgraph('persons', is)])).toMatchObject([
    { subgraph: 'persons', coordinate: 'Member.phone' },
  ]);
});

test('a weaker label that changes nothing beside a stricter one of another agency is no loosening', () => {
  const owner = subgraph('members', members(''), { owns: ['Member'] });
  const looser = contributed('').replace(DEFAULT, OPEN);
  expect(loosened([owner, subgraph('tasks', contributed(''))], [owner, subgraph('tasks', looser)])).toEqual([]);
});

test('what agencies loosen together is told once, to one that kept it', () => {
  const both = (label: string) => [
    subgraph(
      'documents',
      contributed('').replace(`id: ID! ${DEFAULT}`, 'id: ID!').replace('"id"', '"id", resolvable: false'),
    ),
    subgraph('members', members('').replace(`id: ID! ${DEFAULT}`, `id: ID! ${label}`), { owns: ['Member'] }),
    subgraph('tasks', contributed('').replace(DEFAULT, label)),
  ];
  expect(loosened(both(INTERNAL), both(OPEN))).toMatchObject([{ subgraph: 'members', coordinate: 'Member.id' }]);
});

test('an interface tells nothing beside its implementations', () => {
  const named = (label: string): string =>
    `type Query { named: Named ${DEFAULT} } interface Named { name: String } type Cell implements Named { name: String ${label} }`;
  expect(between(named(INTERNAL), INTERNAL, OPEN).map(({ coordinate }) => coordinate)).toEqual(['Cell.name']);
});
