import { mergedLabels } from '@agency-graph/composition';
import { expect, test } from 'vitest';
import { expectComposed, expectProblem, plainSubgraph } from './graph.js';

/** A federation subgraph of somebody who knows nothing of labels. */
const foreign = (overlay: string) =>
  plainSubgraph(
    'weather',
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { station(id: ID!, name: String): Station }
type Station @key(fields: "id") { id: ID! name: String }`,
    { overlay: { text: overlay, file: 'labels.yaml' } },
  );

const OPEN = '{ secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: MOHA }';
const COMPLETE = `Query.station: ${OPEN}
Query.station(id:): { reads: [] }
Query.station(name:): { reads: [Station.name] }
Station: ${OPEN.replace('OPEN', 'DEFAULT')}
Station.id: ${OPEN}
`;

test('an overlay labels a schema that knows nothing of labels', () => {
  const { fields, reads } = mergedLabels(expectComposed(foreign(COMPLETE)));
  expect(fields.get('Station.id')?.sharing).toBe('OPEN');
  expect(fields.get('Station.name')?.sharing).toBe('DEFAULT');
  expect(reads.get('Query.station(name:)')).toEqual(['Station.name']);
});

test('what an overlay leaves out is unlabelled', () => {
  expectProblem('UNLABELLED_FIELD', foreign(COMPLETE.replace(/^Station: .*\n/m, '')));
});

test('an overlay that labels what is not there is told with its line', () => {
  const problem = expectProblem('OVERLAY_UNKNOWN_COORDINATE', foreign(`${COMPLETE}Station.nmae: ${OPEN}\n`));
  expect(problem).toMatchObject({ coordinate: 'Station.nmae', place: { file: 'labels.yaml', line: 6 } });
});

test('an overlay with an unknown value is told with its line', () => {
  const problem = expectProblem('INVALID_LABEL', foreign(COMPLETE.replace('DEFAULT', 'SOMETIMES')));
  expect(problem.place).toEqual({ file: 'labels.yaml', line: 4, column: 1 });
});

test('an overlay with an unknown key is refused', () => {
  expectProblem('INVALID_LABEL', foreign(COMPLETE.replace('{ reads: [] }', '{ read: [] }')));
});

test('an overlay that is no YAML is refused', () => {
  expectProblem('INVALID_YAML', foreign('Station: {'));
});

test('a problem that an overlay’s label causes is placed in the overlay', () => {
  const problem = expectProblem(
    'TYPE_LABEL_LOOSER',
    foreign(COMPLETE.replace(/^Station.id: .*$/m, `Station.id: ${OPEN.replace('OPEN', 'INTERNAL')}`)),
  );
  expect(problem.place).toMatchObject({ file: 'labels.yaml', line: 5 });
});
