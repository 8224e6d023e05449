import { lintSchema, printSubgraph } from '@agency-graph/kit';
import { subgraph } from '@agency-graph/members';
import { expect, test } from 'vitest';

test('The printed schema is the one that the classes make', () => {
  const file = new URL('../../subgraphs/members/schema.graphql', import.meta.url);
  expect(() => printSubgraph(subgraph, file, { check: true })).not.toThrow();
});

test('Nothing in the schema lacks a description, a label or what it reads', () => {
  expect(lintSchema(subgraph.sdl)).toEqual([]);
});
