import { scopeOf, type CallerFacts } from '@agency-graph/gateway/steps';
import { evaluateRowCondition } from '@agency-graph/contract';
import { describe, expect, test } from 'vitest';
import { CALLER } from '../support/small-graph.js';
import { ruleBook } from '../support/rule-book.js';

/** Somebody to whom the scope table grants the names of things, and no more. */
const RULES = ruleBook({
  grants: [{ type: 'Thing', to: { block: 'PARTY' }, rows: 'own-line', fields: { only: ['name'] }, purposes: ['WORK'] }],
});
const EMERGENCY: CallerFacts['emergency'] = {
  id: 'BG-1',
  incident: 'INC-1',
  approver: 'a2',
  until: 0,
  type: 'Thing',
  ids: ['t7'],
  purpose: 'WORK',
};
const scope = (more: Partial<CallerFacts> = {}) => scopeOf(RULES, { ...CALLER, emergency: EMERGENCY, ...more });
const field = (name: string, more: Partial<CallerFacts> = {}) => scope(more).field('Thing', name);
const admits = (id: string, row: Record<string, unknown>, more: Partial<CallerFacts> = {}): boolean =>
  evaluateRowCondition(scope(more).rows('Thing'), { rowSecrecy: 'UNCLASSIFIED', rowCompartments: [], ...row }, id);

describe('wider access in an emergency', () => {
  test('admits the named rows beside one’s own, and no others', () => {
    expect(admits('t7', { rowPath: 'T.S' })).toBe(true);
    expect(admits('t8', { rowPath: 'T.S' })).toBe(false);
    expect(admits('t8', { rowPath: 'T.N' })).toBe(true);
    expect(admits('t7', { rowPath: 'T.S' }, { emergency: null })).toBe(false);
  });

  test('gives the whole of those rows, SENSITIVE fields too, and of others what was given before', () => {
    expect(field('name')).toMatchObject({ kind: 'permit', basis: { kind: 'scope' } });
    for (const name of ['text', 'budget', 'faith', 'number']) {
      expect(field(name)).toMatchObject({
        kind: 'when',
        condition: { kind: 'ids', ids: ['t7'] },
        basis: { kind: 'emergency', id: 'BG-1' },
      });
      expect(field(name, { emergency: null }).kind).toBe('deny');
    }
  });

  test('lifts neither clearance nor zone nor compartments; it is the need to know', () => {
    expect(field('plan')).toMatchObject({ kind: 'deny', reason: 'CLEARANCE' });
    expect(field('plan', { clearance: 'SECRET' })).toMatchObject({ kind: 'deny', reason: 'ZONE' });
    expect(admits('t7', { rowSecrecy: 'SECRET' })).toBe(false);
    expect(admits('t7', { rowSecrecy: 'CONFIDENTIAL', rowPath: 'T.S' })).toBe(true);
    expect(admits('t7', { rowSecrecy: 'CONFIDENTIAL', rowCompartments: ['NHAN_SU'] })).toBe(false);
    expect(admits('t7', { rowSecrecy: 'CONFIDENTIAL' }, { zone: 'STATE_NETWORK' })).toBe(false);
  });

  test('holds for its purpose, its type, and inside the block', () => {
    const denied = { kind: 'deny' };
    expect(field('budget', { purpose: 'OTHER', purposes: ['WORK', 'OTHER'] })).toMatchObject(denied);
    expect(field('budget', { purpose: null })).toMatchObject(denied);
    expect(field('budget', { emergency: { ...EMERGENCY, type: 'Orphan' } })).toMatchObject(denied);
    const outside = { id: 'gov', path: 'CP', block: 'GOVERNMENT', level: 'CENTRAL' };
    expect(field('budget', { organisation: outside })).toMatchObject(denied);
  });
});
