import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newAllowance, TAKEN } from '../../gateway/src/allowance.js';
import { gatherEntities } from '../../gateway/src/execute/entities.js';
import { AnchoredErrors, misformed } from '../../gateway/src/execute/field-error.js';
import type { FetchStep, PlanSchema } from '../../gateway/src/plan/compile.js';
import type { Fetched } from '../../gateway/src/plan/fetched.js';
import { compileRepresentation, findLeaves } from '../../gateway/src/plan/representation.js';

/** A part of what a fetch requires. */
type Part = Parameters<typeof compileRepresentation>[0][number];

const schema: PlanSchema = {
  executor: 'compiled',
  possibleTypes: (type) => new Set([type]),
  interfaceObjects: () => new Set(),
  keyFields: () => [],
  readField: () => undefined,
  judgesOf: () => new Set(),
};
const field = (name: string, selections?: Part[]): Part => ({
  kind: 'Field',
  name,
  ...(selections && { selections }),
});
const of = (typeCondition: string, ...selections: Part[]): Part => ({
  kind: 'InlineFragment',
  typeCondition,
  selections: [field('__typename'), ...selections],
});

/** The step of a fetch that takes these parts of each type; keys are called `id`. */
function stepOf(...requires: Part[]): FetchStep {
  const representation = compileRepresentation(requires, schema);
  const leaves = findLeaves(requires, schema, (_, name) => name === 'id');
  const sourceOf = (type: string, key: string): string => `who gives ${type}.${key}`;
  return { representation, leaves, joinKeys: new Map(), inputRewrites: null, sourceOf } as unknown as FetchStep;
}

const STEP = stepOf(
  of('Product', field('price'), field('weight'), field('id')),
  of('User', field('id')),
  of('Parcel', field('id'), field('size', [field('height')])),
);

/** Texts of what is asked for, with how many objects wait for each. */
const asked = (cursor: readonly Fetched[]): readonly (readonly [string, number])[] =>
  gatherEntities(STEP, cursor, { errors: new AnchoredErrors(), allowance: newAllowance(), misformed: () => {} }).map(
    ({ text, targets }) => [text, targets.length],
  );

/** The same the long way: each object's own representation. */
function expected(cursor: readonly Fetched[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const target of cursor) {
    const made = STEP.representation!.of(target);
    if (made === null) continue;
    const text = JSON.stringify(made);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts];
}

const few = (...values: unknown[]) => fc.constantFrom(...values);
const anyObject = fc.record(
  {
    __typename: few('Product', 'User', 'Parcel', 'Stranger'),
    id: few('1', '2', 3),
    price: few(1, 2, null),
    weight: few(1, '1', 2),
    size: few(null, { height: 1 }, { height: 2 }, {}),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Fetched>;

describe('what a fetch asks for', () => {
  test('is each representation once, however objects that have something in common follow each other', () => {
    fc.assert(
      fc.property(fc.array(anyObject, { maxLength: 24 }), (cursor) => {
        expect(asked(cursor)).toEqual(expected(cursor));
      }),
      { numRuns: 3_000 },
    );
  });

  test('is two for one key under which different things were fetched', () => {
    const product = (price: number): Fetched => ({ __typename: 'Product', id: '1', price, weight: 7 });
    expect(asked([product(1), product(2), product(1)])).toEqual([
      ['{"__typename":"Product","price":1,"weight":7,"id":"1"}', 2],
      ['{"__typename":"Product","price":2,"weight":7,"id":"1"}', 1],
    ]);
  });

  describe('is nothing of an object that lacks some of it: why is told', () => {
    const said = (agency: string, rest: readonly string[]) => ({ rest, error: misformed(agency) });
    const whatIsTold = (target: Fetched, of: Fetched, errors: readonly ReturnType<typeof said>[]) => {
      const rows = { errors: new AnchoredErrors(), allowance: newAllowance(), misformed: () => {} };
      for (const { rest, error } of errors) rows.errors.add(of, rest, error);
      expect(gatherEntities(STEP, [target], rows)).toEqual([]);
      return rows.errors.at(target).filter(({ rest }) => rest.length === 0);
    };

    test.each([
      ['what was said of the key that it lacks', [said('names', ['name']), said('prices', ['price'])], ['prices']],
      ['what was said of a place within that', [said('prices', ['price', 'net'])], ['prices']],
      ['nothing, where another key alone was told of', [said('names', ['name'])], []],
      ['nothing more, where it was told of as a whole', [said('prices', ['price']), said('all', [])], ['all']],
    ])('%s', (_, errors, agencies) => {
      const product: Fetched = { __typename: 'Product', id: '1', weight: 7 };
      expect(whatIsTold(product, product, errors)).toEqual(agencies.map((agency) => said(agency, [])));
    });

    test.each([
      ['what was said of it', [said('names', ['name']), said('heights', ['height'])], ['heights']],
      ['nothing, where another key alone was told of', [said('names', ['name'])], []],
    ])('or of an object in it: %s', (_, errors, agencies) => {
      const size: Fetched = {};
      expect(whatIsTold({ __typename: 'Parcel', id: '1', size }, size, errors)).toEqual(
        agencies.map((agency) => said(agency, [])),
      );
    });
  });

  test('is nothing by a key that cannot be read exactly, which is told and taken for once, of however many fetches', () => {
    const joinKeys = new Map([
      ['User', { types: new Set<string>(), keys: [{ field: 'id', key: '_ag_key_id', within: null }] }],
    ]);
    const told = new Set<string>();
    const rows = {
      errors: new AnchoredErrors(),
      allowance: newAllowance(),
      misformed: (agency: string) => void told.add(agency),
    };
    const user: Fetched = { __typename: 'User', id: 2 ** 60 };
    for (let fetch = 0; fetch < 3; fetch += 1) expect(gatherEntities({ ...STEP, joinKeys }, [user], rows)).toEqual([]);
    expect(rows.errors.at(user)).toEqual([{ rest: [], error: misformed('who gives User.id') }]);
    expect(told).toEqual(new Set(['who gives User.id']));
    expect(rows.allowance.left).toBe(newAllowance().left - TAKEN.error);
  });
});
