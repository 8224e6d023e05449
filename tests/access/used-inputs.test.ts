import { buildSchema, parseValue, type GraphQLInputType } from 'graphql';
import { expect, test } from 'vitest';
import { usedInputs } from '../../gateway/src/access/used-inputs.js';

const SCHEMA = buildSchema(`
  input Filter { name: String secret: String any: [Filter!] }
  type Query { rows(by: Filter, all: [Filter!], grid: [[Filter]], ids: [ID]): String }`);
const { rows } = SCHEMA.getQueryType()!.getFields();
const typeOf = (argument: string): GraphQLInputType => rows!.args.find(({ name }) => name === argument)!.type;
const used = (argument: string, value: string, variables: Record<string, unknown> = {}): string[] => [
  ...new Set(usedInputs(`Query.rows(${argument}:)`, typeOf(argument), parseValue(value), variables)),
];

const SECRET = { secret: 'x' };

test.each<[string, string, Record<string, unknown>?]>([
  ['by', '{ secret: "x" }'],
  ['by', '$v', { v: SECRET }],
  ['by', '{ secret: $v }', { v: 'x' }],
  ['all', '[{ secret: "x" }]'],
  ['all', '$v', { v: [SECRET] }],
  ['all', '[$v]', { v: SECRET }],
  ['all', '[{ name: "y" }, $v]', { v: SECRET }],
  ['all', '$v', { v: SECRET }],
  ['all', '{ secret: "x" }'],
  ['grid', '[[{ secret: "x" }]]'],
  ['grid', '[[$v]]', { v: SECRET }],
  ['grid', '[$v]', { v: [SECRET] }],
  ['grid', '$v', { v: [[null, SECRET]] }],
  ['by', '{ any: [$v] }', { v: SECRET }],
  ['by', '{ any: [{ any: $v }] }', { v: [SECRET] }],
])('whoever filters by a field uses it, however it is written: %s: %s', (argument, value, variables) => {
  expect(used(argument, value, variables)).toContain('Filter.secret');
});

test('what is null or not given is not used', () => {
  expect(used('by', '{ name: "x", secret: $v }')).toEqual(['Query.rows(by:)', 'Filter.name']);
  expect(used('by', 'null')).toEqual([]);
  expect(used('all', '[$v, null]')).toEqual(['Query.rows(all:)']);
  expect(used('ids', '[$v]', { v: '1' })).toEqual(['Query.rows(ids:)']);
});
