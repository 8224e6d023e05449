import { scopeOf, type AccessRules, type CallerFacts } from '@agency-graph/gateway/steps';
import { compilePolicy } from '@agency-graph/policy';
import { describe, expect, it } from 'vitest';
import { heldAgreement } from '../support/held-agreement.js';
import { CALLER } from '../support/small-graph.js';
import { ruleBook } from '../support/rule-book.js';
import { smallPolicyContent } from '../support/small-policy.js';

const decide = (coordinate: string, caller: Partial<CallerFacts> = {}, rules: AccessRules = ruleBook()) => {
  const [type = '', field = ''] = coordinate.split('.');
  return scopeOf(rules, { ...CALLER, ...caller }).field(type, field);
};
const rowsOf = (type: string, caller: Partial<CallerFacts> = {}, rules: AccessRules = ruleBook()) =>
  scopeOf(rules, { ...CALLER, ...caller }).rows(type);

const expectRefused = (reason: string, coordinate: string, caller: Partial<CallerFacts> = {}, rules?: AccessRules) =>
  expect(decide(coordinate, caller, rules)).toMatchObject({ kind: 'deny', reason });
const expectPermitted = (coordinate: string, caller: Partial<CallerFacts> = {}, rules?: AccessRules) =>
  expect(decide(coordinate, caller, rules)).toMatchObject({ kind: 'permit' });

const OUTSIDE: Partial<CallerFacts> = {
  organisation: { id: 'gov', path: 'CP', block: 'GOVERNMENT', level: 'CENTRAL' },
  clearance: 'UNCLASSIFIED',
  kind: 'APPLICATION',
  zone: 'STATE_NETWORK',
};
const agreement = (coordinates: string[], purposes = ['WORK']): Partial<CallerFacts> => ({
  ...OUTSIDE,
  agreements: [heldAgreement('AGR-1', coordinates, { version: 2, purposes: new Set(purposes) })],
});

describe('default deny', () => {
  it('refuses everything when no grant is written', () => {
    const rules = ruleBook({ grants: [] });
    for (const coordinate of rules.labels.fields.keys()) {
      expect(decide(coordinate, { clearance: 'SECRET', hardwareKey: true }, rules).kind).toBe('deny');
    }
    for (const type of rules.labels.rows.keys()) expect(rowsOf(type, {}, rules)).toEqual({ kind: 'never' });
  });

  it('refuses a field without a label, as if it did not exist', () => {
    expect(decide('Thing.unheardOf')).toEqual({ kind: 'deny', rule: 'R1', reason: 'NO_LABEL', hidden: true });
  });

  it('refuses a type without a line in the scope table', () => {
    expectRefused('SCOPE', 'Orphan.name');
  });

  it('grants what a line grants', () => {
    expectPermitted('Thing.name');
  });
});

describe('level', () => {
  it('refuses a field above the clearance, hidden', () => {
    expect(decide('Thing.plan', { clearance: 'CONFIDENTIAL' })).toEqual({
      kind: 'deny',
      rule: 'R1',
      reason: 'CLEARANCE',
      hidden: true,
    });
  });

  it('refuses it to a clearance that suffices, over a network that does not', () => {
    expectRefused('ZONE', 'Thing.plan', { clearance: 'SECRET', hardwareKey: false });
    expectRefused('ZONE', 'Thing.plan', { clearance: 'SECRET', hardwareKey: true, zone: 'STATE_NETWORK' });
    expectRefused('ZONE', 'Thing.plan', { clearance: 'TOP_SECRET', hardwareKey: true, zone: 'INTERNET' });
    expectPermitted('Thing.plan', { clearance: 'SECRET', hardwareKey: true });
  });

  it('admits no TOP_SECRET row to anyone', () => {
    const condition = JSON.stringify(rowsOf('Thing', { clearance: 'TOP_SECRET', hardwareKey: true }));
    expect(condition).toContain('"atMost":"SECRET"');
    expect(condition).not.toContain('TOP_SECRET');
  });

  it('lets a row past its date lapse from the day of the law on, not before', () => {
    expect(JSON.stringify(rowsOf('Thing', { now: '2026-03-01T00:00:00+07:00' }))).toContain(
      '"lapsedBefore":"2026-03-01"',
    );
    expect(JSON.stringify(rowsOf('Thing', { now: '2026-02-28T23:59:59+07:00' }))).not.toContain('lapsedBefore');
  });
});

describe('purpose', () => {
  it('is the grant’s, or the field is refused for it', () => {
    expectPermitted('Thing.budget', { purpose: 'WORK' });
    expectRefused('PURPOSE', 'Thing.budget', { purpose: 'OTHER', purposes: ['WORK', 'OTHER'] });
    expectRefused('SCOPE', 'Thing.budget', { purpose: 'OTHER', purposes: ['OTHER'] });
  });
});

describe('a declared purpose', () => {
  const silent: Partial<CallerFacts> = { purpose: null, purposes: [] };
  it('is needed even where any will do, save for what is open', () => {
    expectRefused('PURPOSE', 'Thing.name', silent);
    expectPermitted('Notice.text', silent);
  });

  const forgotten: Partial<CallerFacts> = { purpose: 'BYGONE', purposes: ['BYGONE'] };
  it('is one that the policy has: an account’s that it has no longer is none', () => {
    expectRefused('PURPOSE', 'Thing.name', forgotten);
    expectRefused('PURPOSE', 'Thing.text', forgotten);
    expectPermitted('Notice.text', forgotten);
    expect(rowsOf('Thing', forgotten)).toEqual(rowsOf('Thing', silent));
    expectRefused('PURPOSE', 'Thing.name', { ...agreement(['Thing.name'], ['BYGONE']), ...forgotten });
  });
});

describe('the Internet', () => {
  it('has nothing but what is open, whoever asks', () => {
    expect(decide('Thing.name', { zone: 'INTERNET' })).toMatchObject({ kind: 'deny', hidden: true });
    expect(decide('Thing.name', { ...agreement(['Thing.name']), zone: 'INTERNET' })).toMatchObject({ hidden: true });
    expectPermitted('Notice.text', { zone: 'INTERNET' });
  });
});

describe('a filter', () => {
  const filter = (reads: string[], caller: Partial<CallerFacts> = {}) =>
    scopeOf(ruleBook(), { ...CALLER, ...caller }).filter('ThingFilter.x', reads);

  it('may be used by who reads its field on every row', () => {
    expect(filter(['Thing.name'])).toBeNull();
    expect(filter(['Thing.faith'])).toMatchObject({ reason: 'SENSITIVE', rule: 'R1', hidden: false });
    expect(filter(['Thing.text'], { purpose: 'OTHER', purposes: ['OTHER'] })).toMatchObject({ reason: 'SCOPE' });
  });

  it('is hidden where its field is', () => {
    expect(filter(['Thing.plan'])).toMatchObject({ hidden: true });
  });

  it('outside the block must be named by an agreement, whatever it reads', () => {
    expect(filter(['Thing.name'], agreement(['Thing.name']))).toMatchObject({ reason: 'NO_AGREEMENT' });
    expect(filter(['Thing.text'], agreement(['ThingFilter.x']))).toMatchObject({
      kind: 'permit',
      basis: { kind: 'agreement', id: 'AGR-1', version: 2 },
    });
    expect(filter([], agreement(['Thing.name']))).toBeNull();
  });

  it('is a read: what keeps the field from the caller keeps them from it, whatever agreement names it', () => {
    const named = agreement(['ThingFilter.x', 'Thing.id']);
    const application: Partial<CallerFacts> = { ...named, kind: 'APPLICATION' };
    expect(filter(['Thing.faith'], application)).toMatchObject({ reason: 'END_USER' });
    expect(filter(['Thing.faith'], { ...application, endUser: 'm1' })).toMatchObject({ kind: 'permit' });
    expect(filter(['Thing.plan'], named)).toMatchObject({ reason: 'CLEARANCE', hidden: true });
    expect(filter(['Thing.budget'], named)).toMatchObject({ reason: 'INTERNAL' });
    expect(filter(['Thing.text'], { ...named, zone: 'INTERNET' })).toMatchObject({ reason: 'ZONE' });
  });

  it('that needs no agreement is not taken away by one', () => {
    const { agreements = [] } = agreement(['ThingFilter.x']);
    const asking = agreements.map((one) => ({ ...one, endUserRequired: true }));
    const application: Partial<CallerFacts> = { ...OUTSIDE, kind: 'APPLICATION', agreements: asking };
    expect(filter([], application)).toBeNull();
    expect(filter(['Notice.text'], application)).toBeNull();
    expect(filter(['Thing.text'], application)).toMatchObject({ reason: 'END_USER' });
  });

  it('inside the block may not be used for being named by an agreement, which decides nothing there', () => {
    const { agreements = [] } = agreement(['ThingFilter.x']);
    expect(filter(['Thing.faith'], { agreements })).toMatchObject({ reason: 'SENSITIVE' });
  });
});

describe('the sensitive tier', () => {
  it('takes a grant that says so, or names the field', () => {
    expectRefused('SENSITIVE', 'Thing.faith');
    expectPermitted('Thing.faith', { functions: new Set(['CARE']) });
    expectPermitted('Thing.number', { functions: new Set(['NAMED']) });
  });

  it('takes a signed end user through an application', () => {
    const nurse: Partial<CallerFacts> = { functions: new Set(['CARE']), kind: 'APPLICATION' };
    expectRefused('END_USER', 'Thing.faith', nurse);
    expectPermitted('Thing.faith', { ...nurse, endUser: 'm1' });
  });
});

describe('outside the block', () => {
  it('grants nothing but OPEN without an agreement', () => {
    expectPermitted('Notice.text', OUTSIDE);
    expect(decide('Thing.name', OUTSIDE)).toMatchObject({ reason: 'NO_AGREEMENT', hidden: false });
    expect(decide('Thing.name', { ...OUTSIDE, zone: 'INTERNET' })).toMatchObject({ hidden: true });
  });

  it('grants what an agreement names, for its purposes, and says which', () => {
    expect(decide('Thing.name', agreement(['Thing.name']))).toEqual({
      kind: 'permit',
      rule: 'R1',
      basis: { kind: 'agreement', id: 'AGR-1', version: 2 },
    });
    expectRefused('NO_AGREEMENT', 'Thing.kind', agreement(['Thing.name']));
    expectRefused('PURPOSE', 'Thing.name', agreement(['Thing.name'], ['OTHER']));
  });

  it('grants no INTERNAL field, whatever an agreement names', () => {
    expect(decide('Thing.budget', agreement(['Thing.budget']))).toEqual({
      kind: 'deny',
      rule: 'R1',
      reason: 'INTERNAL',
      hidden: true,
    });
  });

  it('admits rows of types that an agreement names, and no others', () => {
    expect(rowsOf('Thing', OUTSIDE)).toEqual({ kind: 'never' });
    expect(rowsOf('Thing', agreement(['Thing.name']))).toMatchObject({ kind: 'level', atMost: 'UNCLASSIFIED' });
  });
});

describe('a decision names its rule', () => {
  it('of a permit, that of the line of the scope table', () => {
    expectPermitted('Thing.name');
    expect(decide('Thing.name').rule).toBe('R6');
  });

  it('and a line counts only while its rule is in force', () => {
    const to = smallPolicyContent({
      grants: [{ type: 'Thing', rule: 'R17', to: 'everyone', rows: 'every', fields: 'all', purposes: 'any' }],
    });
    const rules = { ...ruleBook(), policy: compilePolicy(to) };
    expect(decide('Thing.name', { now: '2026-02-28T23:59:59+07:00' }, rules).kind).toBe('deny');
    expect(decide('Thing.name', { now: '2026-03-01T00:00:00+07:00' }, rules)).toMatchObject({ rule: 'R17' });
  });

  it('of an agreement that has ended it says so', () => {
    const { agreements = [], ...ended } = agreement(['Thing.name']);
    expectRefused('AGREEMENT_EXPIRED', 'Thing.name', { ...ended, lapsed: agreements });
    expectRefused('NO_AGREEMENT', 'Thing.kind', { ...ended, lapsed: agreements });
  });
});

describe('rows', () => {
  it('follow the caller’s line, segment by segment', () => {
    const condition = rowsOf('Thing', { functions: new Set(['LINE']) }, ruleBook({ only: 'LINE' }));
    expect(JSON.stringify(condition)).toContain('{"kind":"under","field":"rowPath","paths":["T.N"]}');
  });

  it('make a field conditional that fewer grants cover than admit the row', () => {
    expect(decide('Thing.text', { purpose: 'OTHER', purposes: ['OTHER'] })).toMatchObject({ kind: 'when' });
  });

  it('are nobody’s without a member for “self” or a cell for “own cell”', () => {
    expect(rowsOf('Thing', { functions: new Set(['SELF']) }, ruleBook({ only: 'SELF' }))).toEqual({ kind: 'never' });
    expect(rowsOf('Thing', { functions: new Set(['SELF']), memberId: 'm1' }, ruleBook({ only: 'SELF' }))).toMatchObject(
      {
        kind: 'all',
      },
    );
  });
});

describe('removing an attribute never grants more', () => {
  const rich: CallerFacts = {
    ...CALLER,
    clearance: 'SECRET',
    hardwareKey: true,
    functions: new Set(['CARE', 'NAMED', 'LINE', 'SELF']),
    compartments: ['NHAN_SU'],
    memberId: 'm1',
  };
  it.each<[string, Partial<CallerFacts>]>([
    ['clearance', { clearance: 'UNCLASSIFIED' }],
    ['hardware key', { hardwareKey: false }],
    ['functions', { functions: new Set() }],
    ['purpose', { purpose: null }],
    ['zone', { zone: 'INTERNET' }],
  ])('%s', (_, less) => {
    for (const coordinate of ruleBook().labels.fields.keys()) {
      if (decide(coordinate, rich).kind === 'deny') expect(decide(coordinate, { ...rich, ...less }).kind).toBe('deny');
    }
  });
});
