import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { smallGraph, type SmallGraph } from '../support/small-graph.js';

let ours: SmallGraph;
let stock: SmallGraph;
beforeAll(async () => {
  ours = await smallGraph('compiled');
  stock = await smallGraph('apollo');
});

const LEAVES = {
  Unit: ['id', 'name', 'kind', 'budget', '__typename'],
  Person: ['id', 'name', 'salary', '__typename'],
} as const;
const LINKS = {
  Unit: { parent: 'Unit', children: 'Unit', lead: 'Person', staff: 'Person' },
  Person: { unit: 'Unit', friends: 'Person' },
} as const;
type Entity = keyof typeof LEAVES;

/** Selections of a type, to a depth, with aliases, toggles and inline fragments. */
const selection = (type: Entity, depth: number): fc.Arbitrary<string> => {
  const toggle = fc.oneof(
    { weight: 8, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)') },
  );
  const leaf = fc
    .tuple(fc.constantFrom(...LEAVES[type]), fc.boolean(), toggle)
    .map(([name, aliased, on]) => `${aliased ? `a_${name}: ` : ''}${name}${on}`);
  const link = fc
    .constantFrom(...Object.entries(LINKS[type]))
    .chain(([name, target]) =>
      fc
        .tuple(selection(target as Entity, depth - 1), toggle, fc.boolean())
        .map(([inner, on, aliased]) => `${aliased ? `l_${name}: ` : ''}${name}${on} ${inner}`),
    );
  const fragment = fc
    .tuple(fc.constantFrom(...LEAVES[type]), toggle)
    .map(([name, on]) => `... on ${type}${on} { f_${name}: ${name} }`);
  const part =
    depth <= 0
      ? leaf
      : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: link }, { weight: 1, arbitrary: fragment });
  return fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => {
    // Two selections of one response key must be alike to be valid: the later of them is left out.
    const keys = new Map(parts.map((text) => [/^[\w]+/.exec(text)?.[0] ?? text, text]));
    return `{ ${[...keys.values()].join(' ')} }`;
  });
};

const query = fc
  .tuple(selection('Unit', 3), selection('Person', 2), fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5', 'nobody'))
  .map(
    ([units, people, id]) =>
      `query Q($yes: Boolean! = true, $no: Boolean! = false) { units ${units} unit(id: "${id}") ${units} people ${people} used: ping @include(if: $yes) not: ping @include(if: $no) }`,
  );

const organisation = fc.constantFrom(
  { id: 'u1', path: 'T', block: 'PARTY', level: 'CENTRAL' },
  { id: 'u2', path: 'T.N', block: 'PARTY', level: 'PROVINCE' },
  { id: 'u9', path: 'Z', block: 'PARTY', level: 'CELL' },
);

it('our executor and the stock one answer alike, whatever is asked and by whom', async () => {
  let valid = 0;
  let leaves = 0;
  let filled = 0;
  await fc.assert(
    fc.asyncProperty(
      query,
      organisation,
      fc.constantFrom('UNCLASSIFIED', 'SECRET'),
      fc.boolean(),
      async (text, org, clearance, hardwareKey) => {
        const caller = { organisation: org, clearance: clearance as 'SECRET', hardwareKey };
        const [a, b] = [await ours.ask(text, { caller }), await stock.ask(text, { caller })];
        expect(a.data).toEqual(b.data);
        expect(a.errors.map((one) => one.path)).toEqual(b.errors.map((one) => one.path));
        if (a.data?.['used'] === 'pong') valid += 1;
        JSON.stringify(a.data, (_, value: unknown) => {
          if (typeof value !== 'object' || value === null) {
            leaves += 1;
            filled += value === null ? 0 : 1;
          }
          return value;
        });
      },
    ),
    { numRuns: 300, seed: 384202511 },
  );
  // What was compared: nearly all queries ran, and most leaves had something in them.
  expect(valid).toBeGreaterThan(200);
  expect(leaves).toBeGreaterThan(3_000);
  expect(filled / leaves).toBeGreaterThan(0.5);
}, 180_000);
