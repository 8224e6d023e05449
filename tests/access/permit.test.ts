import { beforeAll, describe, expect, it } from 'vitest';
import {
  permit,
  readOperation,
  scopeOf,
  type Caller,
  type CallerFacts,
  type PermittedOperation,
} from '@agency-graph/gateway/steps';
import { CALLER, smallGraph, type SmallGraph } from '../support/small-graph.js';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

const QUERY =
  'query ($id: ID = "u2", $name: String, $yes: Boolean = true) { unit(id: $id) { name budget @include(if: $yes) } units(name: $name) { id } }';

function permitted(
  facts: Partial<CallerFacts> = {},
  variables: Record<string, unknown> = {},
  rules = graph.generation.rules,
): PermittedOperation {
  const { apiSchema } = graph.generation;
  const caller = { ...CALLER, ...facts } as Caller;
  const operation = readOperation({ query: QUERY, operationName: null, variables }, apiSchema);
  return permit(operation, scopeOf(rules, caller), caller, rules, apiSchema);
}

describe('what remains of an operation is remembered', () => {
  it('for the same question of the same kind of caller, whatever their names, tokens and values', () => {
    const first = permitted();
    const other = permitted({ accountId: 'a2', tokenId: 't2', now: '2026-03-15T10:00:00+07:00' }, { id: 'u3' });
    expect(other.shape).toBe(first.shape);
    expect(other.operation.values['id']).toBe('u3');
  });

  it.each<[string, Partial<CallerFacts>]>([
    ['another clearance', { clearance: 'UNCLASSIFIED' }],
    ['another organisation', { organisation: { ...CALLER.organisation, path: 'T.S' } }],
    ['another purpose', { purpose: null }],
    ['another function', { functions: new Set(['PAY']) }],
    ['another zone', { zone: 'INTERNET' }],
    ['a scope of the token', { scopes: new Set(['read:units']) }],
    ['another day', { now: '2026-03-16T09:00:00+07:00' }],
  ])('never across callers with %s', (_, facts) => {
    const first = permitted();
    const known = new Set([first.shape]);
    try {
      expect(known.has(permitted(facts).shape)).toBe(false);
    } catch (error) {
      // Refused as a whole is no one else's answer either.
      expect(error).toMatchObject({ name: 'Refusal' });
    }
  });

  it('whichever share of the gateway a caller uses', () => {
    expect(permitted({ countedAs: '192.0.2.1' }).shape).toBe(permitted({ countedAs: '192.0.2.2' }).shape);
  });

  it('whatever a token claims, unless a policy of the graph may look at it', () => {
    const { rules } = graph.generation;
    const claiming = (facts: Partial<CallerFacts>, under = rules) => permitted(facts, {}, under).shape;
    expect(claiming({ claims: { jti: 't2' } })).toBe(claiming({ claims: { jti: 't1' } }));
    const requirements = new Map([['Unit.name', [{ kind: 'policy' as const, anyOf: [['mature']] }]]]);
    const asking = { ...rules, requirements, decidePolicy: () => true };
    expect(claiming({ claims: { age: 20 } }, asking)).not.toBe(claiming({ claims: { age: 12 } }, asking));
  });

  it('never where a variable sets another input, or toggles a field', () => {
    const first = permitted();
    expect(permitted({}, { name: 'North' }).shape).not.toBe(first.shape);
    expect(permitted({}, { yes: false }).shape).not.toBe(first.shape);
  });
});
