import type { Refusal } from '@agency-graph/gateway/steps';
import { cutSchema, readOperation, scopeOf } from '@agency-graph/gateway/steps';
import { compilePolicy } from '@agency-graph/policy';
import { buildSchema, printSchema } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCallerSchemas } from '../../gateway/src/access/caller-schemas.js';
import { CALLER, smallGraph, type SmallGraph } from '../support/small-graph.js';
import { smallPolicyContent } from '../support/small-policy.js';

const SCHEMA = buildSchema(`
  type Query {
    public: Public
    vault: Vault
    things(colour: Colour, secretly: Mood, filter: Filter): [Node]
    either: Either
  }
  interface Node { id: ID! mark: String }
  type Public implements Node { id: ID! mark: String vault: Vault }
  type Other implements Node { id: ID! mark: String }
  type Vault { id: ID! kind: VaultKind }
  union Either = Public | Other
  enum VaultKind { STEEL STONE }
  enum Colour { RED BLUE }
  enum Mood { GOOD BAD }
  input Filter { colour: Colour mood: Mood deep: Deep }
  input Deep { mood: Mood }
`);

/** `Vault`, and all that leads to it or reads it, is hidden; and a code of one implementation. */
const SEEN = cutSchema(SCHEMA, {
  field: (type, field) => field !== 'vault' && type !== 'Vault' && !(type === 'Other' && field === 'mark'),
  input: (input) => !input.toLowerCase().includes('mood') && !input.includes('secretly') && !input.includes('deep'),
});

const told = (query: string): string => {
  try {
    readOperation({ query, operationName: null, variables: {} }, SEEN);
    return 'valid';
  } catch (error) {
    const { code, message, details } = error as Refusal;
    return JSON.stringify({ code, message, details });
  }
};

describe('50: what is hidden is answered like a misspelt name, wherever it stands', () => {
  it.each<[string, string, string]>([
    ['a field', '{ public { vault { id } } }', 'vault'],
    ['a field without the selection that it needs', '{ public { vault } }', 'vault'],
    ['a field beside another mistake', '{ vault { id } nonsense }', 'vault'],
    ['a field behind an alias', '{ id: vault { id } }', 'vault'],
    ['a field of an interface, of one implementation', '{ things { mark } }', 'mark'],
    ['a type in a fragment', '{ public { ... on Vault { id } } }', 'Vault'],
    ['a type of a named fragment', '{ public { id } } fragment F on Vault { id }', 'Vault'],
    ['a type of a variable', 'query Q($kind: VaultKind) { public { id } }', 'VaultKind'],
    ['an argument', '{ things(secretly: GOOD) { id } }', 'secretly'],
    ['an input field', '{ things(filter: { mood: GOOD }) { id } }', 'mood'],
    ['an input type', 'query Q($deep: Deep) { public { id } }', 'Deep'],
    ['an enum of a hidden input', 'query Q($mood: Mood) { public { id } }', 'Mood'],
  ])('%s', (_, query, name) => {
    const misspelt = `${name.slice(0, -1)}q`;
    const [hidden, unknown] = [told(query), told(query.replaceAll(name, misspelt))];
    expect(hidden).not.toBe('valid');
    expect(hidden.replaceAll(name, misspelt)).toBe(unknown);
  });

  it('and the rest stays as it was', () => {
    expect(
      told('{ things(colour: RED, filter: { colour: BLUE }) { id ... on Public { mark } } either { __typename } }'),
    ).toBe('valid');
    expect(printSchema(SEEN)).not.toMatch(/vault|mood|deep/i);
  });
});

describe('50: in a labelled graph', () => {
  let graph: SmallGraph;
  beforeAll(async () => {
    graph = await smallGraph();
  });

  it.each([
    ['to one who lacks the clearance', {}, '{ unit(id: "u2") { plan } }', 'plan'],
    [
      'to one outside, what never leaves the block',
      { organisation: { id: 'gov', path: 'CP', block: 'GOVERNMENT', level: 'CENTRAL' } },
      '{ unit(id: "u2") { budget } }',
      'budget',
    ],
    [
      'to one on the Internet, all that is not open',
      { zone: 'INTERNET' as const },
      '{ unit(id: "u2") { name } }',
      'unit',
    ],
  ])('%s', async (_, caller, query, name) => {
    const misspelt = `${name.slice(0, -1)}q`;
    const [hidden, unknown] = [
      await graph.ask(query, { caller }),
      await graph.ask(query.replace(name, misspelt), { caller }),
    ];
    expect(hidden.errors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(hidden.text.replaceAll(`\\"${name}\\"`, `\\"${misspelt}\\"`)).toBe(unknown.text);
    expect(hidden.asked).toEqual([]);
  });

  it('what exists for a caller is cut once for those who keep asking, however many kinds of others ask between', () => {
    const days = Array.from({ length: 200 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const content = smallPolicyContent({ grants: [] });
    const daily = ({ id, title, versions }: (typeof content.rules)[number]) => ({
      id,
      title,
      versions: id === 'R6' ? days.map((from) => ({ ...versions[0]!, from })) : versions,
    });
    const rules = { ...graph.generation.rules, policy: compilePolicy({ ...content, rules: content.rules.map(daily) }) };
    const schemas = createCallerSchemas(graph.generation.apiSchema, rules);
    const existsOn = (day: string) => schemas.visible(scopeOf(rules, { ...CALLER, now: `${day}T09:00:00+07:00` }));
    const [first = '', ...others] = days;
    const cut = existsOn(first);
    const cuts = others.flatMap((day) => [existsOn(day), existsOn(first)]);
    expect(new Set(cuts).size).toBe(days.length);
    expect(cuts.filter((one) => one === cut)).toHaveLength(others.length);
    const some = days.slice(0, 64);
    expect(new Set([...some, ...some].map(existsOn)).size).toBe(some.length);
  });

  it('a hidden field inside a refused object is hidden all the same', async () => {
    const { errors } = await graph.ask('{ people { salary unit { plan } } }', {
      caller: { purpose: null, purposes: [] },
    });
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});
