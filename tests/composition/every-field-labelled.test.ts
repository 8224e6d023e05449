import { LABEL_SPEC } from '@agency-graph/contract';
import { mergedLabels } from '@agency-graph/composition';
import { expect, test } from 'vitest';
import {
  DEFAULT,
  expectComposed,
  expectProblem,
  INTERNAL,
  OPEN,
  PERSONAL,
  plainSubgraph,
  SECRET,
  subgraph,
} from './graph.js';

test('69: a field without a label, of a type without one, does not compose', () => {
  const problem = expectProblem(
    'UNLABELLED_FIELD',
    subgraph('tasks', `type Query { task: Task ${OPEN} }\ntype Task {\n  title: String ${OPEN}\n  note: String\n}`),
  );
  expect(problem).toMatchObject({
    subgraph: 'tasks',
    coordinate: 'Task.note',
    place: { file: 'tasks.graphql', line: 4, column: 3 },
  });
});

test('a field takes the label of its type, and the supergraph says so on the field', () => {
  const sdl = expectComposed(
    subgraph('tasks', `type Query { task: Task ${OPEN} } type Task ${INTERNAL} { title: String ${OPEN} note: String }`),
  );
  const { fields } = mergedLabels(sdl);
  expect(fields.get('Task.note')?.sharing).toBe('INTERNAL');
  expect(fields.get('Task.title')?.sharing).toBe('OPEN');
});

test('a type label reaches the fields that an extension adds', () => {
  const sdl = expectComposed(
    subgraph(
      'tasks',
      `type Query { task: Task ${OPEN} } type Task ${INTERNAL} { title: String } extend type Task { note: String }`,
    ),
  );
  expect(mergedLabels(sdl).fields.get('Task.note')?.sharing).toBe('INTERNAL');
});

test('a root field needs a label of its own', () => {
  const problem = expectProblem('UNLABELLED_ROOT_FIELD', subgraph('tasks', `type Query ${OPEN} {\n  now: String\n}`));
  expect(problem).toMatchObject({ coordinate: 'Query.now', place: { line: 2 } });
});

test.each([
  ['secrecy', SECRET],
  ['sharing', INTERNAL],
  ['personal', PERSONAL],
])('a type label weaker than a field on %s does not compose', (axis, label) => {
  const problem = expectProblem(
    'TYPE_LABEL_LOOSER',
    subgraph('tasks', `type Query { task: Task ${OPEN} }\ntype Task ${OPEN} {\n  note: String ${label}\n}`),
  );
  expect(problem).toMatchObject({ coordinate: 'Task.note', place: { line: 3 } });
  expect(problem.says).toContain(axis);
});

test('a field of another agency that is only pointed at needs no label for its key', () => {
  expectComposed(
    subgraph('members', `type Query { member: Member ${OPEN} } type Member @key(fields: "id") { id: ID! ${DEFAULT} }`),
    subgraph(
      'tasks',
      `type Query { lead: Member ${OPEN} } type Member @key(fields: "id", resolvable: false) { id: ID! }`,
    ),
  );
});

test('a contributed type labels its key like any field', () => {
  const problem = expectProblem(
    'UNLABELLED_FIELD',
    subgraph('members', `type Query { member: Member ${OPEN} } type Member @key(fields: "id") { id: ID! ${DEFAULT} }`),
    subgraph('tasks', `type Member @key(fields: "id") { id: ID! tasks: Int ${DEFAULT} }`),
  );
  expect(problem).toMatchObject({ subgraph: 'tasks', coordinate: 'Member.id' });
});

test('who mentions another agency’s field without a label is told the owner’s to repeat', () => {
  const members = subgraph(
    'members',
    `type Query { member: Member ${OPEN} } type Member @key(fields: "id") { id: ID! ${DEFAULT} born: Int ${PERSONAL} }`,
  );
  const tasks = (label: string) =>
    subgraph(
      'tasks',
      `type Member @key(fields: "id") {
        id: ID! ${DEFAULT}
        born: Int @external ${label}
        age: Int @requires(fields: "born") ${PERSONAL}
      }`,
    );
  const { fix } = expectProblem('UNLABELLED_FIELD', members, tasks(''));
  expect(fix).toContain(PERSONAL);
  expectComposed(members, tasks(/@label\([^)]*\)/.exec(fix)![0]));
});

test('a label under another name counts, and travels under its own', () => {
  const sdl = expectComposed(
    plainSubgraph(
      'tasks',
      `extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
        @link(url: "${LABEL_SPEC}/v1.0", import: [{ name: "@label", as: "@nhan" }])
        @composeDirective(name: "@nhan")
      directive @nhan(secrecy: Secrecy!, sharing: Sharing!, personal: PersonalData!, steward: String!) repeatable on OBJECT | FIELD_DEFINITION
      enum Secrecy { UNCLASSIFIED CONFIDENTIAL SECRET TOP_SECRET }
      enum Sharing { OPEN DEFAULT ON_REQUEST INTERNAL }
      enum PersonalData { NONE BASIC SENSITIVE }
      type Query { now: String ${INTERNAL.replace('@label', '@nhan')} }`,
    ),
    subgraph('members', `type Query { later: String ${OPEN} }`),
  );
  expect(mergedLabels(sdl).fields.get('Query.now')?.sharing).toBe('INTERNAL');
});

test('a label written with the prefix of its specification counts', () => {
  const sdl = expectComposed(
    plainSubgraph(
      'tasks',
      `extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9")
        @link(url: "${LABEL_SPEC}/v1.0", as: "agency")
      type Query { now: String ${INTERNAL.replace('@label', '@agency__label')} }`,
    ),
  );
  expect(mergedLabels(sdl).fields.get('Query.now')?.sharing).toBe('INTERNAL');
});

test('a directive of another specification that is also called @label is no label', () => {
  const stranger = plainSubgraph(
    'tasks',
    `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
      @link(url: "https://stranger.example/label/v1.0", import: ["@label"])
      @composeDirective(name: "@label")
    directive @label(secrecy: String, sharing: String, personal: String, steward: String) on FIELD_DEFINITION
    type Query { now: String @label(secrecy: "UNCLASSIFIED", sharing: "OPEN", personal: "NONE", steward: "VPTW") }`,
  );
  expectProblem('UNLABELLED_ROOT_FIELD', stranger);
});

test('a label that forgets @composeDirective still reaches the supergraph', () => {
  const sdl = expectComposed(
    plainSubgraph(
      'tasks',
      `extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9")
        @link(url: "${LABEL_SPEC}/v1.0", import: ["@label"])
      type Query { now: String ${INTERNAL} }`,
    ),
  );
  expect(mergedLabels(sdl).fields.get('Query.now')?.sharing).toBe('INTERNAL');
});

test('a label without a federation link is told apart from a missing label', () => {
  const problem = expectProblem(
    'FEDERATION_LINK_MISSING',
    plainSubgraph(
      'tasks',
      `extend schema @link(url: "${LABEL_SPEC}/v1.0", import: ["@label"])\ntype Query { now: String ${OPEN} }`,
    ),
  );
  expect(problem.fix).toContain('https://specs.apollo.dev/federation/v2.9');
});
