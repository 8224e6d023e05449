import fc from 'fast-check';
import { executeSync, Kind, parse, visit, type DocumentNode } from 'graphql';
import { expect, test } from 'vitest';
import { limitOf, read, schema } from './read.js';

/** Selections of a node, with fragments of every form; `F0`–`F2` are the document's named ones. */
const { selection } = fc.letrec<{ selection: string; set: string }>((tie) => ({
  set: fc.array(tie('selection'), { minLength: 1, maxLength: 3 }).map((all) => `{${all.join(' ')}}`),
  selection: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'selection' },
    fc.constantFrom('id', 'name', '__typename', 'n:name', 'name @skip(if: $yes)', 'id @include(if: $no)'),
    tie('set').map((set) => `next ${set}`),
    tie('set').map((set) => `nodes(first: 2) ${set}`),
    tie('set').map((set) => `... ${set}`),
    tie('set').map((set) => `... on Node @include(if: $yes) ${set}`),
    fc.constantFrom(
      '...F0',
      '...F1',
      '...F2',
      '...F0 @skip(if: $yes)',
      '...F1 @include(if: $no)',
      '... on Named { name }',
    ),
  ),
}));

const document = fc
  .tuple(
    fc.array(selection, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('id', 'next { id }', '...F1 name'),
    fc.constantFrom('name', '...F2 next { ...F2 }'),
  )
  .map(
    ([root, zero, one]) =>
      `query($yes: Boolean!, $no: Boolean!) { node { ${root.join(' ')} x:id @skip(if: $yes) y:id @skip(if: $no) ...F0 ...F1 ...F2 } }
     fragment F0 on Node { ${zero} } fragment F1 on Node { ${one} } fragment F2 on Node { id name }`,
  );

interface TestNode {
  readonly id: string;
  readonly name: string;
  readonly next: () => TestNode;
  readonly nodes: (given: { first: number }) => TestNode[];
}
const node = (id: string): TestNode => ({
  id,
  name: `name of ${id}`,
  next: () => node(`${id}n`),
  nodes: ({ first }) => Array.from({ length: first }, (_, n) => node(`${id}${n}`)),
});

test('an expanded operation means what was written, and names no fragment', () => {
  fc.assert(
    fc.property(document, fc.boolean(), fc.boolean(), (query, yes, no) => {
      fc.pre(limitOf(query, { yes, no }) === null);
      const variables = { yes, no };
      const operation = read(query, variables);
      const expanded: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation.node] };
      visit(expanded, {
        FragmentSpread() {
          throw new Error('a fragment is left');
        },
      });
      const answer = (from: DocumentNode) =>
        executeSync({ schema, document: from, rootValue: { node: node('r') }, variableValues: variables });
      expect(answer(expanded)).toEqual(answer(parse(query)));
    }),
    { numRuns: 300 },
  );
});
