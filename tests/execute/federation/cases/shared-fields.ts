import { byKey, type FederationCase } from './federation-case.js';

const POSTS = [
  { id: 'p1', created: 'day 1', title: 'Rice', words: 3 },
  { id: 'p2', created: 'day 2', title: 'Salt', words: 5 },
];

const overridden: FederationCase = {
  name: 'fields that another subgraph has taken over, wholly, in part, or from one that does not exist',
  subgraphs: {
    old: {
      sdl: `
        type Query { old: [Post] }
        type Post @key(fields: "id") { id: ID! created: String title: String words: Int }`,
      resolvers: {
        Query: { old: () => POSTS.map(({ id }) => ({ id, created: 'old', title: 'old', words: 0 })) },
        Post: { __resolveReference: ({ id }: { id: string }) => ({ id, created: 'old', title: 'old', words: 0 }) },
      },
    },
    fresh: {
      sdl: `
        type Query { fresh: [Post] }
        type Post @key(fields: "id") { id: ID! created: String @override(from: "old")
          title: String @override(from: "old", label: "percent(100)") words: Int @override(from: "old", label: "percent(0)")
          extra: String @override(from: "nobody") }`,
      resolvers: {
        Query: { fresh: () => POSTS.map((post) => ({ ...post, extra: 'e' })) },
        Post: {
          __resolveReference: (given: { id: string }) => ({ ...POSTS.find(({ id }) => id === given.id), extra: 'e' }),
        },
      },
    },
  },
  questions: [
    {
      query: '{ old { id created } }',
      data: {
        old: [
          { id: 'p1', created: 'day 1' },
          { id: 'p2', created: 'day 2' },
        ],
      },
    },
    {
      query: '{ fresh { created extra } }',
      data: {
        fresh: [
          { created: 'day 1', extra: 'e' },
          { created: 'day 2', extra: 'e' },
        ],
      },
    },
    {
      query: '{ old { title words } }',
      data: {
        old: [
          { title: 'Rice', words: 0 },
          { title: 'Salt', words: 0 },
        ],
      },
    },
    {
      query: '{ fresh { title words } }',
      data: {
        fresh: [
          { title: 'Rice', words: 0 },
          { title: 'Salt', words: 0 },
        ],
      },
    },
  ],
};

const PRODUCTS = [{ id: 'p1', name: 'Rice', price: 9.5, weight: 2, kind: { id: 'k1', name: 'Food' } }];
const requests = new Map<string, number>();

const roots: FederationCase = {
  name: 'root fields that several subgraphs share, and mutations in their order',
  subgraphs: {
    names: {
      sdl: `
        type Query { product: Product @shareable products: [Product] @shareable }
        type Mutation { add(by: Int!, in: ID!): Int! @shareable start(name: String! = "new", tags: [Tag!]): Product }
        input Tag { name: String! only: Int }
        type Product @key(fields: "id") { id: ID! name: Name }
        type Name { id: ID! short: String }`,
      resolvers: {
        Query: { product: () => ({ id: 'p1' }), products: () => [{ id: 'p1' }] },
        Product: { __resolveReference: (given: object) => given, name: () => ({ id: 'n1', short: 'Rice' }) },
        Mutation: {
          add: (_: unknown, { by, in: at }: { by: number; in: string }) => {
            requests.set(at, (requests.get(at) ?? 0) + by);
            return requests.get(at);
          },
          start: (_: unknown, { name, tags = [] }: { name: string; tags?: { name: string }[] }) => ({
            id: `${name}-${tags.map((tag) => tag.name).join('+')}`,
          }),
        },
      },
    },
    prices: {
      sdl: `
        type Query { product: Product @shareable products: [Product] @shareable }
        type Mutation { multiply(by: Int!, in: ID!): Int! end(in: ID!): Int }
        input Tag { name: String! }
        type Product @key(fields: "id") { id: ID! price: Price tagged(with: Tag): String }
        type Price { id: ID! amount: Float }`,
      resolvers: {
        Query: { product: () => ({ id: 'p1' }), products: () => [{ id: 'p1' }] },
        Product: {
          __resolveReference: (given: object) => given,
          price: () => ({ id: 'x', amount: 9.5 }),
          tagged: (_: unknown, given: { with?: { name: string } | null }) => given.with?.name ?? null,
        },
        Mutation: {
          multiply: (_: unknown, { by, in: at }: { by: number; in: string }) => {
            requests.set(at, (requests.get(at) ?? 0) * by);
            return requests.get(at);
          },
          end: (_: unknown, { in: at }: { in: string }) => {
            const last = requests.get(at);
            requests.delete(at);
            return last;
          },
        },
      },
    },
  },
  questions: [
    {
      query: '{ product { id name { id short } price { id amount } } products { price { amount } name { short } } }',
      data: {
        product: { id: 'p1', name: { id: 'n1', short: 'Rice' }, price: { id: 'x', amount: 9.5 } },
        products: [{ price: { amount: 9.5 }, name: { short: 'Rice' } }],
      },
    },
    {
      query:
        'mutation ($id: ID!) { five: add(by: 5, in: $id) ten: multiply(by: 2, in: $id) twelve: add(by: 2, in: $id) last: end(in: $id) after: end(in: $id) }',
      variables: { id: 'r1' },
      data: { five: 5, ten: 10, twelve: 12, last: 12, after: null },
    },
    {
      query: 'mutation ($tags: [Tag!]) { start(tags: $tags) { id price { amount } name { short } } }',
      variables: { tags: [{ name: 'a' }, { name: 'b' }] },
      data: { start: { id: 'new-a+b', price: { amount: 9.5 }, name: { short: 'Rice' } } },
    },
    {
      query: '{ product { tagged(with: { name: "x" }) none: tagged } }',
      data: { product: { tagged: 'x', none: null } },
    },
    {
      query: 'query ($tag: Tag = { name: "d" }) { product { tagged(with: $tag) } }',
      data: { product: { tagged: 'd' } },
    },
  ],
};

const USERS = [
  { id: 'u1', kind: 'REGULAR', hidden: 'SECRET', name: 'Lan' },
  { id: 'u2', kind: 'HIDDEN', hidden: 'OPEN', name: 'Minh' },
];
const enums: FederationCase = {
  name: 'enum values and fields that not every subgraph knows, or clients may not see',
  subgraphs: {
    a: {
      sdl: `
        type Query { users: [User] userOf(kind: Kind!): User }
        type User @key(fields: "id") { id: ID! kind: Kind secret: String @inaccessible must: Kind! list: [Kind] wrong: Kind }
        enum Kind { REGULAR HIDDEN @inaccessible }`,
      resolvers: {
        Query: {
          users: () => USERS,
          userOf: (_: unknown, given: { kind: string }) => USERS.find(({ kind }) => kind === given.kind),
        },
        User: {
          __resolveReference: byKey(USERS, 'id'),
          secret: ({ hidden }: { hidden: string }) => hidden,
          must: ({ kind }: { kind: string }) => kind,
          list: () => ['REGULAR', 'HIDDEN'],
          wrong: () => 'NEITHER',
        },
      },
    },
    b: {
      sdl: `
        type Query { bs: [User] }
        type User @key(fields: "id") { id: ID! secret: String @external level: Level derived: String @requires(fields: "secret") }
        enum Level { LOW HIGH }`,
      resolvers: {
        Query: { bs: () => USERS.map(({ id }) => ({ id })) },
        User: {
          __resolveReference: (given: object) => given,
          level: ({ id }: { id: string }) => (id === 'u1' ? 'LOW' : 'HIGH'),
          derived: ({ secret }: { secret?: string }) => `from ${secret}`,
        },
      },
    },
    c: {
      sdl: 'type User @key(fields: "id") { id: ID! other: Level } enum Level { LOW HIGH TOP }',
      resolvers: { User: { __resolveReference: (given: object) => given, other: () => 'TOP' } },
    },
  },
  questions: [
    {
      query: '{ users { id kind } }',
      data: {
        users: [
          { id: 'u1', kind: 'REGULAR' },
          { id: 'u2', kind: null },
        ],
      },
    },
    { query: '{ users { must } }', data: { users: [{ must: 'REGULAR' }, null] }, errors: [['users', 1, 'must']] },
    { query: '{ users { list } }', data: { users: [{ list: ['REGULAR', null] }, { list: ['REGULAR', null] }] } },
    // Of what is no value in any subgraph it is the subgraph that tells.
    {
      query: '{ users { wrong } }',
      data: { users: [{ wrong: null }, { wrong: null }] },
      errors: [
        ['users', 0, 'wrong'],
        ['users', 1, 'wrong'],
      ],
    },
    {
      query: '{ bs { derived level other } }',
      data: {
        bs: [
          { derived: 'from SECRET', level: 'LOW', other: 'TOP' },
          { derived: 'from OPEN', level: 'HIGH', other: 'TOP' },
        ],
      },
    },
    {
      query: 'query ($kind: Kind!) { userOf(kind: $kind) { id } }',
      variables: { kind: 'REGULAR' },
      data: { userOf: { id: 'u1' } },
    },
  ],
};

const toggles: FederationCase = {
  name: 'fields that are skipped or included, what they require too',
  subgraphs: {
    a: {
      sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! price: Float weight: Int }',
      resolvers: { Query: { product: () => PRODUCTS[0] }, Product: { __resolveReference: byKey(PRODUCTS, 'id') } },
    },
    b: {
      sdl: `
        type Query { sold: Product }
        type Product @key(fields: "id") { id: ID! price: Float @external weight: Int @external
          dear: Boolean @requires(fields: "price") heavy: Boolean @requires(fields: "weight") }`,
      resolvers: {
        Query: { sold: () => ({ id: PRODUCTS[0]!.id }) },
        Product: {
          __resolveReference: (given: object) => given,
          dear: ({ price }: { price: number }) => price > 5,
          heavy: ({ weight }: { weight: number }) => weight > 5,
        },
      },
    },
    c: {
      sdl: 'type Product @key(fields: "id") { id: ID! dear: Boolean @external text: String @requires(fields: "dear") never: Boolean }',
      resolvers: {
        Product: {
          __resolveReference: (given: object) => given,
          text: ({ dear }: { dear: boolean }) => `dear: ${dear}`,
          never: () => {
            throw new Error('never asked');
          },
        },
      },
    },
  },
  questions: [
    {
      query: 'query ($no: Boolean = false) { product { price never @include(if: $no) } }',
      data: { product: { price: 9.5 } },
    },
    {
      query: 'query ($yes: Boolean = true) { product { price never @skip(if: $yes) text } }',
      data: { product: { price: 9.5, text: 'dear: true' } },
    },
    {
      query: 'query ($no: Boolean = false) { product { text @include(if: $no) dear } }',
      data: { product: { dear: true } },
    },
    {
      query:
        'query ($yes: Boolean = true) { product { ... @include(if: $yes) { text } ... on Product @skip(if: $yes) { never } } }',
      data: { product: { text: 'dear: true' } },
    },
    {
      // The planner forgets that `heavy` is toggled, and that what it requires then is not there.
      query: 'query ($no: Boolean = false) { sold { dear ... on Product @include(if: $no) { heavy } } }',
      data: { sold: { dear: true } },
    },
    {
      query: 'query ($yes: Boolean = true) { sold { dear ... on Product @include(if: $yes) { heavy } } }',
      data: { sold: { dear: true, heavy: false } },
    },
  ],
};

export const SHARED_FIELD_CASES: readonly FederationCase[] = [overridden, roots, enums, toggles];
