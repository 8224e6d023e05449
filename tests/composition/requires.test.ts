import { describe, expect, test } from 'vitest';
import { DEFAULT, expectComposed, expectProblem, INTERNAL, OPEN, SECRET, subgraph } from './graph.js';

const TOWN = `type Maker @key(fields: "id") { id: ID! @external ${OPEN} town: String @external ${DEFAULT} }`;
const goods = (price: string): ReturnType<typeof subgraph> =>
  subgraph(
    'goods',
    `type Query { good: Good ${OPEN} } type Good @key(fields: "id") { id: ID! ${DEFAULT} price: Int ${price} maker: Maker ${OPEN} } type Maker @key(fields: "id") { id: ID! ${OPEN} town: String ${price} }`,
  );
const post = (fee: string, requires: string, more: string): ReturnType<typeof subgraph> =>
  subgraph(
    'post',
    `type Good @key(fields: "id") {\n  id: ID! ${DEFAULT}\n  ${more}\n  fee: Int @requires(fields: "${requires}") ${fee}\n}\n${requires.includes('town') ? TOWN : ''}`,
  );

test('a field weaker than what it requires does not compose', () => {
  const problem = expectProblem(
    'REQUIRES_STRICTER',
    goods(SECRET),
    post(DEFAULT, 'price', `price: Int @external ${DEFAULT}`),
  );
  expect(problem).toMatchObject({ subgraph: 'post', coordinate: 'Good.fee', place: { line: 4 } });
  expect(problem.fix).toContain('secrecy: SECRET');
});

test('a field as strict as what it requires composes', () => {
  expectComposed(goods(INTERNAL), post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`));
});

test('what is required at depth counts', () => {
  const problem = expectProblem(
    'REQUIRES_STRICTER',
    goods(INTERNAL),
    post(DEFAULT, 'maker { town }', `maker: Maker @external ${OPEN}`),
  );
  expect(problem.says).toContain('Maker.town');
});

test('a chain of requirements cannot wash a label off', () => {
  const tax = subgraph(
    'tax',
    `type Good @key(fields: "id") { id: ID! ${DEFAULT} fee: Int @external ${INTERNAL} tax: Int @requires(fields: "fee") ${OPEN} }`,
  );
  const problem = expectProblem(
    'REQUIRES_STRICTER',
    goods(INTERNAL),
    post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`),
    tax,
  );
  expect(problem).toMatchObject({ subgraph: 'tax', coordinate: 'Good.tax' });
});

test('an access requirement weaker than that of what is required is refused by composition', () => {
  const guarded = goods(INTERNAL);
  expectProblem(
    'MISSING_TRANSITIVE_AUTH_REQUIREMENTS',
    { ...guarded, sdl: guarded.sdl.replace('price: Int', 'price: Int @requiresScopes(scopes: [["read:price"]])') },
    post(INTERNAL, 'price', `price: Int @external ${INTERNAL}`),
  );
});

test.each(['{ price }', ' {price}\t', '{ price } # all of it'])('a field set in braces counts too: %j', (fields) => {
  const weaker = post(DEFAULT, 'price', `price: Int @external ${DEFAULT}`);
  const problem = expectProblem('REQUIRES_STRICTER', goods(SECRET), {
    ...weaker,
    sdl: weaker.sdl.replace('fields: "price"', `fields: "${fields}"`),
  });
  expect(problem.coordinate).toBe('Good.fee');
});

describe('a field made from what is around it', () => {
  const shops = (label: string, field: string): ReturnType<typeof subgraph> =>
    subgraph(
      'shops',
      `type Query { shop: Shop ${OPEN} }
type Shop @key(fields: "id") @federation__context(name: "shop") { id: ID! ${OPEN} region: String ${SECRET} till: Till ${OPEN} }
type Till @key(fields: "id") { id: ID! ${OPEN}
  tax(region: String @reads(fields: []) @federation__fromContext(field: ${JSON.stringify(field)})): Int ${label} }`,
    );

  test.each([
    '$shop { region }',
    '$shop {region}',
    '$shop region',
    ' $shop{ region }',
    ', ,$shop { region }',
    '$ shop { region }',
    '$,shop\n{ region }',
    '# where\n$ # which\nshop { region } # what',
  ])('is as strict as that, however it is spelt: %j', (field) => {
    const problem = expectProblem('REQUIRES_STRICTER', shops(OPEN, field));
    expect(problem).toMatchObject({ coordinate: 'Till.tax', place: { line: 4 } });
    expectComposed(shops(SECRET, field));
  });

  test.each(['shop { region }', '$shop { region', '$shop { region } { id }', '$'])(
    'is refused where that cannot be read: %j',
    (field) => {
      expectProblem('REQUIRES_UNREADABLE', shops(SECRET, field));
    },
  );
});
