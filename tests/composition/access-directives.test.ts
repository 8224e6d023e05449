import { gatewaySdl, type Problem } from '@agency-graph/composition';
import { describe, expect, test } from 'vitest';
import { composing, expectComposed, expectProblem, OPEN, plainSubgraph, subgraph } from './graph.js';

test('flat scopes are refused, and the message shows the nested form', () => {
  const problem = expectProblem(
    'FLAT_REQUIREMENT',
    subgraph('tasks', `type Query {\n  now: String ${OPEN} @requiresScopes(scopes: ["read:a", "read:b"])\n}`),
  );
  expect(problem).toMatchObject({ coordinate: 'Query.now', place: { line: 2 } });
  expect(problem.fix).toContain('scopes: [["read:a", "read:b"]]');
  expect(problem.fix).toContain('scopes: [["read:a"], ["read:b"]]');
});

test('a flat policy under a renamed import is refused', () => {
  const source = subgraph('tasks', `type Query { now: String ${OPEN} @p(policies: ["x"]) }`);
  expectProblem('FLAT_REQUIREMENT', {
    ...source,
    sdl: source.sdl.replace('"@policy"', '{ name: "@policy", as: "@p" }'),
  });
});

test.each(['[]', '[[]]', '[["secret:read"], []]'])('a requirement of %s is noted: it asks for nothing', (scopes) => {
  const composition = composing(
    subgraph('tasks', `type Query { now: String ${OPEN} @requiresScopes(scopes: ${scopes}) }`),
  );
  const hints: readonly Problem[] = composition.kind === 'composed' ? composition.hints : [];
  expect(hints).toContainEqual(expect.objectContaining({ code: 'EMPTY_REQUIREMENT', severity: 'warning' }));
});

test.each(['@authenticated', '@requiresScopes(scopes: [["x"]])', '@policy(policies: [["x"]])'])(
  '%s on a root type is refused: it would gate every agency',
  (directive) => {
    const problem = expectProblem(
      'ROOT_TYPE_PROTECTED',
      subgraph('tasks', `extend type Query ${directive} { now: String ${OPEN} }`),
    );
    expect(problem.coordinate).toBe('Query');
  },
);

test('a root type under another name is a root type, and is not composed', () => {
  const source = subgraph('tasks', `schema { query: Way } type Way @authenticated { now: String ${OPEN} }`);
  expectProblem('ROOT_TYPE_PROTECTED', source);
  const problem = expectProblem('ROOT_TYPE_NAMED', source);
  expect(problem).toMatchObject({ coordinate: 'Way', place: { file: 'tasks.graphql', line: 1 } });
  expectComposed(subgraph('tasks', `schema { query: Query } type Query { now: String ${OPEN} }`));
});

test('a directive of another specification that is called @authenticated gates nothing', () => {
  expectComposed(
    plainSubgraph(
      'tasks',
      subgraph(
        'tasks',
        `directive @authenticated on OBJECT\ntype Query @authenticated { now: String ${OPEN} }`,
      ).sdl.replace('"@authenticated", ', ''),
    ),
  );
});

describe('what composition reads as a link is one for the checks as well, or refused', () => {
  const FEDERATION = '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
  const citizens = subgraph('citizens', `type Query { now: String ${OPEN} }`);

  test.each([
    ['policy/v0.1', 'https://specs.apollo.dev/policy/v0.1?'],
    ['policy/v0.1', 'https://specs.apollo.dev/policy/v0.1?x=y'],
    ['policy/v0.1', 'https://specs.apollo.dev/policy/v00.1'],
    ['requiresScopes/v0.1', 'https://specs.apollo.dev/label/../requiresScopes/v0.1'],
    ['authenticated/v0.1', 'https://SPECS.apollo.dev/authenticated/v0.1'],
    ['authenticated/v0.1', 'https://someone:else@specs.apollo.dev:443/authenticated/v0.1'],
    ['inaccessible/v0.2', 'https://specs.apollo.dev/inaccessible/v0.2#'],
    ['inaccessible/v0.2', ' HTTPS:specs.apollo.dev\\\\inaccessible/v0.2#@inaccessible'],
  ])('%s spelt %s', (usual, written) => {
    const name = usual.split('/')[0];
    const sdl = `extend schema ${FEDERATION}\n  @link(url: "${written}", import: ["@${name}"])\nextend type Query @${name}`;
    const problem = expectProblem('UNUSUAL_LINK', citizens, plainSubgraph('tasks', sdl));
    expect(problem).toMatchObject({ subgraph: 'tasks', place: { file: 'tasks.graphql', line: 2 } });
    expect(problem.fix).toBe(`Write url: "https://specs.apollo.dev/${usual}".`);
  });

  test.each(['"policy"', '"https://specs.apollo.dev/policy"', '["https://specs.apollo.dev/policy/v0.1"]', 'null'])(
    'a link to %s, which is no address of a specification',
    (written) => {
      const sdl = `extend schema ${FEDERATION}\n  @link(url: ${written}, import: ["@policy"])`;
      const problem = expectProblem('UNUSUAL_LINK', citizens, plainSubgraph('tasks', sdl));
      expect(problem.place).toMatchObject({ line: 2 });
    },
  );

  test.each([
    ['link', '@x(url: "https://specs.apollo.dev/link/v1.0?", as: "x")'],
    ['link', '@x(url: "https://specs.apollo.dev/link/v1.0", as: "x")'],
    ['core', '@x(feature: "https://specs.apollo.dev/core/v0.2", as: "x")'],
  ])('another directive in the place of @link, by the specification of %s', (_, bootstrap) => {
    const problem = expectProblem(
      'UNUSUAL_LINK',
      subgraph(
        'members',
        `type Query { a: A ${OPEN} } type A @key(fields: "id") { id: ID! ${OPEN} name: String ${OPEN} }`,
      ),
      plainSubgraph(
        'tasks',
        `schema @link(url: "https://decoy.example/a/v1.0")
          ${bootstrap}
          @x(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", { name: "@override", as: "@moved" }]) { query: Query }
        directive @link(url: String) repeatable on SCHEMA
        directive @x(url: String, feature: String, as: String, import: [Import]) repeatable on SCHEMA
        scalar Import
        type Query { b: A ${OPEN} }
        type A @key(fields: "id") { id: ID! ${OPEN} name: String @moved(from: "members") ${OPEN} }`,
      ),
    );
    expect(problem).toMatchObject({ subgraph: 'tasks', place: { line: 2 } });
  });

  test('a @link of one’s own', () => {
    const sdl = `extend schema @link(url: "https://own.example/key/v1.0")\ndirective @link(url: String) on SCHEMA\ntype Query { a: Int }`;
    expect(expectProblem('UNUSUAL_LINK', plainSubgraph('tasks', sdl)).fix).toContain('another name');
  });

  test('@link as its specification defines it, and the address of a directive that links nothing, are as usual', () => {
    expectComposed(
      subgraph(
        'tasks',
        `extend schema @contact(url: "https://CHAT.example/tasks?")
        directive @contact(url: String) on SCHEMA
        directive @link(url: String!, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
        enum link__Purpose { SECURITY EXECUTION }
        scalar link__Import
        type Query { now: String ${OPEN} }`,
      ),
    );
  });
});

test('subscriptions are refused', () => {
  const problem = expectProblem(
    'SUBSCRIPTION_REFUSED',
    subgraph('tasks', `type Query { now: String ${OPEN} }\ntype Subscription { tick: Int ${OPEN} }`),
  );
  expect(problem.place).toMatchObject({ line: 2 });
});

test('65: an access directive on an interface field is refused by composition, in words and with its line', () => {
  const problem = expectProblem(
    'AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE',
    subgraph(
      'tasks',
      `type Query { thing: Thing ${OPEN} }\ninterface Thing {\n  name: String @authenticated }\ntype Task implements Thing { name: String ${OPEN} }`,
    ),
  );
  expect(problem).toMatchObject({ coordinate: 'Thing.name', place: { file: 'tasks.graphql', line: 3 } });
});

test('67: two agencies’ rules on one shared field are combined: both must hold', () => {
  const thing = (scope: string, root: string): string =>
    `type Query { ${root}: Page ${OPEN} } type Page @shareable { size: Int ${OPEN} @requiresScopes(scopes: [["${scope}"]]) }`;
  const sdl = expectComposed(subgraph('a', thing('read:a', 'a')), subgraph('b', thing('read:b', 'b')));
  expect(sdl).toContain('@requiresScopes(scopes: [["read:a", "read:b"]])');
});

test('for: SECURITY is cut from the three access links and nothing else', () => {
  const sdl = expectComposed(
    subgraph(
      'tasks',
      `type Query { now: Task ${OPEN} @authenticated later: String ${OPEN} @requiresScopes(scopes: [["x"]]) never: String ${OPEN} @policy(policies: [["x"]]) }
      type Task @rowLabel(scopes: ["row"]) { id: ID! ${OPEN} name: String ${OPEN} row: [String] @inaccessible }`,
    ),
  );
  const cut = gatewaySdl(sdl);
  for (const name of ['authenticated', 'requiresScopes', 'policy'])
    expect(cut).toContain(`@link(url: "https://specs.apollo.dev/${name}/v0.1")`);
  expect(cut).toContain('@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)');
  expect(cut.split('\n').length).toBe(sdl.split('\n').length);
  expect(sdl.length - cut.length).toBe(3 * ', for: SECURITY'.length);
});
