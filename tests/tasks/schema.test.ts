import { lintSchema, printSubgraph } from '@agency-graph/kit';
import { subgraph } from '@agency-graph/tasks';
import { expect, test } from 'vitest';

const SCHEMA = new URL('../../subgraphs/tasks/schema.graphql', import.meta.url);

test('the printed schema is what the classes give', () => {
  expect(() => printSubgraph(subgraph, SCHEMA, { check: true })).not.toThrow();
});

test('every type, field, argument and value is described, every field labelled, every argument says what it reads', () => {
  expect(lintSchema(subgraph.sdl)).toEqual([]);
});
