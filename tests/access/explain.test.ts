import { contributorsOf, createExplainer, type Caller, type CallerFacts } from '@agency-graph/gateway/steps';
import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type IntrospectionQuery,
} from 'graphql';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { heldAgreement } from '../support/held-agreement.js';
import { CALLER, smallGraph, type SmallGraph } from '../support/small-graph.js';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

const callerOf = (facts: Partial<CallerFacts>): Caller => ({ ...CALLER, ...facts }) as Caller;
const explain = (
  query: string,
  facts: Partial<CallerFacts> = {},
  variables?: object,
  language: 'en' | 'fr' | 'vi' = 'en',
) =>
  createExplainer(graph.generation).explain(callerOf(facts), {
    query,
    variables: variables === undefined ? null : JSON.stringify(variables),
    language,
  });

const CALLERS: Readonly<Record<string, Partial<CallerFacts>>> = {
  inside: {},
  paid: { functions: new Set(['PAY']) },
  purposeless: { purpose: null, purposes: [] },
  cleared: { clearance: 'SECRET', hardwareKey: true },
  outside: { organisation: { id: 'gov', path: 'CP', block: 'GOVERNMENT', level: 'CENTRAL' }, zone: 'STATE_NETWORK' },
};
const QUERIES = [
  '{ ping }',
  '{ unit(id: "u2") { name budget lead { name salary } } }',
  '{ units(name: "North") { id kind staff { name unit { budget } } } }',
  '{ people { name salary friends { salary } } a: people { unit { name children { budget } } } }',
  '{ unit(id: "u1") { plan } }',
  'query Q($id: ID!) { unit(id: $id) { name parent { budget } } }',
  '{ found { ... on Unit { name budget } } }',
];

describe('explain', () => {
  it.each(Object.keys(CALLERS))('and execution agree for %s on every field', async (who) => {
    for (const query of QUERIES) {
      const facts = CALLERS[who]!;
      const { refusal, fields } = explain(query, facts, { id: 'u2' });
      const ran = await graph.ask(query, { caller: facts, variables: query.includes('$id') ? { id: 'u2' } : {} });
      const [first] = ran.errors;
      if (refusal !== null) {
        expect({ code: first?.extensions['code'], says: first?.message }).toEqual(refusal);
        continue;
      }
      const said = fields
        .filter(({ decision }) => decision === 'DENY')
        .map(({ path, coordinate, reason, rule, missing }) => ({ path, coordinate, reason, rule: rule?.id, missing }));
      const done = ran.errors
        .map(({ path, extensions }) => ({
          path,
          access: extensions['access'] as { reason?: string; rule: string; missing: string; coordinate: string },
        }))
        .filter(({ access }) => access?.reason !== undefined)
        .map(({ path, access: { coordinate, reason, rule, missing } }) => ({
          path,
          coordinate,
          reason,
          rule,
          missing,
        }));
      expect(said, query).toEqual(done);
    }
  });

  it('names rule, subgraph, steward and rows, and asks nobody', () => {
    const { fields, rows } = explain('{ unit(id: "u9") { name lead { salary } } }');
    expect(
      fields.map(({ coordinate, class: what, subgraphs, rule }) => [coordinate, what, subgraphs, rule?.id]),
    ).toEqual([
      ['Query.unit', 'READABLE', ['units'], 'R6'],
      ['Unit.name', 'READABLE', ['units'], 'R6'],
      ['Unit.lead', 'READABLE', ['units'], 'R6'],
      ['Person.salary', 'REQUESTABLE', ['people'], 'R1'],
    ]);
    expect(fields[3]).toMatchObject({ decision: 'DENY', steward: { code: 'VPTW' }, howToAsk: { link: '/rules#R1' } });
    expect(rows.map(({ type }) => type)).toContain('Unit');
  });

  it('tells nothing of whether an id exists', () => {
    const [known, unknown] = ['u2', 'u404'].map((id) => JSON.stringify(explain(`{ unit(id: "${id}") { name } }`)));
    expect(known).toBe(unknown);
  });

  it('answers what is hidden like a misspelt name', () => {
    const [hidden, unknown] = ['plan', 'plaq'].map((name) => explain(`{ unit(id: "u2") { ${name} } }`).refusal);
    expect(JSON.stringify(hidden).replace('plan', 'plaq')).toBe(JSON.stringify(unknown));
  });

  it('makes up variables that are needed', () => {
    expect(explain(QUERIES[5]!).refusal).toBeNull();
    expect(() => explain('{ ping }', {}, [])).toThrow('variables');
  });

  it('takes no variables that are longer or more than is read of whom they name', () => {
    const filled = (id: string) => ({ id: id.padEnd(14_000) });
    expect(explain(QUERIES[5]!, {}, filled('u2')).refusal).toBeNull();
    expect(() => explain(QUERIES[5]!, {}, { ...filled('u2'), other: filled('u2') })).toThrow(
      '15000 characters at most',
    );
    const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, at) => [`v${at}`, 1]));
    expect(explain(QUERIES[5]!, {}, { id: 'u2', ...many(99) }).refusal).toBeNull();
    expect(() => explain(QUERIES[5]!, {}, { id: 'u2', ...many(100) })).toThrow('100 at most');
  });

  it('makes up no name of a field, and looks for the one that is given', () => {
    const about = 'query Q($about: String!) { ping(about: $about) }';
    expect(explain(about).refusal).toBeNull();
    expect(explain(about, {}, { about: 'name' }).refusal).toBeNull();
    const [hidden, unknown, said] = [
      explain(about, {}, { about: 'plan' }),
      explain(about, {}, { about: 'plaq' }),
      explain('query Q($about: String! = "plan") { ping(about: $about) }'),
    ].map(({ refusal }) => refusal?.says);
    expect(hidden).toBe('Argument "about" names no field of Unit.');
    expect([unknown, said]).toEqual([hidden, hidden]);
  });

  it('speaks the language asked for', () => {
    const words = (['en', 'fr', 'vi'] as const).map(
      (one) => explain('{ people { name } }', {}, {}, one).rows[0]?.condition,
    );
    expect(new Set(words).size).toBe(3);
  });
});

describe('the schema of a caller', () => {
  const sdl = (facts: Partial<CallerFacts>, requestable = false) =>
    createExplainer(graph.generation).schemaOf(callerOf(facts), requestable);

  it.each(Object.keys(CALLERS).filter((who) => who !== 'outside'))('of %s is what introspection shows', async (who) => {
    const { data } = await graph.ask(getIntrospectionQuery(), { caller: CALLERS[who]! });
    const introspected = buildClientSchema(data as unknown as IntrospectionQuery);
    expect(sdl(CALLERS[who]!)).toBe(printSchema(lexicographicSortSchema(introspected)));
  });

  it('is made once a request, under however many aliases it is asked for', () => {
    const { schemas } = graph.generation;
    const made = [vi.spyOn(schemas, 'readable'), vi.spyOn(schemas, 'requestable')] as const;
    const times = (): number[] => made.map(({ mock }) => mock.calls.length);
    const { schemaOf } = createExplainer(graph.generation);
    const [one, other] = [callerOf({}), callerOf({ functions: new Set(['PAY']) })];
    const texts = [false, true, false, true].map((requestable) => schemaOf(one, requestable));
    expect([times(), new Set(texts).size]).toEqual([[1, 1], 2]);
    expect(schemaOf(other, false)).not.toBe(texts[0]);
    expect(times()).toEqual([2, 1]);
    made.forEach((spy) => spy.mockRestore());
  });

  it('has a filter for those to whom an agreement names it', () => {
    const named = ['Query.units', 'Unit.id', 'Query.units(name:)'];
    const outside = (coordinates: readonly string[]): string =>
      sdl({ ...CALLERS['outside'], agreements: [heldAgreement('A', coordinates)] });
    expect(outside(named)).toContain('units(first: Int = 20, name: String)');
    expect(outside(named.slice(0, 2))).toContain('units(first: Int = 20):');
  });

  it('marks what could be asked for, and shows nothing hidden', () => {
    const marked = sdl({}, true);
    expect(marked).toMatch(/salary: Int @requestable\(reason: "SCOPE", rule: "R1", steward: "VPTW"\)/);
    expect(marked).not.toContain('plan');
    expect(sdl({})).not.toContain('salary');
  });
});

it('contributors are read from the supergraph', () => {
  const sdl = `
    enum join__Graph { A @join__graph(name: "a-one", url: "") B @join__graph(name: "b", url: "") }
    type T @join__type(graph: A) @join__type(graph: B) {
      id: ID
      x: Int @join__field(graph: A)
      y: Int @join__field(graph: A, external: true) @join__field(graph: B)
    }`;
  expect(Object.fromEntries(contributorsOf(sdl))).toEqual({ 'T.id': ['a-one', 'b'], 'T.x': ['a-one'], 'T.y': ['b'] });
});
