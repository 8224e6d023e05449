import { expect, test } from 'vitest';
import { plainGraph } from '../support/plain-graph.js';
import { smallGraph } from '../support/small-graph.js';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@requiresScopes"])
  type Query { staff: [Person] names: [Person] }
  type Person { name: String salary: Int! @requiresScopes(scopes: [["pay"]]) }`;
const STAFF = [
  { name: 'who has one', salary: 5 },
  { name: 'who has none', salary: null },
];

test('82: what is refused and must not be null makes null what it is in, alike whether there is a value or not, and nothing beside that', async () => {
  const graph = await plainGraph({
    office: { sdl: SDL, resolvers: { Query: { staff: () => STAFF, names: () => STAFF } } },
  });
  const { data, errors, asked } = await graph.ask('{ staff { name salary } names { name } }');
  await graph.generation.planner.close();
  expect(data).toEqual({ staff: [null, null], names: STAFF.map(({ name }) => ({ name })) });
  // One for the field, whatever rows there are.
  expect(errors.map(({ path }) => path)).toEqual([['staff', '@', 'salary']]);
  expect(asked.map(({ query }) => query).join()).not.toContain('salary');
});

test('what is refused on very many rows and must not be null is blamed on no agency, however many of the refusals are told', async () => {
  const graph = await smallGraph();
  // Three of the units have one above them that is out of the caller's line.
  const { data, errors, text } = await graph.ask('{ units { name parent { name seats } } }', {
    tamper: (_, answer) => {
      const { units } = answer.data as { units: readonly object[] };
      return { ...answer, data: { units: Array.from({ length: 40 }, () => units).flat() } };
    },
  });
  expect(data!['units']).toContainEqual({ name: 'North', parent: null });
  const codes = new Set(errors.map(({ extensions: { code } }) => code));
  expect([errors.length, codes]).toEqual([100, new Set(['UNAUTHORIZED_FIELD_OR_TYPE'])]);
  expect(JSON.parse(text)).toMatchObject({ extensions: { access: { moreRefused: 20 } } });
});
