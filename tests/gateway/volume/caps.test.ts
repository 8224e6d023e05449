import { describe, expect, test } from 'vitest';
import { scopeOf } from '../../../gateway/src/access/decide.js';
import type { Permit } from '../../../gateway/src/access/decision.js';
import type { CallerFacts, HeldAgreement } from '../../../gateway/src/identity/caller.js';
import { callsAnHour, cappings, rowsAQuery, subjectsADay } from '../../../gateway/src/volume/caps.js';
import { heldAgreement } from '../../support/held-agreement.js';
import { ruleBook } from '../../support/rule-book.js';
import { CALLER } from '../../support/small-graph.js';

const CAPS = {
  aQuery: new Map([['Thing', 200]]),
  aDay: new Map([['Thing', 1_000]]),
  callsAnHour: new Map([['Query.verify', 50]]),
};
const held = (more: Partial<HeldAgreement>, id = 'AGR-1', coordinates = ['Thing.name']): HeldAgreement =>
  heldAgreement(id, coordinates, more);
/** A caller inside the block, who has the scope table, and one outside, who has nothing but agreements. */
const inside = (...agreements: HeldAgreement[]): CallerFacts => ({ ...CALLER, agreements });
const outside = (...agreements: HeldAgreement[]): CallerFacts => ({
  ...inside(...agreements),
  organisation: { ...CALLER.organisation, block: 'GOVERNMENT' },
});

/** Whose caps hold where a caller is shown these fields of things, and with them the key. */
function capped(caller: CallerFacts, ...names: readonly string[]) {
  const scope = scopeOf(ruleBook(), caller);
  const shown = ['id', ...names].flatMap((name): [string, Permit][] => {
    const decision = scope.field('Thing', name);
    return decision.kind === 'deny' ? [] : [[`Thing.${name}`, decision]];
  });
  return cappings('Thing', new Map(shown), scope.agreements);
}
const rowsOf = (caller: CallerFacts, ...names: readonly string[]): number =>
  rowsAQuery('Thing', capped(caller, ...names), CAPS);
const metersOf = (caller: CallerFacts, ...names: readonly string[]) =>
  subjectsADay('Thing', caller, capped(caller, ...names), CAPS);

describe('rows a query', () => {
  test('are those of the policy', () => {
    expect(rowsOf(CALLER, 'name')).toBe(200);
    expect(rowsAQuery('Person', [null], CAPS)).toBe(Infinity);
    expect(rowsOf(outside())).toBe(200);
  });

  test('an agreement may ask for fewer, and for more only with a bulk duty', () => {
    expect(rowsOf(outside(held({ maxRowsPerQuery: 50 })), 'name')).toBe(50);
    expect(rowsOf(outside(held({ maxRowsPerQuery: 5_000 })), 'name')).toBe(200);
    expect(rowsOf(outside(held({ maxRowsPerQuery: 5_000, bulk: true })), 'name')).toBe(5_000);
  });

  test('a bulk duty lifts the cap also of what the scope table gives, and gives no field', () => {
    const bulk = held({ maxRowsPerQuery: 5_000, bulk: true });
    expect(rowsOf(inside(bulk), 'name')).toBe(5_000);
    expect(rowsOf(inside(bulk), 'name', 'kind')).toBe(200);
    expect(rowsOf(inside(held({ maxRowsPerQuery: 50 })), 'name')).toBe(200);
  });

  test('a bulk duty is for the purposes and the types of its agreement, and for those who may use it', () => {
    const bulk = { maxRowsPerQuery: 5_000, bulk: true };
    expect(rowsOf(inside(held({ ...bulk, purposes: new Set(['OTHER']) })), 'name')).toBe(200);
    expect(rowsOf(inside(held({ ...bulk, coordinates: new Set(['Person.name']) })), 'name')).toBe(200);
    expect(rowsOf({ ...inside(held(bulk)), purpose: null }, 'name')).toBe(200);
    const named = inside(held({ ...bulk, endUserRequired: true }));
    expect(rowsOf({ ...named, kind: 'APPLICATION' }, 'name')).toBe(200);
    expect(rowsOf({ ...named, kind: 'APPLICATION', endUser: 'm1' }, 'name')).toBe(5_000);
  });

  test('of several agreements the widest counts; a type that none of them names is not their matter', () => {
    const two = outside(held({ maxRowsPerQuery: 50 }), held({ maxRowsPerQuery: 80 }, 'AGR-2'));
    expect(rowsOf(two, 'name')).toBe(80);
    expect(rowsAQuery('Person', cappings('Person', new Map(), two.agreements), CAPS)).toBe(Infinity);
  });

  test('of several fields the one with the fewest: another agreement on another field gives no more of it', () => {
    const names = held({ maxRowsPerQuery: 50, maxSubjectsPerDay: 100 });
    const bulk = held({ bulk: true, maxRowsPerQuery: 5_000, maxSubjectsPerDay: 100_000 }, 'AGR-2', ['Thing.id']);
    expect(rowsOf(outside(names, bulk), 'name')).toBe(50);
    expect(rowsOf(outside(names, bulk))).toBe(5_000);
    expect(metersOf(outside(names, bulk), 'name')).toContainEqual({ bucket: 'agreement AGR-1 u2 Thing', most: 100 });
  });
});

describe('persons a day', () => {
  test('count for the account', () => {
    expect(metersOf(CALLER, 'name')).toEqual([{ bucket: 'account a1 Thing', most: 1_000 }]);
    expect(subjectsADay('Person', CALLER, [null], CAPS)).toEqual([]);
  });

  test('and for the organisation under its agreement; a bulk duty puts the agreement’s in place of the account’s', () => {
    const agreed = { bucket: 'agreement AGR-1 u2 Thing', most: 300 };
    expect(metersOf(outside(held({ maxSubjectsPerDay: 300 })), 'name')).toEqual([
      { bucket: 'account a1 Thing', most: 1_000 },
      agreed,
    ]);
    expect(metersOf(outside(held({ maxSubjectsPerDay: 300, bulk: true })), 'name')).toEqual([agreed]);
  });
});

test('calls an hour count for the account, and for the organisation under the agreements that they stand on', () => {
  const agreement = held({ callsPerHour: 20 });
  expect(callsAnHour('Query.verify', CALLER, [], CAPS)).toEqual([{ bucket: 'account a1 Query.verify', most: 50 }]);
  const agreed = { bucket: 'agreement AGR-1 u2 calls', most: 20 };
  expect(callsAnHour('Query.verify', CALLER, [agreement], CAPS)).toContainEqual(agreed);
  expect(callsAnHour('Query.other', CALLER, [agreement], CAPS)).toEqual([agreed]);
  expect(callsAnHour('Query.other', CALLER, [], CAPS)).toEqual([]);
});
