import { looserAxes, mergedLabels, strictest } from '@agency-graph/composition';
import { PERSONAL_DATA, SECRECY, SHARING, STEWARDS, type Label } from '@agency-graph/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT, expectComposed, INTERNAL, OPEN, PERSONAL, subgraph } from './graph.js';

const label: fc.Arbitrary<Label> = fc.record({
  secrecy: fc.constantFrom(...SECRECY),
  sharing: fc.constantFrom(...SHARING),
  personal: fc.constantFrom(...PERSONAL_DATA),
  steward: fc.constantFrom(...STEWARDS),
});
const labels = fc.array(label, { minLength: 1, maxLength: 5 });

test('merging labels does not depend on their order', () => {
  fc.assert(
    fc.property(
      labels.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(strictest(shuffled)).toEqual(strictest(all));
      },
    ),
  );
});

test('merging a label twice changes nothing', () => {
  fc.assert(
    fc.property(labels, (all) => {
      expect(strictest([...all, ...all])).toEqual(strictest(all));
    }),
  );
});

test('a merged label is as strict as each, and no stricter than some on every axis', () => {
  fc.assert(
    fc.property(labels, (all) => {
      const merged = strictest(all) as Label;
      for (const each of all) expect(looserAxes(merged, each)).toEqual([]);
      for (const axis of ['secrecy', 'sharing', 'personal'] as const)
        expect(all.map((each) => each[axis])).toContain(merged[axis]);
      expect(all.map(({ steward }) => steward)).toContain(merged.steward);
    }),
  );
});

test('no label at all merges to no label', () => {
  expect(strictest([])).toBeUndefined();
});

test('a field shared by two agencies takes the strictest value on every axis', () => {
  const page = (root: string, own: string): string =>
    `type Query { ${root}: Page ${OPEN} } type Page @shareable { size: Int ${own} }`;
  const sdl = expectComposed(subgraph('a', page('a', INTERNAL)), subgraph('b', page('b', PERSONAL)));
  expect(mergedLabels(sdl).fields.get('Page.size')).toEqual({
    secrecy: 'UNCLASSIFIED',
    sharing: 'INTERNAL',
    personal: 'BASIC',
    steward: 'VPTW',
  });
});

test('an interface field takes the strictest label of its implementations, in any subgraph', () => {
  const sdl = expectComposed(
    subgraph(
      'a',
      `type Query { thing: Thing ${OPEN} } interface Thing { name: String }
      type Task implements Thing { name: String ${DEFAULT} } type Note implements Thing { name: String ${PERSONAL} }`,
    ),
    subgraph(
      'b',
      `type Query { secret: Thing ${OPEN} } interface Thing { name: String } type File implements Thing { name: String ${INTERNAL} }`,
    ),
  );
  expect(mergedLabels(sdl).fields.get('Thing.name')).toMatchObject({ sharing: 'INTERNAL', personal: 'BASIC' });
});

test('an interface field keeps a label of its own that is stricter', () => {
  const sdl = expectComposed(
    subgraph(
      'a',
      `type Query { thing: Thing ${OPEN} } interface Thing { name: String ${INTERNAL} } type Task implements Thing { name: String ${DEFAULT} }`,
    ),
  );
  expect(mergedLabels(sdl).fields.get('Thing.name')?.sharing).toBe('INTERNAL');
});

test('fields that an interface object adds to the implementations carry its label', () => {
  const sdl = expectComposed(
    subgraph(
      'media',
      `type Query { media: Media ${OPEN} } interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! ${DEFAULT} }`,
    ),
    subgraph(
      'tasks',
      `type Media @interfaceObject @key(fields: "id") { id: ID! ${DEFAULT} note: String ${INTERNAL} }`,
      { takesOver: ['Media'] },
    ),
  );
  const { fields } = mergedLabels(sdl);
  expect(fields.get('Media.note')?.sharing).toBe('INTERNAL');
  expect(fields.get('Book.note')?.sharing).toBe('INTERNAL');
});
