import { byKey, type FederationCase } from './federation-case.js';

const PARCELS = [
  { number: '1', cadastre: 'c1', sheet: { map: 'm1', plot: 'p1', part: 'x1' }, owner: 'Lan' },
  { number: '2', cadastre: 'c2', sheet: { map: 'm2', plot: 'p2', part: 'x2' }, owner: 'Minh' },
];

const mashup: FederationCase = {
  name: 'keys of which each subgraph resolves others, and reads others still',
  subgraphs: {
    register: {
      sdl: `
        type Parcel @key(fields: "number") @key(fields: "cadastre", resolvable: false)
          @key(fields: "sheet { map plot }", resolvable: false)
          @key(fields: "number sheet { plot part }", resolvable: false) {
          number: ID! cadastre: ID! sheet: Sheet! owner: String!
        }
        type Sheet { map: ID! plot: ID! part: ID! }`,
      resolvers: { Parcel: { __resolveReference: byKey(PARCELS, 'number') } },
    },
    survey: {
      sdl: `
        type Query { survey: Survey }
        type Survey @key(fields: "id") { id: ID! parcels: [Parcel!]! }
        type Parcel @key(fields: "sheet { map plot }", resolvable: false) @key(fields: "number sheet { plot part }")
          @key(fields: "cadastre", resolvable: false) @key(fields: "number", resolvable: false) {
          number: ID! cadastre: ID! sheet: Sheet! owner: String! @external note: String! @requires(fields: "owner")
        }
        type Sheet { map: ID! plot: ID! part: ID! }`,
      resolvers: {
        Query: {
          survey: () => ({
            id: 's',
            parcels: PARCELS.map(({ number, cadastre, sheet }) => ({ number, cadastre, sheet })),
          }),
        },
        Parcel: {
          __resolveReference: (given: { number: string; owner?: string; sheet: { plot: string; part: string } }) => {
            const found = PARCELS.find(
              ({ number, sheet }) =>
                number === given.number && sheet.plot === given.sheet.plot && sheet.part === given.sheet.part,
            );
            return found === undefined ? null : { ...found, owner: given.owner };
          },
          note: ({ owner }: { owner?: string }) => {
            if (owner === undefined) throw new Error('asked without what it requires');
            return `of ${owner}`;
          },
        },
      },
    },
  },
  questions: [
    {
      query: '{ survey { id parcels { number owner note } } }',
      data: {
        survey: {
          id: 's',
          parcels: [
            { number: '1', owner: 'Lan', note: 'of Lan' },
            { number: '2', owner: 'Minh', note: 'of Minh' },
          ],
        },
      },
    },
    {
      query: '{ survey { parcels { note } } }',
      data: { survey: { parcels: [{ note: 'of Lan' }, { note: 'of Minh' }] } },
    },
    {
      query: '{ survey { parcels { owner sheet { map } } } }',
      data: {
        survey: {
          parcels: [
            { owner: 'Lan', sheet: { map: 'm1' } },
            { owner: 'Minh', sheet: { map: 'm2' } },
          ],
        },
      },
    },
  ],
};

const BOOKS = [
  { upc: 'b1', id: '1', author: 'Alice' },
  { upc: 'b2', id: '2', author: 'Bob' },
  { upc: 'b3', id: '3', author: 'Chi' },
];
const byWayOf: FederationCase = {
  name: 'a key that only a third subgraph knows, for rows that it does not have, has with null, or fails on',
  subgraphs: {
    shelves: {
      sdl: 'type Query { shelves: [Shelf] } type Shelf { book: Book } type Book @key(fields: "upc") { upc: ID! }',
      resolvers: {
        Query: {
          shelves: () => [
            ...BOOKS.map(({ upc }) => ({ book: { upc } })),
            { book: null },
            { book: { upc: 'b4' } },
            { book: { upc: 'b5' } },
          ],
        },
      },
    },
    index: {
      sdl: 'type Book @key(fields: "id") @key(fields: "upc") { id: ID upc: ID! }',
      resolvers: {
        Book: {
          __resolveReference: async ({ upc }: { upc?: string }) => {
            if (upc === 'b4') throw new Error('it is down');
            if (upc === 'b5') return { upc, id: null };
            return upc === 'b3' ? null : BOOKS.find((book) => book.upc === upc);
          },
        },
      },
    },
    authors: {
      sdl: 'type Book @key(fields: "id") { id: ID author: Author } type Author { name: String }',
      resolvers: {
        Book: {
          __resolveReference: async ({ id }: { id: string | null }) => {
            if (id === null) throw new Error('asked without a key');
            const { author } = BOOKS.find((book) => book.id === id)!;
            return { id, author: { name: author } };
          },
        },
      },
    },
  },
  questions: [
    {
      query: '{ shelves { book { upc author { name } } } }',
      data: {
        shelves: [
          { book: { upc: 'b1', author: { name: 'Alice' } } },
          { book: { upc: 'b2', author: { name: 'Bob' } } },
          { book: { upc: 'b3', author: null } },
          { book: null },
          { book: { upc: 'b4', author: null } },
          { book: { upc: 'b5', author: null } },
        ],
      },
      errors: [['shelves', 4, 'book', 'author']],
    },
  ],
};

const extended: FederationCase = {
  name: 'types that are extended, with external keys and fields, in the manner of Federation 1',
  subgraphs: {
    a: {
      sdl: 'extend type Query { randomUser: User } extend type User @key(fields: "id") { id: ID! @external name: String! @external rid: ID nickname: String @requires(fields: "name") }',
      resolvers: {
        Query: { randomUser: () => ({ id: 'u1', rid: 'r1' }) },
        User: {
          __resolveReference: (given: object) => ({ ...given, rid: 'r1' }),
          nickname: ({ name }: { name?: string }) => `nick of ${name}`,
        },
      },
    },
    b: {
      sdl: 'type Query { userById(id: ID): User } type User @key(fields: "id") { id: ID! name: String! @shareable nickname2: String }',
      resolvers: {
        Query: { userById: (_: unknown, { id }: { id: string }) => ({ id, name: 'Lan', nickname2: 'L' }) },
        User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Lan', nickname2: 'L' }) },
      },
    },
    c: {
      sdl: 'type Query { providedRandomUser: User @provides(fields: "name") } type User @key(fields: "id") @extends { id: ID! @external name: String! @external }',
      resolvers: {
        Query: { providedRandomUser: () => ({ id: 'u1', name: 'Lan of c' }) },
        User: { __resolveReference: (given: object) => given },
      },
    },
  },
  questions: [
    { query: '{ randomUser { id name } }', data: { randomUser: { id: 'u1', name: 'Lan' } } },
    {
      query: '{ randomUser { id rid nickname } }',
      data: { randomUser: { id: 'u1', rid: 'r1', nickname: 'nick of Lan' } },
    },
    {
      query: '{ userById(id: "u9") { id name rid nickname nickname2 } }',
      data: { userById: { id: 'u9', name: 'Lan', rid: 'r1', nickname: 'nick of Lan', nickname2: 'L' } },
    },
    { query: '{ providedRandomUser { id name } }', data: { providedRandomUser: { id: 'u1', name: 'Lan of c' } } },
    { query: '{ randomUser { name: id nickname } }', data: { randomUser: { name: 'u1', nickname: 'nick of Lan' } } },
  ],
};

const PRODUCTS = [
  { id: 'p1', pid: 'pp1', category: { id: 'c1', tag: 't1' } },
  { id: 'p2', pid: 'pp2', category: { id: 'c2', tag: 't2' } },
];
const nestedKeys: FederationCase = {
  name: 'keys made of other entities and of lists, and a child asked for by its parent’s key',
  subgraphs: {
    products: {
      sdl: `
        type Query { top: List! products: [Product] }
        type List @key(fields: "items { id }") { items: [Product!]! }
        type Product @key(fields: "id pid") @key(fields: "id") { id: ID! pid: ID category: Category @shareable }
        type Category @key(fields: "id") { id: ID! tag: String @shareable }`,
      resolvers: {
        Query: { top: () => ({ items: PRODUCTS }), products: () => PRODUCTS },
        Product: { __resolveReference: byKey(PRODUCTS, 'id') },
        Category: { __resolveReference: ({ id }: { id: string }) => ({ id, tag: `t${id.slice(1)}` }) },
      },
    },
    lists: {
      sdl: `
        type List @key(fields: "items { id pid }") { items: [Product!]! first: Product @shareable selected: Product @shareable }
        type Product @key(fields: "id pid") { id: ID! pid: ID }`,
      resolvers: {
        List: {
          __resolveReference: (given: { items: unknown[] }) => given,
          first: ({ items }: { items: unknown[] }) => items[0],
          selected: ({ items }: { items: unknown[] }) => items[1],
        },
      },
    },
    prices: {
      sdl: `
        type List @key(fields: "items { id pid category { id tag } } selected { id }") { items: [Product!]! first: Product @shareable selected: Product @shareable }
        type Product @key(fields: "id pid category { id tag }") { id: ID! price: Price pid: ID category: Category details: Details }
        type Category @key(fields: "id tag") { id: ID! tag: String }
        type Details { parent: Category }
        type Price { price: Float! }`,
      resolvers: {
        List: {
          selected: ({ selected }: { selected: { id: string } }) => PRODUCTS.find(({ id }) => id === selected.id),
        },
        Product: {
          __resolveReference: (given: { id: string; category?: { id: string; tag: string } }) => given,
          price: ({ id, category }: { id: string; category?: { tag?: string } }) => ({
            price: category?.tag === undefined ? -1 : Number(id.slice(1)) * 100,
          }),
          details: ({ category }: { category: object }) => ({ parent: category }),
        },
      },
    },
  },
  questions: [
    {
      query: '{ top { items { id price { price } } first { id } selected { id category { tag } price { price } } } }',
      data: {
        top: {
          items: [
            { id: 'p1', price: { price: 100 } },
            { id: 'p2', price: { price: 200 } },
          ],
          first: { id: 'p1' },
          selected: { id: 'p2', category: { tag: 't2' }, price: { price: 200 } },
        },
      },
    },
    {
      query: '{ products { details { parent { id tag } } } }',
      data: {
        products: [{ details: { parent: { id: 'c1', tag: 't1' } } }, { details: { parent: { id: 'c2', tag: 't2' } } }],
      },
    },
    {
      query: '{ products { category: pid pid: id price { price } } }',
      data: {
        products: [
          { category: 'pp1', pid: 'p1', price: { price: 100 } },
          { category: 'pp2', pid: 'p2', price: { price: 200 } },
        ],
      },
    },
  ],
};

const NODES = [
  { __typename: 'Account', id: 'a1', username: 'lan' },
  { __typename: 'Chat', id: 'c1', text: 'hello' },
];
const nodes: FederationCase = {
  name: 'one Node interface in all subgraphs',
  subgraphs: {
    a: {
      sdl: `
        type Query { node(id: ID!): Node @shareable account(id: String!): Account chat(id: String!): Chat }
        interface Node { id: ID! }
        type Account implements Node @key(fields: "id") { id: ID! username: String! chats: [Chat!]! }
        type Chat implements Node @key(fields: "id") { id: ID! account: Account! }`,
      resolvers: {
        Query: {
          node: (_: unknown, { id }: { id: string }) => NODES.find((node) => node.id === id),
          account: () => NODES[0],
          chat: () => NODES[1],
        },
        Account: { __resolveReference: () => NODES[0], chats: () => [{ id: 'c1' }] },
        Chat: { __resolveReference: (given: object) => given, account: () => NODES[0] },
      },
    },
    b: {
      sdl: `
        type Query { node(id: ID!): Node @shareable }
        interface Node { id: ID! }
        type Account implements Node @key(fields: "id") { id: ID! }
        type Chat implements Node @key(fields: "id") { id: ID! text: String! }`,
      resolvers: {
        Query: { node: (_: unknown, { id }: { id: string }) => NODES.find((node) => node.id === id) },
        Account: { __resolveReference: (given: object) => given },
        Chat: { __resolveReference: byKey(NODES, 'id') },
      },
    },
  },
  questions: [
    {
      query: '{ account(id: "a1") { id username chats { id text } } }',
      data: { account: { id: 'a1', username: 'lan', chats: [{ id: 'c1', text: 'hello' }] } },
    },
    {
      query:
        '{ node(id: "c1") { __typename id ... on Chat { text account { id username } } ... on Account { username } } }',
      data: { node: { __typename: 'Chat', id: 'c1', text: 'hello', account: { id: 'a1', username: 'lan' } } },
    },
    {
      query: '{ node(id: "a1") { ... on Account { t: __typename chats { text } } } }',
      data: { node: { t: 'Account', chats: [{ text: 'hello' }] } },
    },
    { query: '{ node(id: "none") { id } }', data: { node: null } },
    {
      query: '{ __typename chat(id: "c1") { __typename } }',
      data: { __typename: 'Query', chat: { __typename: 'Chat' } },
    },
  ],
};

export const KEY_CASES: readonly FederationCase[] = [mashup, byWayOf, extended, nestedKeys, nodes];
