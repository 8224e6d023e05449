import { buildSchema, Kind, parse, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { literalIn } from '../../gateway/src/access/variables-only.js';

const schema = buildSchema(`
  type Query { verify(nationalId: String, who: Who, all: [Who!]): Boolean }
  input Who { nationalId: String, name: String, inner: Who }
`);
const ONLY = new Set(['Query.verify(nationalId:)', 'Who.nationalId']);

const literal = (query: string): string | null => {
  const operation = parse(query).definitions[0] as OperationDefinitionNode;
  const field = operation.selectionSet.selections[0] as FieldNode;
  expect(operation.kind).toBe(Kind.OPERATION_DEFINITION);
  const { args } = schema.getQueryType()!.getFields()['verify']!;
  for (const { name, value } of field.arguments ?? []) {
    const { type } = args.find((one) => one.name === name.value)!;
    const found = literalIn(`Query.verify(${name.value}:)`, type, value, ONLY, operation.variableDefinitions ?? []);
    if (found !== null) return found;
  }
  return null;
};

describe('what only a variable may carry', () => {
  test.each([
    '{ verify(nationalId: "901") }',
    '{ verify(nationalId: """901""") }',
    '{ verify(who: { nationalId: "901" }) }',
    '{ verify(who: { inner: { inner: { nationalId: "901" } } }) }',
    '{ verify(all: [{ name: "An" }, { nationalId: "901" }]) }',
    '{ verify(all: { nationalId: "901" }) }',
    'query Q($n: String = "901") { verify(nationalId: $n) }',
    'query Q($n: String = "901") { verify(who: { nationalId: $n }) }',
    'query Q($w: Who = { nationalId: "901" }) { verify(who: $w) }',
    'query Q($w: [Who!] = [{ inner: { nationalId: "901" } }]) { verify(all: $w) }',
  ])('is refused as a literal: %s', (query) => {
    expect(literal(query)).toBe('nationalId');
  });

  test.each([
    'query Q($n: String) { verify(nationalId: $n) }',
    'query Q($n: String) { verify(who: { nationalId: $n, name: "An" }) }',
    'query Q($w: Who) { verify(who: $w, all: [{ name: "An" }]) }',
    '{ verify(nationalId: null) }',
    'query Q($n: String = null) { verify(nationalId: $n) }',
    'query Q($w: Who = { name: "An" }) { verify(who: $w) }',
  ])('is well in a variable, or absent: %s', (query) => {
    expect(literal(query)).toBeNull();
  });
});
