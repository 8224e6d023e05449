import { scopeOf, type CallerFacts, type HeldAgreement } from '@agency-graph/gateway/steps';
import { readPolicyFolder } from '@agency-graph/policy';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { heldAgreement } from '../support/held-agreement.js';
import { CALLER } from '../support/small-graph.js';
import { ruleBook } from '../support/rule-book.js';
import { servedGraph } from '../support/served-graph.js';

const scope = (agreements: readonly HeldAgreement[], more: Partial<CallerFacts> = {}) =>
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
    expect(scope([heldAgreement('A', ['Thing.name'])]).rows('Thing')).not.toEqual(
      scope([heldAgreement('A', ['Thing.name'], OPEN_ONLY)]).rows('Thing'),
    );
    expect(JSON.stringify(scope([heldAgreement('A', ['Thing.name'], OPEN_ONLY)]).rows('Thing'))).toContain(
      '{"kind":"level","field":"rowSecrecy","until":"rowUntil","lapsedBefore":"2026-03-15","atMost":"UNCLASSIFIED"}',
    );
  });

  test('of the narrower of two agreements on one field gives nothing that the wider does not: it stands on the wider', () => {
    const [narrow, wide] = [
      heldAgreement('A', ['Thing.name'], OPEN_ONLY),
      heldAgreement('B', ['Thing.name'], { witnessed: true }),
    ];
    for (const both of [scope([narrow, wide]), scope([wide, narrow])]) {
      expect(both.field('Thing', 'name')).toEqual(scope([wide]).field('Thing', 'name'));
      expect(both.rows('Thing')).toEqual(scope([wide]).rows('Thing'));
      expect(both.field('Query', 'things').kind).toBe('deny');
    }
  });

  test('counts as far as the caller is cleared: what is wider above that is no wider', () => {
    const free = heldAgreement('B', ['Thing.name'], OPEN_ONLY);
    const agreements = [heldAgreement('A', ['Thing.name'], { witnessed: true }), free];
    expect(scope(agreements, { clearance: 'UNCLASSIFIED' }).field('Thing', 'name')).toMatchObject({
      kind: 'permit',
      basis: { id: 'B' },
    });
    expect(scope(agreements).field('Thing', 'name')).toMatchObject({ basis: { id: 'A' } });
  });

  test('decides of what leads to rows like of the rows themselves', () => {
    const wide = heldAgreement('B', ['Query.things', 'Thing.name'], { callsPerHour: 50 });
    const both = scope([heldAgreement('A', ['Query.things', 'Thing.name'], OPEN_ONLY), wide]);
    expect(both.field('Query', 'things')).toMatchObject({ kind: 'permit', basis: { id: 'B' } });
  });

  test('of one of two agreements holds for its own fields only', () => {
    const both = scope([heldAgreement('A', ['Thing.name'], OPEN_ONLY), heldAgreement('B', ['Thing.kind'])]);
    expect(both.field('Thing', 'name')).toMatchObject({
      kind: 'when',
      condition: { kind: 'level', atMost: 'UNCLASSIFIED' },
    });
    expect(both.field('Thing', 'kind')).toMatchObject({ kind: 'permit', basis: { kind: 'agreement', id: 'B' } });
  });
});

test('of agreements that share the same rows the one stands that asks least, and of equal ones always the same', () => {
  const on = (...agreements: HeldAgreement[]) => scope(agreements).field('Thing', 'name');
  const at = (id: string, more: Partial<HeldAgreement> = {}): HeldAgreement => heldAgreement(id, ['Thing.name'], more);
  expect(on(at('A', { maxRowsPerQuery: 50 }), at('B', { maxRowsPerQuery: 80 }))).toMatchObject({ basis: { id: 'B' } });
  expect(on(at('A', { maxSubjectsPerDay: 50 }), at('B'))).toMatchObject({ basis: { id: 'B' } });
  expect(on(at('A', { callsPerHour: 50 }), at('B'))).toMatchObject({ basis: { id: 'B' } });
  expect(on(at('A', { witnessed: true }), at('B'))).toMatchObject({ basis: { id: 'B' } });
  expect(on(at('B'), at('A'))).toMatchObject({ basis: { id: 'A' } });
});

describe('a filter that an agreement names', () => {
  const filter = (agreements: readonly HeldAgreement[], more: Partial<CallerFacts> = {}) =>
    scope(agreements, more).filter('ThingFilter.name', ['Thing.name']);
  const NAMES = ['ThingFilter.name', 'Thing.name'];

  test('stands on one that may be used, like a field', () => {
    const strict = heldAgreement('A', NAMES, { endUserRequired: true });
    expect(filter([strict])).toMatchObject({ kind: 'permit', basis: { id: 'A' } });
    expect(filter([strict], { endUser: null })).toMatchObject({ kind: 'deny', reason: 'END_USER' });
    expect(filter([strict, heldAgreement('B', NAMES)], { endUser: null })).toMatchObject({ basis: { id: 'B' } });
    expect(filter([heldAgreement('A', NAMES, { purposes: new Set(['OTHER']) })])).toMatchObject({ reason: 'PURPOSE' });
  });

  test('tells of no row that another agreement alone shares', () => {
    const some = heldAgreement('A', NAMES, { rowsAtMost: 'UNCLASSIFIED' });
    expect(filter([some])).toMatchObject({ basis: { id: 'A' } });
    expect(filter([some, heldAgreement('B', ['Thing.kind'])])).toMatchObject({ kind: 'deny', reason: 'SCOPE' });
    expect(filter([some, heldAgreement('B', ['Thing.kind'])], { clearance: 'UNCLASSIFIED' })).toMatchObject({
      kind: 'permit',
    });
    expect(filter([some, heldAgreement('B', NAMES)])).toMatchObject({ basis: { id: 'B' } });
  });
});

test('the duty to name an end user refuses an application that names none, whatever the field', () => {
  const agreements = [heldAgreement('A', ['Thing.name'], { endUserRequired: true })];
  expect(scope(agreements).field('Thing', 'name').kind).toBe('permit');
  expect(scope(agreements, { endUser: null }).field('Thing', 'name')).toMatchObject({
    kind: 'deny',
    reason: 'END_USER',
  });
  // Another agreement that asks for none gives it.
  const other = [...agreements, heldAgreement('B', ['Thing.name'])];
  expect(scope(other, { endUser: null }).field('Thing', 'name')).toMatchObject({ basis: { id: 'B' } });
});

test('what leads to rows names none of them: they and their ids come with what is named of them', async () => {
  const { labels } = await servedGraph();
  const rules = {
    ...ruleBook(),
    labels,
    policy: readPolicyFolder(fileURLToPath(new URL('../../gateway/policy', import.meta.url))),
  };
  const ministry = (...coordinates: string[]) =>
    scopeOf(rules, {
      ...CALLER,
      organisation: { id: 'VPQH', path: 'CP', block: 'NATIONAL_ASSEMBLY', level: 'CENTRAL' },
      purpose: 'DOC_PROCESSING',
      agreements: [heldAgreement('A', coordinates, { purposes: new Set(['DOC_PROCESSING']) })],
    });
  const pages = ministry('Query.documents', 'DocumentConnection');
  expect(pages.field('Document', 'id')).toMatchObject({ kind: 'deny', reason: 'NO_AGREEMENT' });
  expect(pages.rows('Document')).toEqual(ministry().rows('Document'));
  expect(ministry('Query.documents', 'Document.symbol').field('Document', 'id').kind).toBe('permit');
});
