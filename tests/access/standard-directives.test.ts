import { scopeOf } from '@agency-graph/gateway/steps';
import { describe, expect, it } from 'vitest';
import { CALLER } from '../support/small-graph.js';
import { requirementsIn, ruleBook } from '../support/rule-book.js';

const LINK = `
  schema @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@needs" }], for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY) { query: Query }
  type Query { things: [Thing] }
`;
const decide = (sdl: string, scopes: readonly string[], coordinate = 'Thing.name') => {
  const rules = ruleBook({ requirements: requirementsIn(`${LINK} ${sdl}`) });
  const [type = '', field = ''] = coordinate.split('.');
  return scopeOf(rules, { ...CALLER, scopes: new Set(scopes) }).field(type, field).kind;
};
const expectPermitted = (sdl: string, scopes: readonly string[], coordinate?: string) =>
  expect(decide(sdl, scopes, coordinate)).toBe('permit');
const expectRefused = (sdl: string, scopes: readonly string[], coordinate?: string) =>
  expect(decide(sdl, scopes, coordinate)).toBe('deny');

describe('@requiresScopes', () => {
  const ONE_OF_TWO = 'type Thing { name: String @needs(scopes: [["a", "b"], ["c"]]) }';

  it('is an OR of ANDs, matched exactly', () => {
    expectRefused(ONE_OF_TWO, []);
    expectRefused(ONE_OF_TWO, ['a']);
    expectRefused(ONE_OF_TWO, ['A', 'B']);
    expectPermitted(ONE_OF_TWO, ['a', 'b']);
    expectPermitted(ONE_OF_TWO, ['c']);
  });

  it('of several linked versions counts, each under its own name', () => {
    const twice =
      `${LINK} ${ONE_OF_TWO} type Other { name: String @needs2(scopes: [["z"]]) @requiresScopes__requiresScopes(scopes: [["z"]]) }`.replace(
        '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)',
        '@link(url: "https://specs.apollo.dev/requiresScopes/v0.2", as: "r2", import: [{ name: "@requiresScopes", as: "@needs2" }])',
      );
    const all = requirementsIn(twice);
    expect(all.get('Other.name')).toContainEqual({ kind: 'requiresScopes', anyOf: [['z']] });
    expect(all.has('Thing.name')).toBe(true);
  });

  it('is known by its link, whatever it is called; a namesake of nobody’s is not it', () => {
    expectRefused(ONE_OF_TWO, ['x']);
    expectPermitted('type Thing { name: String @scopes(scopes: [["a"]]) @authenticate }', []);
    const elsewhere = LINK.replace('specs.apollo.dev/requiresScopes', 'specs.example/requiresScopes');
    const namesake = requirementsIn(`${elsewhere} type Thing { name: String @needs(scopes: [["a"]]) }`);
    expect([...namesake]).toEqual([]);
  });

  it('asks for nothing where it lists nothing', () => {
    expectPermitted('type Thing { name: String @needs(scopes: []) }', []);
    expectPermitted('type Thing { name: String @needs(scopes: [[]]) }', []);
  });

  it('is met by nobody where it cannot be read', () => {
    expectRefused('type Thing { name: String @needs(scopes: ["a"]) }', ['a']);
  });

  it('on a type covers its fields, and the fields that return it', () => {
    const typed = 'type Thing @needs(scopes: [["a"]]) { name: String }';
    expectRefused(typed, []);
    expectRefused(typed, [], 'Query.things');
    expectPermitted(typed, ['a'], 'Query.things');
  });
});

describe('@authenticated', () => {
  it('is met by a valid token, which every request here has', () => {
    expectPermitted('type Thing @authenticated { name: String }', []);
  });
});

describe('@policy', () => {
  it('is refused while nobody decides it', () => {
    expectRefused('type Thing { name: String @policy(policies: [["p"]]) }', ['p']);
  });
});
