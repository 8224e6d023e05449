import { mergedLabels } from '@agency-graph/composition';
import { describe, expect, test } from 'vitest';
import { expectComposed, expectProblem, OPEN, subgraph } from './graph.js';

const member = (rowLabel: string, rowPath: string): string =>
  `type Query { member: Member ${OPEN} }\ntype Member @key(fields: "id")\n${rowLabel} { id: ID! ${OPEN}\n${rowPath} }`;

test('a row label names hidden fields, which need no label', () => {
  const sdl = expectComposed(
    subgraph('members', member('@rowLabel(scopes: ["rowCellPath"])', 'rowCellPath: [String!] @inaccessible')),
  );
  expect(mergedLabels(sdl).rows.get('Member')).toEqual({ scopes: ['rowCellPath'] });
});

test('a row label that names a field of nobody does not compose', () => {
  const problem = expectProblem(
    'INVALID_ROW_LABEL',
    subgraph('members', member('@rowLabel(scopes: ["rowPath"])', 'rowCellPath: [String!] @inaccessible')),
  );
  expect(problem).toMatchObject({ coordinate: 'Member', place: { line: 3 } });
});

test('a row label that names a visible field does not compose', () => {
  expectProblem(
    'INVALID_ROW_LABEL',
    subgraph('members', member('@rowLabel(scopes: ["path"])', `path: [String!] ${OPEN}`)),
  );
});

test('a row label names fields as conditions on the wire can', () => {
  const named = (name: string) =>
    subgraph('members', member(`@rowLabel(scopes: ["${name}"])`, `${name}: [String!] @inaccessible`));
  expectComposed(named('row_path'));
  for (const name of ['_rowPath', 'r'.repeat(65)]) {
    const problem = expectProblem('INVALID_ROW_LABEL', named(name));
    expect(problem).toMatchObject({ coordinate: 'Member', place: { line: 3 } });
  }
});

describe('a type whose rows are judged has a field id', () => {
  const permit = (fields: string, more = '') =>
    subgraph(
      'permits',
      `type Query { permit: Permit ${OPEN} }\n${more}\ntype Permit @key(fields: "code") @rowLabel(scopes: ["rowPath"]) { code: ID! ${OPEN} ${fields} rowPath: String @inaccessible }`,
    );

  test.each([
    ['none', '', ''],
    ['a list of them', `id: [ID!] ${OPEN}`, ''],
    ['one that is an object', `id: Mark ${OPEN}`, `type Mark { text: String ${OPEN} }`],
    ['one that must be asked with an argument', `id(of: ID! @reads(fields: [])): ID ${OPEN}`, ''],
  ])('%s does not compose', (_, fields, more) => {
    const problem = expectProblem('INVALID_ROW_LABEL', permit(fields, more));
    expect(problem).toMatchObject({ subgraph: 'permits', coordinate: 'Permit', place: { line: 3 } });
    expect(problem.says).toContain('Permit has a row label and no field id');
    expect(problem.fix).toContain('Add id: ID! to Permit');
  });

  test('of its own, or of another agency', () => {
    expectComposed(permit(`id: ID ${OPEN}`));
    expectComposed(
      permit(''),
      subgraph('archive', `type Permit @key(fields: "code") { code: ID! ${OPEN} id: ID! ${OPEN} }`),
    );
  });
});

test('a hidden field that no row label names needs a label', () => {
  const problem = expectProblem('UNLABELLED_FIELD', subgraph('members', member('', 'hidden: String @inaccessible')));
  expect(problem.coordinate).toBe('Member.hidden');
});

test('two agencies that label the rows of one type differently do not compose', () => {
  const problem = expectProblem(
    'ROW_LABELS_DIFFER',
    subgraph('members', member('@rowLabel(scopes: ["rowA"])', 'rowA: [String!] @inaccessible')),
    subgraph(
      'tasks',
      `type Member @key(fields: "id") @rowLabel(scopes: ["rowB"]) { id: ID! ${OPEN} rowB: [String!] @inaccessible }`,
    ),
  );
  expect(problem.subgraph).toBe('tasks');
});
