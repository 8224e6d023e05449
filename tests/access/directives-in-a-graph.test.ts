import { beforeAll, describe, expect, test } from 'vitest';
import { plainGraph, type PlainAnswer, type PlainGraph } from '../support/plain-graph.js';

const cat = { __typename: 'Cat', id: 'c', name: 'Mèo', lives: 9 };
const dog = { __typename: 'Dog', id: 'd', name: 'Chó', chip: 'canary-chip' };

/** Two subgraphs with a rule of each kind, each resolver answering whoever asks. */
const SHOP = {
  sdl: `
    type Query {
      open: Item
      items: [Item!]!
      strict: [Item!]
      locked: Locked
      animals: [Animal]
      found: [Found]
      price: Money
      size: Size
      both: String @authenticated @requiresScopes(scopes: [["a"]])
      either: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    }
    type Mutation { pay: Item @requiresScopes(scopes: [["pay"]]) note: Item }
    type Item @key(fields: "id") {
      id: ID!
      name: String
      secret: String @requiresScopes(scopes: [["read:secret"]])
      serial: String! @requiresScopes(scopes: [["read:secret"]])
      owner: Owner
      locked: Locked
    }
    type Locked @requiresScopes(scopes: [["read:locked"]]) { name: String inner: Item }
    type Owner @key(fields: "id") @authenticated { id: ID! name: String }
    interface Animal { id: ID! name: String }
    interface Pet implements Animal { id: ID! name: String }
    type Cat implements Animal & Pet { id: ID! name: String @requiresScopes(scopes: [["read:cat"]]) lives: Int }
    type Dog implements Animal { id: ID! name: String chip: String }
    union Found = Item | Locked | Cat
    scalar Money @requiresScopes(scopes: [["read:money"]])
    enum Size @authenticated { S L }
  `,
  resolvers: {
    Query: {
      open: () => item('1'),
      items: () => [item('1'), item('2')],
      strict: () => [item('1')],
      locked: () => locked,
      animals: () => [cat, dog],
      found: () => [item('1'), { __typename: 'Locked', ...locked }, cat],
      price: () => 5,
      size: () => 'S',
      both: () => 'both',
      either: () => 'either',
    },
    Mutation: { pay: () => item('1'), note: () => item('1') },
  },
};
const STOCK = {
  sdl: `
    type Query { ping: String }
    type Item @key(fields: "id") {
      id: ID!
      secret: String @external
      sealed: Int @requires(fields: "secret") @requiresScopes(scopes: [["read:secret"]])
      stock: Int
    }
  `,
  resolvers: {
    Query: { ping: () => 'pong' },
    Item: { __resolveReference: ({ id }: { id: string }) => ({ id }), stock: () => 3, sealed: () => 1 },
  },
};
const locked = { name: 'canary-locked', inner: null };
const item = (id: string) => ({
  __typename: 'Item',
  id,
  name: `item ${id}`,
  secret: 'canary-secret',
  serial: 'canary-serial',
  owner: { id: 'o', name: 'canary-owner' },
  locked,
});

let graph: PlainGraph;
beforeAll(async () => (graph = await plainGraph({ shop: SHOP, stock: STOCK })));

const paths = ({ errors }: PlainAnswer) => errors.map(({ path }) => path);

/** Refused at these paths and nowhere else, and no subgraph was asked for any of these fields. */
function expectRefused(answer: PlainAnswer, at: readonly (readonly (string | number)[])[], ...fields: string[]): void {
  expect(paths(answer)).toEqual(at);
  for (const { message, extensions } of answer.errors) {
    expect(message).toBe('Unauthorized field or type');
    expect(extensions['code']).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  }
  for (const field of fields)
    for (const { query } of answer.asked) expect(query).not.toMatch(new RegExp(`\\b${field}\\b`));
  expect(JSON.stringify(answer)).not.toContain('canary');
}

describe('a field', () => {
  test('different directives on one element are an AND', async () => {
    expect((await graph.ask('{ both }', ['a'])).data).toEqual({ both: 'both' });
    expectRefused(await graph.ask('{ both }', []), [['both']], 'both');
    expectRefused(await graph.ask('{ both }', null), [['both']], 'both');
  });

  test('scopes are an OR of ANDs, matched exactly', async () => {
    for (const scopes of [['a', 'b'], ['c'], ['c', 'x']])
      expect((await graph.ask('{ either }', scopes)).data).toEqual({ either: 'either' });
    for (const scopes of [[], ['a'], ['A', 'B'], ['a b'], ['c '], ['']])
      expectRefused(await graph.ask('{ either }', scopes), [['either']], 'either');
  });

  test('needs its parent type’s rule, by every way to it', async () => {
    const refused = await graph.ask('{ open { locked { name } } ping }', []);
    expect(refused.data).toEqual({ open: null, ping: 'pong' });
    expectRefused(refused, [['open', 'locked']], 'locked');
    expect((await graph.ask('{ locked { name } }', ['read:locked'])).data).toEqual({
      locked: { name: 'canary-locked' },
    });
  });

  test.each([
    ['{ locked { __typename } }', 'locked'],
    ['{ price }', 'price'],
    ['{ size }', 'size'],
  ])('%s needs the rule of the type it returns', async (query, field) => {
    const answer = await graph.ask(query, null);
    expect([answer.data, answer.asked]).toEqual([null, []]);
    expectRefused(answer, [[field]]);
    expect((await graph.ask(query, ['read:locked', 'read:money'])).errors).toEqual([]);
  });

  test('is refused by its definition, never by its response key', async () => {
    const answer = await graph.ask(
      '{ open { name: secret id secret: name ...F ... on Item { x: secret } } } fragment F on Item { y: secret }',
      [],
    );
    expect(answer.data).toEqual({ open: { name: null, id: '1', secret: 'item 1', y: null, x: null } });
    expect(paths(answer)).toEqual([
      ['open', 'name'],
      ['open', 'y'],
      ['open', 'x'],
    ]);
    expect(JSON.stringify(answer.data)).not.toContain('canary');
  });
});

describe('what remains', () => {
  test('a refused field is null, its siblings stay, its path is in response keys with @ for a list', async () => {
    const answer = await graph.ask('{ all: items { key: id hidden: secret } }', []);
    expect(answer.data).toEqual({
      all: [
        { key: '1', hidden: null },
        { key: '2', hidden: null },
      ],
    });
    expectRefused(answer, [['all', '@', 'hidden']], 'secret');
  });

  test('a refused non-null field takes its parent with it, and the list where its items may not be null', async () => {
    expect((await graph.ask('{ open { id serial } ping }', [])).data).toEqual({ open: null, ping: 'pong' });
    expect((await graph.ask('{ strict { id serial } ping }', [])).data).toEqual({ strict: null, ping: 'pong' });
    const answer = await graph.ask('{ items { id serial } ping }', []);
    expect(answer.data).toBeNull();
    expectRefused(answer, [['items', '@', 'serial']], 'serial');
  });

  test('where everything is refused, data is null and nobody is asked', async () => {
    const answer = await graph.ask('{ either open { secret } locked { name } }', []);
    expect([answer.data, answer.asked]).toEqual([null, []]);
    expectRefused(answer, [['either'], ['open', 'secret'], ['locked']]);
  });

  test('what needs no rule is answered beside it', async () => {
    const answer = await graph.ask('{ __typename __type(name: "Item") { name } secret: either }', []);
    expect(answer.data).toEqual({ __typename: 'Query', __type: { name: 'Item' }, secret: null });
  });

  test('a refused mutation never reaches its subgraph; its neighbour does', async () => {
    const answer = await graph.ask('mutation { pay { id } note { id } }', []);
    expect(answer.data).toEqual({ pay: null, note: { id: '1' } });
    expectRefused(answer, [['pay']], 'pay');
  });

  test('keys and required fields are fetched for a join, and never given', async () => {
    const answer = await graph.ask('{ open { name stock } }', []);
    expect(answer.data).toEqual({ open: { name: 'item 1', stock: 3 } });
    const sealed = await graph.ask('{ open { sealed } }', ['read:secret']);
    expect(sealed.data).toEqual({ open: { sealed: 1 } });
    expect(sealed.asked[0]!.query).toContain('secret');
  });
});

describe('fragments', () => {
  test('one on a protected type is dropped alone, siblings stay', async () => {
    const answer = await graph.ask('{ found { __typename ... on Locked { name } ... on Item { id } } }', []);
    expect(answer.data).toEqual({
      found: [{ __typename: 'Item', id: '1' }, { __typename: 'Locked' }, { __typename: 'Cat' }],
    });
    expectRefused(answer, [['found', '@', 'name']], 'name');
  });

  test('members of a union are judged one by one; a bare __typename passes', async () => {
    const answer = await graph.ask('{ found { __typename } }', null);
    expect([answer.data.found.length, answer.errors]).toEqual([3, []]);
  });
});

describe('an interface asks what each type that it may stand for asks, whatever is selected', () => {
  const refused = async (selection: string): Promise<void> => {
    const answer = await graph.ask(`{ animals { id ${selection} } }`, []);
    expectRefused(answer, [['animals', '@', 'name']]);
  };
  test.each(['name', '... on Animal { name }', '... on Pet { name }', '... on Cat { name }'])('%s', refused);

  test('with the rule met, it is given; on another implementation its own rule counts', async () => {
    const answer = await graph.ask('{ animals { name } }', ['read:cat']);
    expect(answer.data).toEqual({ animals: [{ name: 'Mèo' }, { name: 'Chó' }] });
    expect((await graph.ask('{ animals { ... on Dog { name } } }', [])).data.animals[1]).toEqual({ name: 'Chó' });
  });
});

describe('an interface with one protected type', () => {
  let zoo: PlainGraph;
  beforeAll(async () => {
    zoo = await plainGraph({
      zoo: {
        sdl: `
          type Query { node: Node nodes: [Node!] other: String }
          interface Node { id: ID! }
          interface Named implements Node { id: ID! name: String }
          type Free implements Node & Named { id: ID! name: String }
          type Kept implements Node @requiresScopes(scopes: [["keep"]]) { id: ID! }
        `,
        resolvers: { Query: { node: () => ({ __typename: 'Free', id: 'f', name: 'free' }), other: () => 'other' } },
      },
    });
  });

  test.each([
    'id',
    '__typename',
    '... on Node { id }',
    '... on Named { name }',
    '... on Free { name }',
    '... on Kept { id }',
  ])('is not entered for { %s }', async (selection) => {
    const answer = await zoo.ask(`{ node { ${selection} } other }`, []);
    expect(answer.data).toEqual({ node: null, other: 'other' });
    expectRefused(answer, [['node']], 'node');
    expect((await zoo.ask(`{ node { ${selection} } }`, ['keep'])).errors).toEqual([]);
  });
});

describe('a protected root type', () => {
  let closed: PlainGraph;
  beforeAll(async () => {
    closed = await plainGraph({
      one: {
        sdl: 'type Query @authenticated { a: String } type Mutation { b: String }',
        resolvers: { Query: { a: () => 'a' }, Mutation: { b: () => 'b' } },
      },
    });
  });

  test.each(['{ a }', '{ __typename }', '{ __schema { queryType { name } } a }', '{ ... on Query { a } }'])(
    'refuses the whole of %s',
    async (query) => {
      const answer = await closed.ask(query, null);
      expect([answer.data, answer.asked]).toEqual([null, []]);
      expect(answer.errors.length).toBeGreaterThan(0);
    },
  );

  test('and not the other root', async () => {
    expect((await closed.ask('mutation { b }', null)).data).toEqual({ b: 'b' });
    expect((await closed.ask('{ __typename a }', [])).data).toEqual({ __typename: 'Query', a: 'a' });
  });
});

describe('@skip and @include', () => {
  const QUERY = 'query ($yes: Boolean!) { open { id secret @include(if: $yes) ... @skip(if: $yes) { name } } }';
  test('do not enter narrowing: one plan for both', async () => {
    const [on, off] = [
      await graph.ask(QUERY, [], { variables: { yes: true } }),
      await graph.ask(QUERY, [], { variables: { yes: false } }),
    ];
    expect(on.asked[0]!.query).toBe(off.asked[0]!.query);
    expect(on.data).toEqual({ open: { id: '1', secret: null } });
    expectRefused(on, [['open', 'secret']], 'secret');
  });

  test('a skipped field leaves no error', async () => {
    const answer = await graph.ask(QUERY, [], { variables: { yes: false } });
    expect([answer.data, answer.errors]).toEqual([{ open: { id: '1', name: 'item 1' } }, []]);
    expect((await graph.ask('{ ping either @skip(if: true) }', [])).errors).toEqual([]);
  });
});

describe('options', () => {
  const withOptions = (directives: { readonly rejectUnauthorized: boolean; readonly dryRun: boolean }) =>
    plainGraph({ shop: SHOP, stock: STOCK }, { directives });

  test('reject_unauthorized refuses the whole operation of which any part is refused', async () => {
    const strict = await withOptions({ rejectUnauthorized: true, dryRun: false });
    const answer = await strict.ask('{ ping open { id secret } }', []);
    expect([answer.data, answer.asked]).toEqual([null, []]);
    expectRefused(answer, [['open', 'secret']]);
    expect((await strict.ask('{ ping open { id } }', [])).data).toEqual({ ping: 'pong', open: { id: '1' } });
    expect((await strict.ask('{ ping either @skip(if: true) }', [])).data).toEqual({ ping: 'pong' });
  });

  test('dry_run serves what would be refused, and tells it', async () => {
    const dry = await withOptions({ rejectUnauthorized: false, dryRun: true });
    const answer = await dry.ask('{ open { secret } found { ... on Locked { name } } }', []);
    expect(answer.data.open).toEqual({ secret: 'canary-secret' });
    expect(paths(answer)).toEqual([
      ['open', 'secret'],
      ['found', '@', 'name'],
    ]);
  });

  test('errors.response places refusals, and only them', async () => {
    const query = '{ open { id secret } }';
    const elsewhere = await graph.ask(query, [], { refusals: 'extensions' });
    expect(elsewhere.errors).toEqual([]);
    expect(elsewhere.extensions['authorizationErrors']).toMatchObject([{ path: ['open', 'secret'] }]);
    const nowhere = await graph.ask(query, [], { refusals: 'disabled' });
    expect([nowhere.errors, nowhere.data.open.secret]).toEqual([[], null]);
    expect(JSON.stringify(nowhere.extensions)).not.toContain('secret');
  });
});
