import { createCedarPolicies, type CallerFacts } from '@agency-graph/gateway/steps';
import { beforeEach, describe, expect, test } from 'vitest';
import { plainGraph } from '../support/plain-graph.js';
import { CALLER } from '../support/small-graph.js';

const POLICIES = `
permit (principal, action == Action::"adult", resource) when { principal.claims.age >= 18 };
permit (principal, action == Action::"central", resource) when { principal.organisation.level == "CENTRAL" };
permit (principal, action == Action::"anybody", resource);
forbid (principal, action == Action::"anybody", resource) when { principal.zone == "INTERNET" };
permit (principal, action in [Action::"twice"], resource) when { principal.authenticated };
permit (principal, action == Action::"hybrid", resource);
forbid (principal, action == Action::"hybrid", resource) when { principal.claims.nowhere == 1 };
// end
`;
let undecided: string[];
const policies = () => createCedarPolicies([{ file: 'p.cedar', text: POLICIES }], (policy) => undecided.push(policy));
beforeEach(() => (undecided = []));
const holds = (policy: string, caller: Partial<CallerFacts> = {}) =>
  policies().decide(policy, { ...CALLER, ...caller });

describe('a policy', () => {
  test('holds where a Cedar policy of its name permits, by what the caller is', () => {
    expect(holds('adult', { claims: { age: 18 } })).toBe(true);
    expect(holds('adult', { claims: { age: 17 } })).toBe(false);
    expect(holds('central', { organisation: { ...CALLER.organisation, level: 'CENTRAL' } })).toBe(true);
    expect(holds('central')).toBe(false);
    expect(undecided).toEqual([]);
  });

  test('that nobody permits does not hold; a forbidding one outweighs', () => {
    expect(holds('unheard-of')).toBe(false);
    expect(holds('anybody')).toBe(true);
    expect(holds('anybody', { zone: 'INTERNET' })).toBe(false);
    for (const name of ['', '"', 'adult" || true', '\0', '__proto__']) expect(holds(name)).toBe(false);
  });

  test('that fails is denied and told, also where another would have permitted', () => {
    expect(holds('adult', { claims: {} })).toBe(false);
    expect(holds('adult', { claims: { age: 'eighteen' } })).toBe(false);
    expect(holds('hybrid')).toBe(false);
    expect(undecided).toEqual(['adult', 'adult', 'hybrid']);
  });

  test('takes no claim for an entity of Cedar’s', () => {
    expect(holds('adult', { claims: { age: { __extn: { fn: 'decimal', arg: '18.0' } } } })).toBe(false);
    expect(holds('adult', { claims: { age: 1e300, __entity: { type: 'Caller', id: 'root' } } })).toBe(false);
  });
});

test('no policies at all: nothing holds', () => {
  expect(createCedarPolicies([], () => {}).decide('anybody', CALLER)).toBe(false);
});

test('a text that does not parse is told with its file, line and column', () => {
  const broken = { file: 'b.cedar', text: 'permit (principal, action, resource);\n  permit (;' };
  expect(() => createCedarPolicies([broken], () => {})).toThrow(/^b\.cedar:2:\d+: /);
});

test('a text that may be half written is told, for the other half may forbid', () => {
  const half = { file: 'h.cedar', text: 'permit (principal, action, resource);\n' };
  expect(() => createCedarPolicies([half], () => {})).toThrow(
    'h.cedar:2:1: the file does not end with "// end": is it half written?',
  );
});

test('in a graph: outer OR, inner AND, and what is refused is not asked for', async () => {
  const graph = await plainGraph(
    {
      one: {
        sdl: 'type Query { a: String @policy(policies: [["anybody", "adult"], ["central"]]) b: String @policy(policies: []) }',
        resolvers: { Query: { a: () => 'a', b: () => 'b' } },
      },
    },
    { cedar: policies() },
  );
  const refused = await graph.ask('{ a b }', [], { caller: { claims: { age: 3 } } });
  expect(refused.data).toEqual({ a: null, b: 'b' });
  expect(refused.asked.map(({ query }) => query)).toEqual(['{b}']);
  expect((await graph.ask('{ a }', [], { caller: { claims: { age: 30 } } })).data).toEqual({ a: 'a' });
});

test('another text is another version of the policy, where a graph asks Cedar and nowhere else', async () => {
  const [policy, open] = await Promise.all(
    ['@policy(policies: [["anybody"]])', '@authenticated'].map(async (directive) => {
      const sdl = `type Query { a: String ${directive} }`;
      const { generation } = await plainGraph({ one: { sdl } }, { cedar: policies() });
      const stricter = createCedarPolicies([{ file: 'p.cedar', text: `// twice read${POLICIES}` }], () => {});
      return [generation, generation.under(null, policies()), generation.under(null, stricter)].map(
        ({ versions }) => versions.policy,
      );
    }),
  );
  expect(policy![1]).toBe(policy![0]);
  expect(policy![2]).not.toBe(policy![0]);
  expect(new Set(open).size).toBe(1);
});
