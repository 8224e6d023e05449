import { describe, expect, test } from 'vitest';
import type { CallerFacts, HeldAgreement } from '../../../gateway/src/identity/caller.js';
import { callsAnHour, rowsAQuery, subjectsADay } from '../../../gateway/src/volume/caps.js';
import { CALLER } from '../../support/small-graph.js';

const CAPS = {
  aQuery: new Map([['Person', 200]]),
  aDay: new Map([['Person', 1_000]]),
  callsAnHour: new Map([['Query.verify', 50]]),
};
const held = (more: Partial<HeldAgreement>): HeldAgreement => ({
  id: 'AGR-1',
  version: 1,
  steward: 'S',
  coordinates: new Set(['Person.name']),
  purposes: new Set(['WORK']),
  validTo: '2027-01-01',
  maxRowsPerQuery: null,
  maxSubjectsPerDay: null,
  endUserRequired: false,
  witnessed: false,
  rowsAtMost: null,
  callsPerHour: null,
  bulk: false,
  ...more,
});
const holding = (...agreements: HeldAgreement[]): CallerFacts => ({ ...CALLER, agreements });

describe('rows a query', () => {
  test('are those of the policy', () => {
    expect(rowsAQuery('Person', CALLER, CAPS)).toBe(200);
    expect(rowsAQuery('Thing', CALLER, CAPS)).toBe(Infinity);
  });

  test('an agreement may ask for fewer, and for more only with a bulk duty', () => {
    expect(rowsAQuery('Person', holding(held({ maxRowsPerQuery: 50 })), CAPS)).toBe(50);
    expect(rowsAQuery('Person', holding(held({ maxRowsPerQuery: 5_000 })), CAPS)).toBe(200);
    expect(rowsAQuery('Person', holding(held({ maxRowsPerQuery: 5_000, bulk: true })), CAPS)).toBe(5_000);
  });

  test('a bulk duty is for the purposes and the types of its agreement', () => {
    const bulk = { maxRowsPerQuery: 5_000, bulk: true };
    expect(rowsAQuery('Person', holding(held({ ...bulk, purposes: new Set(['OTHER']) })), CAPS)).toBe(200);
    expect(rowsAQuery('Person', holding(held({ ...bulk, coordinates: new Set(['Thing.name']) })), CAPS)).toBe(200);
    expect(rowsAQuery('Person', { ...holding(held(bulk)), purpose: null }, CAPS)).toBe(200);
  });

  test('of several agreements the widest counts; a type that none of them names is not their matter', () => {
    const two = holding(held({ maxRowsPerQuery: 50 }), held({ id: 'AGR-2', maxRowsPerQuery: 80 }));
    expect(rowsAQuery('Person', two, CAPS)).toBe(80);
    expect(rowsAQuery('Thing', two, CAPS)).toBe(Infinity);
  });
});

describe('persons a day', () => {
  test('count for the account', () => {
    expect(subjectsADay('Person', CALLER, CAPS)).toEqual([{ bucket: 'account a1 Person', most: 1_000 }]);
    expect(subjectsADay('Thing', CALLER, CAPS)).toEqual([]);
  });

  test('and for the organisation under its agreement; a bulk duty puts the agreement’s in place of the account’s', () => {
    const agreed = { bucket: 'agreement AGR-1 u2 Person', most: 300 };
    expect(subjectsADay('Person', holding(held({ maxSubjectsPerDay: 300 })), CAPS)).toEqual([
      { bucket: 'account a1 Person', most: 1_000 },
      agreed,
    ]);
    expect(subjectsADay('Person', holding(held({ maxSubjectsPerDay: 300, bulk: true })), CAPS)).toEqual([agreed]);
  });
});

test('calls an hour count for the account, and for the organisation under its agreement', () => {
  const agreement = held({ callsPerHour: 20 });
  expect(callsAnHour('Query.verify', CALLER, undefined, CAPS)).toEqual([
    { bucket: 'account a1 Query.verify', most: 50 },
  ]);
  expect(callsAnHour('Query.verify', CALLER, agreement, CAPS)).toContainEqual({
    bucket: 'agreement AGR-1 u2 Query.verify',
    most: 20,
  });
  expect(callsAnHour('Query.other', CALLER, undefined, CAPS)).toEqual([]);
});
