import { beforeAll, describe, expect, it } from 'vitest';
import {
  narrow,
  permit,
  permitWithout,
  readOperation,
  Refusal,
  scopeOf,
  without,
  type AccessRules,
  type AskedOperation,
  type Caller,
  type CallerFacts,
  type CountedCalls,
} from '@agency-graph/gateway/steps';
import { CALLER, smallGraph, type SmallGraph } from '../support/small-graph.js';
import { smallPolicy } from '../support/small-policy.js';

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
  query = QUERY,
): AskedOperation {
  const { apiSchema } = graph.generation;
  const caller = { ...CALLER, ...facts } as Caller;
  const operation = readOperation({ query, operationName: null, variables }, apiSchema);
  return permit(operation, scopeOf(rules, caller), apiSchema);
}

/** Without what it was decided under. */
const remains = ({ scope: _scope, schema: _schema, ...facts }: AskedOperation) => facts;

describe('what remains of an operation is remembered', () => {
  it('for the same question of the same kind of caller, whatever their names, tokens and values', () => {
    const first = permitted();
    const other = permitted({ accountId: 'a2', tokenId: 't2', now: '2026-03-15T10:00:00+07:00' }, { id: 'u3' });
    expect(other.shape).toBe(first.shape);
    expect(other.operation.values['id']).toBe('u3');
    expect([first, other].map(({ caller }) => caller.accountId)).toEqual(['a1', 'a2']);
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

/** What comes of it; refused as a whole is an outcome too. */
function orRefusal<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

describe('which member asks', () => {
  /** Rules of their own, of which nothing is remembered yet: a member may have their own unit, for one purpose. */
  const withOwnRows = (): AccessRules => {
    const all = { fields: 'all' } as const;
    const grants = [
      { type: 'Unit', to: { block: 'PARTY' }, rows: 'own-line', ...all, purposes: ['WORK'] },
      { type: 'Unit', to: 'everyone', rows: 'self', ...all, purposes: ['OTHER'] },
      { type: 'Unit', to: { functions: ['PAY'] }, rows: 'self', fields: { only: ['budget'] }, purposes: ['WORK'] },
      { type: 'Person', to: { block: 'PARTY' }, rows: 'every', ...all, purposes: 'any' },
      { type: 'Mutation', to: 'everyone', rows: 'self', ...all, purposes: ['OTHER'] },
      { type: 'String', to: 'everyone', rows: 'every', ...all, purposes: 'any' },
    ];
    return { ...graph.generation.rules, policy: smallPolicy({ grants, needByGrant: ['Unit', 'Person'] }) };
  };
  const QUERIES = [
    '{ ping }',
    '{ people { id name } }',
    '{ people { id unit { name budget } } }',
    '{ unit(id: "u2") { name budget lead { name } } }',
    'mutation { moveOne(id: "u2") { id name } }',
  ];
  const emergency = (...ids: string[]): CallerFacts['emergency'] => ({
    id: 'e1',
    incident: 'i1',
    approver: 'a9',
    until: 0,
    type: 'Unit',
    ids,
    purpose: 'WORK',
  });
  const CALLERS: readonly Partial<CallerFacts>[] = [null, 'u2', 'u3', 'm1', 'm2'].flatMap((memberId) =>
    ['WORK', 'OTHER'].flatMap((purpose) =>
      [new Set<string>(), new Set(['PAY'])].flatMap((functions) =>
        [null, emergency('u2'), emergency('u3', 'm1')].flatMap((one) =>
          ['PARTY', 'GOVERNMENT'].map((block): Partial<CallerFacts> => {
            const organisation = { ...CALLER.organisation, block };
            return { memberId, purpose, purposes: ['WORK', 'OTHER'], functions, emergency: one, organisation };
          }),
        ),
      ),
    ),
  );

  it.each([
    ['in one order', CALLERS],
    ['in the other', CALLERS.toReversed()],
  ])('is never told apart too little: each has what was narrowed for them, whoever asked before, %s', (_, callers) => {
    const rules = withOwnRows();
    const { apiSchema } = graph.generation;
    // The second time all of it is remembered.
    for (const facts of [...callers, ...callers]) {
      for (const query of QUERIES) {
        const operation = readOperation({ query, operationName: null, variables: {} }, apiSchema);
        const caller = { ...CALLER, ...facts } as Caller;
        const scope = scopeOf(rules, caller);
        const own = orRefusal(() => ({ ...narrow(operation, scope, apiSchema), operation, caller }));
        expect(orRefusal(() => remains(permitted(facts, {}, rules, query)))).toEqual(own);
      }
    }
  });

  it('matters only where a row condition is about them', () => {
    const rules = withOwnRows();
    const of = (memberId: string, purpose: string, query: string) =>
      permitted({ memberId, purpose, purposes: ['WORK', 'OTHER'] }, {}, rules, query).shape;
    const [ping, people, units] = [QUERIES[0]!, QUERIES[1]!, QUERIES[3]!];
    expect(of('m1', 'WORK', units)).toBe(of('m2', 'WORK', units));
    for (const query of [ping, people]) expect(of('m1', 'OTHER', query)).toBe(of('m2', 'OTHER', query));
    expect(of('m1', 'OTHER', units)).not.toBe(of('m2', 'OTHER', units));
    expect(of('m1', 'OTHER', units)).toBe(of('m1', 'OTHER', units));
  });
});

describe('as much is remembered', () => {
  const ofPlace = (at: number, rules: AccessRules, query = QUERY) =>
    permitted({ organisation: { ...CALLER.organisation, path: `T.N${at}` } }, {}, rules, query).shape;

  it('as a thousand kinds of callers ask for', () => {
    const rules = { ...graph.generation.rules };
    const first = ofPlace(0, rules);
    for (let at = 1; at < 1_000; at += 1) ofPlace(at, rules);
    expect(ofPlace(0, rules)).toBe(first);
  });

  it('as there is room for: of large operations fewer', () => {
    const rules = { ...graph.generation.rules };
    const up = (levels: number): string => `{ id name kind budget ${levels === 0 ? '' : `parent ${up(levels - 1)}`} }`;
    const large = `{ ${Array.from({ length: 12 }, (_, at) => `u${at}: unit(id: "u2") ${up(9)}`).join(' ')} }`;
    const first = ofPlace(0, rules);
    for (let at = 1; at < 50; at += 1) ofPlace(at, rules, large);
    expect(ofPlace(0, rules)).not.toBe(first);
  });
});

it('what remains without what a caller has had enough of is remembered too, and is no one else’s', () => {
  const { rules, apiSchema } = graph.generation;
  const caller = CALLER as Caller;
  const scope = scopeOf(rules, caller);
  const asked = permitted();
  const less = (...spent: string[]) =>
    permitWithout({ asked, spent: new Set(spent) } as Partial<CountedCalls> as CountedCalls);
  expect(less()).toBe(asked);
  const both = less('Query.unit', 'Query.units');
  expect(less('Query.units', 'Query.unit').shape).toBe(both.shape);
  expect(less('Query.unit').shape).not.toBe(both.shape);
  expect(permitted().shape).toBe(asked.shape);
  const narrowed = narrow(asked.operation, without(scope, new Set(['Query.unit'])), apiSchema);
  expect(less('Query.unit')).toMatchObject({ ...narrowed, operation: asked.operation, caller });
  expect(less('Query.unit').refusals).toMatchObject([{ coordinate: 'Query.unit', reason: 'VOLUME' }]);
});
