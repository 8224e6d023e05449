import { scopeOf, type CallerFacts } from '@agency-graph/gateway/steps';
import { describe, expect, test } from 'vitest';
import { CALLER } from '../support/small-graph.js';
import { ruleBook } from '../support/rule-book.js';

type Held = CallerFacts['agreements'][number];

const held = (id: string, coordinates: readonly string[], more: Partial<Held> = {}): Held => ({
  id,
  version: 1,
  steward: 'VPTW',
  coordinates: new Set(coordinates),
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
const scope = (agreements: readonly Held[], more: Partial<CallerFacts> = {}) =>
  scopeOf(ruleBook(), {
    ...CALLER,
    organisation: { id: 'gov', path: 'CP', block: 'GOVERNMENT', level: 'CENTRAL' },
    kind: 'APPLICATION',
    endUser: 'm1',
    agreements,
    ...more,
  });

describe('a level up to which rows are shared', () => {
  const OPEN_ONLY = { rowsAtMost: 'UNCLASSIFIED' } as const;

  test('narrows the rows, also for those with the clearance for more', () => {
    expect(scope([held('A', ['Thing.name'])]).rows('Thing')).not.toEqual(
      scope([held('A', ['Thing.name'], OPEN_ONLY)]).rows('Thing'),
    );
    expect(JSON.stringify(scope([held('A', ['Thing.name'], OPEN_ONLY)]).rows('Thing'))).toContain(
      '{"kind":"level","field":"rowSecrecy","until":"rowUntil","lapsedBefore":"2026-03-15","atMost":"UNCLASSIFIED"}',
    );
  });

  test('of one of two agreements holds for its own fields only', () => {
    const both = scope([held('A', ['Thing.name'], OPEN_ONLY), held('B', ['Thing.kind'])]);
    expect(both.field('Thing', 'name')).toMatchObject({
      kind: 'when',
      condition: { kind: 'level', atMost: 'UNCLASSIFIED' },
    });
    expect(both.field('Thing', 'kind')).toMatchObject({ kind: 'permit', basis: { kind: 'agreement', id: 'B' } });
  });
});

test('the duty to name an end user refuses an application that names none, whatever the field', () => {
  const agreements = [held('A', ['Thing.name'], { endUserRequired: true })];
  expect(scope(agreements).field('Thing', 'name').kind).toBe('permit');
  expect(scope(agreements, { endUser: null }).field('Thing', 'name')).toMatchObject({
    kind: 'deny',
    reason: 'END_USER',
  });
  // Another agreement that asks for none gives it.
  const other = [...agreements, held('B', ['Thing.name'])];
  expect(scope(other, { endUser: null }).field('Thing', 'name')).toMatchObject({ basis: { id: 'B' } });
});
