import { expect, test } from 'vitest';
import { expectProblem, OPEN, subgraph } from './graph.js';

test('a label with an unknown steward does not compose', () => {
  const problem = expectProblem(
    'INVALID_LABEL',
    subgraph(
      'tasks',
      `type Query {\n  now: String @label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "NOBODY")\n}`,
    ),
  );
  expect(problem).toMatchObject({ coordinate: 'Query.now', place: { line: 2, column: 15 } });
  expect(problem.fix).toContain('BTCTW');
});

test('a label with an unknown value names the axis and what it may be', () => {
  const problem = expectProblem(
    'INVALID_LABEL',
    subgraph(
      'tasks',
      `type Query { now: String @label(secrecy: MODERATE, sharing: OPEN, personal: NONE, steward: "VPTW") }`,
    ),
  );
  expect(problem.says).toContain('secrecy');
  expect(problem.fix).toContain('CONFIDENTIAL');
});

test('two labels on one field in one subgraph do not compose', () => {
  expectProblem(
    'LABELLED_TWICE',
    subgraph('tasks', `type Query { now: String ${OPEN} ${OPEN.replace('OPEN', 'INTERNAL')} }`),
  );
});
