import { gatewaySdl, type Problem } from '@agency-graph/composition';
import { expect, test } from 'vitest';
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
      type Task @rowLabel(scopes: ["row"]) { name: String ${OPEN} row: [String] @inaccessible }`,
    ),
  );
  const cut = gatewaySdl(sdl);
  for (const name of ['authenticated', 'requiresScopes', 'policy'])
    expect(cut).toContain(`@link(url: "https://specs.apollo.dev/${name}/v0.1")`);
  expect(cut).toContain('@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)');
  expect(cut.split('\n').length).toBe(sdl.split('\n').length);
  expect(sdl.length - cut.length).toBe(3 * ', for: SECURITY'.length);
});
