import { compose } from '@agency-graph/composition/compose';
import { expect, test } from 'vitest';
import { plainSubgraph } from './graph.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@interfaceObject"])`;
const part = (fields: string, more = ''): string =>
  `${LINK}\ntype Media @key(fields: "id") @interfaceObject { id: ID! ${fields} } ${more}`;

const MEDIA = `${LINK}
  interface Media @key(fields: "id") { id: ID! title: String }
  type Film implements Media @key(fields: "id") { id: ID! title: String }
  type Query { media: [Media] }`;
const BLURB = 'title: String @external blurb: String @requires(fields: "title")';
const SHOUT = 'blurb: String @external shout: String @requires(fields: "blurb")';

/** Warnings of what cannot be planned, by the field that each is about. */
function warnings(subgraphs: Readonly<Record<string, string>>): readonly (readonly [string, unknown])[] {
  const composition = compose({
    subgraphs: Object.entries(subgraphs).map(([name, sdl]) => plainSubgraph(name, sdl)),
    labels: 'optional',
  });
  expect(composition.kind).toBe('composed');
  return composition.hints
    .filter(({ code }) => code === 'NEVER_PLANNED' || code === 'NOT_PLANNED_IN_FRAGMENTS')
    .map(({ code, coordinate, severity }) => [`${severity} ${code}`, coordinate]);
}

test('a field that an interface object makes from what another one computes is warned of', () => {
  const graph = { media: MEDIA, blurbs: part(BLURB), shouts: part(SHOUT) };
  expect(warnings(graph)).toEqual([['warning NEVER_PLANNED', 'Media.shout']]);
});

test.each([
  ['from a field of the interface', { media: MEDIA, blurbs: part(BLURB) }],
  ['from what another one has', { media: MEDIA, blurbs: part('blurb: String'), shouts: part(SHOUT) }],
])('a field that it makes %s is not', (_, graph) => {
  expect(warnings(graph)).toEqual([]);
});

test('what is required below another field is asked for on its own', () => {
  const shouts = part(SHOUT.replace('"blurb"', '"next { blurb }"').replace('blurb:', 'next: Media @external blurb:'));
  const graph = { media: MEDIA, blurbs: part(BLURB), links: part('next: Media'), shouts };
  expect(warnings(graph)).toEqual([['warning NOT_PLANNED_IN_FRAGMENTS', 'Media.blurb']]);
});

test.each([
  ['of the same type', part('similar: [Media]')],
  ['of the root', part('', 'type Query { top: Media }')],
  ['of another type', part('', 'type Query { shelf: Shelf } type Shelf { items: [Media!]! }')],
])('a field that cannot be asked for in fragments below a field %s is warned of', (_, similar) => {
  const graph = { media: MEDIA, blurbs: part(BLURB), similar };
  expect(warnings(graph)).toEqual([['warning NOT_PLANNED_IN_FRAGMENTS', 'Media.blurb']]);
});

test.each([
  ['below a field of its own agency', { media: MEDIA, blurbs: part(`${BLURB} similar: [Media]`) }],
  ['that requires nothing', { media: MEDIA, blurbs: part('blurb: String'), similar: part('similar: [Media]') }],
  [
    'that is made from what an interface object has',
    {
      media: MEDIA,
      titles: part('sub: String'),
      blurbs: part(BLURB.replaceAll('title', 'sub')),
      similar: part('similar: [Media]'),
    },
  ],
])('one %s is not', (_, graph) => {
  expect(warnings(graph)).toEqual([]);
});
