import { expect, test } from 'vitest';
import { plainGraph } from '../support/plain-graph.js';

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
