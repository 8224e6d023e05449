import { lintSchema, printSubgraph } from '@agency-graph/kit';
import { subgraph } from '@agency-graph/documents';
import { expect, test } from 'vitest';

const SCHEMA = new URL('../../subgraphs/documents/schema.graphql', import.meta.url);

test('the printed schema is what the classes give', () => {
  expect(() => printSubgraph(subgraph, SCHEMA, { check: true })).not.toThrow();
});

test('every type, field, argument and value is described, every field labelled, every argument says what it reads', () => {
  expect(lintSchema(subgraph.sdl)).toEqual([]);
});
