import { gatewaySdl, mergedLabels } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import { Kind, parse } from 'graphql';
import { beforeAll, expect, test } from 'vitest';

/** The supergraph of this checkout: `supergraph.yaml` and the four agencies' printed schemas. */
let supergraph = '';
let hints: readonly { readonly code: string; readonly says: string }[] = [];
beforeAll(async () => {
  const tree = await readWorkingTree({ dir: new URL('../..', import.meta.url).pathname });
  if (tree.kind === 'problems') throw new Error(tree.problems.map(({ says }) => says).join('\n'));
  const composition = compose({ subgraphs: tree.subgraphs, labels: 'required' });
  if (composition.kind === 'problems') throw new Error(composition.problems.map(({ says }) => says).join('\n'));
  supergraph = composition.supergraphSdl;
  hints = composition.hints;
});

test('every field of the graph that a client can select has a label', () => {
  const { fields } = mergedLabels(supergraph);
  const visible = parse(supergraph).definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (node.fields ?? [])
          .filter((field) => !field.directives?.some(({ name }) => name.value === 'inaccessible'))
          .map((field) => `${node.name.value}.${field.name.value}`)
      : [],
  );
  expect(visible.length).toBeGreaterThan(150);
  expect(visible.filter((coordinate) => !fields.has(coordinate))).toEqual([]);
});

test('of every list of objects it is said how long it is', () => {
  expect(hints.filter(({ code }) => code === 'UNSIZED_LIST')).toEqual([]);
});

test.each([
  ['Member.nationalId', { secrecy: 'UNCLASSIFIED', sharing: 'INTERNAL', personal: 'SENSITIVE', steward: 'C06' }],
  ['Member.discipline', { secrecy: 'CONFIDENTIAL', sharing: 'INTERNAL', personal: 'SENSITIVE', steward: 'UBKTTW' }],
  ['Organisation.networkPoints', { secrecy: 'CONFIDENTIAL', sharing: 'INTERNAL', personal: 'NONE', steward: 'VPTW' }],
  ['Organisation.id', { secrecy: 'UNCLASSIFIED', sharing: 'DEFAULT', personal: 'NONE', steward: 'BTCTW' }],
  ['Document.content', { secrecy: 'UNCLASSIFIED', sharing: 'ON_REQUEST', personal: 'NONE', steward: 'ISSUER' }],
  ['Task.responsible', { secrecy: 'UNCLASSIFIED', sharing: 'INTERNAL', personal: 'BASIC', steward: 'LEAD' }],
])('%s is labelled as its steward decided', (coordinate, label) => {
  expect(mergedLabels(supergraph).fields.get(coordinate)).toEqual(label);
});

test('the rows of the five types that have a level or a scope are labelled', () => {
  expect([...mergedLabels(supergraph).rows.keys()].sort()).toEqual([
    'Document',
    'FeedbackItem',
    'Member',
    'Organisation',
    'Task',
  ]);
});

test('filtering members by religion reads it', () => {
  expect(mergedLabels(supergraph).reads.get('MemberFilter.religion')).toEqual(['Member.religion']);
});

test('the gateway’s copy says nothing else', () => {
  expect(gatewaySdl(supergraph).replaceAll(', for: SECURITY', '')).toBe(supergraph.replaceAll(', for: SECURITY', ''));
});
