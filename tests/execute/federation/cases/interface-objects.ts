import { byKey, type FederationCase } from './federation-case.js';

const RECORDS = [
  { __typename: 'Letter', id: '1', title: 'On rice', pages: 3, sender: 'Lan' },
  { __typename: 'Ruling', id: '2', title: 'On salt', court: 'Hà Nội' },
];
const KINDS: Readonly<Record<string, string>> = { '1': 'Letter', '2': 'Ruling' };

const ARCHIVE = {
  sdl: `
    type Query { records: [Record!]! newest: Record }
    interface Record @key(fields: "id") { id: ID! title: String }
    type Letter implements Record @key(fields: "id") { id: ID! title: String pages: Int }
    type Ruling implements Record @key(fields: "id") { id: ID! title: String court: String }`,
  resolvers: {
    Query: { records: () => RECORDS, newest: () => RECORDS[1] },
    Record: { __resolveReference: byKey(RECORDS, 'id'), __resolveType: ({ id }: { id: string }) => KINDS[id] },
    Letter: { __resolveReference: byKey(RECORDS, 'id') },
    Ruling: { __resolveReference: byKey(RECORDS, 'id') },
  },
};

const fieldsOfAllTypes: FederationCase = {
  name: 'fields of an interface that another subgraph gives to all its types at once',
  subgraphs: {
    archive: ARCHIVE,
    readers: {
      sdl: `
        type Query { read: [Record!]! }
        type Record @key(fields: "id") @interfaceObject { id: ID! readers: Int title: String @external note: String @requires(fields: "title") }`,
      resolvers: {
        Query: { read: () => [{ id: '2' }, { id: '1' }] },
        Record: {
          __resolveReference: (given: object) => given,
          readers: ({ id }: { id: string }) => Number(id) * 10,
          note: ({ title }: { title?: string }) => `read: ${title}`,
        },
      },
    },
  },
  questions: [
    {
      query: '{ records { id readers } }',
      data: {
        records: [
          { id: '1', readers: 10 },
          { id: '2', readers: 20 },
        ],
      },
    },
    {
      query: '{ records { __typename readers } }',
      data: {
        records: [
          { __typename: 'Letter', readers: 10 },
          { __typename: 'Ruling', readers: 20 },
        ],
      },
    },
    {
      query: '{ read { id readers } }',
      data: {
        read: [
          { id: '2', readers: 20 },
          { id: '1', readers: 10 },
        ],
      },
    },
    { query: '{ read { __typename } }', data: { read: [{ __typename: 'Ruling' }, { __typename: 'Letter' }] } },
    {
      query:
        'query ($no: Boolean! = false) { read { ... on Ruling { __typename readers } ... on Letter @skip(if: $no) { note __typename } } }',
      data: {
        read: [
          { __typename: 'Ruling', readers: 20 },
          { note: 'read: On rice', __typename: 'Letter' },
        ],
      },
    },
    {
      query: '{ read { title note } }',
      data: {
        read: [
          { title: 'On salt', note: 'read: On salt' },
          { title: 'On rice', note: 'read: On rice' },
        ],
      },
    },
    {
      query: '{ read { ... on Letter { pages readers } ... on Ruling { court } } }',
      data: { read: [{ court: 'Hà Nội' }, { pages: 3, readers: 10 }] },
    },
    {
      query: '{ records { ... on Letter { readers t: __typename } ... on Record { note } } }',
      data: { records: [{ readers: 10, t: 'Letter', note: 'read: On rice' }, { note: 'read: On salt' }] },
    },
    {
      query:
        'query ($l: Boolean!, $n: Boolean!) { read { ... on Letter @include(if: $l) { pages } note @skip(if: $n) } newest { readers @include(if: $n) } }',
      variables: { l: true, n: true },
      data: { read: [{}, { pages: 3 }], newest: { readers: 20 } },
    },
  ],
};

const indirectly: FederationCase = {
  name: 'an interface object that stands for types which a third subgraph extends',
  subgraphs: {
    archive: ARCHIVE,
    people: {
      sdl: 'type Letter @key(fields: "id") { id: ID! sender: String }',
      resolvers: { Letter: { __resolveReference: (given: object) => given, sender: () => 'Lan' } },
    },
    lists: {
      sdl: `
        type Query { list: List }
        type List @key(fields: "id") { id: ID! first: Record all: [[Record]] }
        type Record @key(fields: "id") @interfaceObject { id: ID! }`,
      resolvers: {
        Query: { list: () => ({ id: 'l', first: { id: '1' }, all: [[{ id: '1' }, null], [{ id: '2' }]] }) },
      },
    },
  },
  questions: [
    {
      query: '{ list { id first { id ... on Letter { pages sender } } } newest { title ... on Letter { sender } } }',
      data: { list: { id: 'l', first: { id: '1', pages: 3, sender: 'Lan' } }, newest: { title: 'On salt' } },
    },
    {
      query: '{ list { all { __typename ... on Ruling { court } } } }',
      data: { list: { all: [[{ __typename: 'Letter' }, null], [{ __typename: 'Ruling', court: 'Hà Nội' }]] } },
    },
  ],
};

/** Gives another row than the one it is asked for, by a key that it has under its interface. */
const swapping: FederationCase = {
  name: 'rows that a subgraph swaps, asked for by the key of their interface',
  subgraphs: {
    archive: {
      ...ARCHIVE,
      resolvers: {
        ...ARCHIVE.resolvers,
        Record: {
          ...ARCHIVE.resolvers.Record,
          __resolveReference: ({ id }: { id: string }) => RECORDS.find((one) => one.id !== id),
        },
      },
    },
    readers: {
      sdl: 'type Query { read: [Record!]! } type Record @key(fields: "id") @interfaceObject { id: ID! readers: Int }',
      resolvers: {
        Query: { read: () => [{ id: '2' }, { id: '1' }] },
        Record: { readers: ({ id }: { id: string }) => Number(id) * 10 },
      },
    },
  },
  questions: [
    {
      query: '{ read { id readers title } }',
      data: {
        read: [
          { id: '2', readers: 20, title: null },
          { id: '1', readers: 10, title: null },
        ],
      },
      errors: [
        ['read', 0, 'title'],
        ['read', 1, 'title'],
      ],
    },
  ],
};

const toggledTwice: FederationCase = {
  name: 'a requirement through an interface object, toggled within what is toggled alike',
  subgraphs: {
    shelves: {
      sdl: 'type Query { shelves: [Shelf] } type Shelf @key(fields: "id") { id: ID! }',
      resolvers: { Query: { shelves: () => [{ id: 's' }] } },
    },
    archive: {
      sdl: `${ARCHIVE.sdl} type Shelf @key(fields: "id") { id: ID! first: Record second: Record }`,
      resolvers: {
        ...ARCHIVE.resolvers,
        Shelf: { __resolveReference: (given: object) => given, first: () => RECORDS[0], second: () => RECORDS[1] },
      },
    },
    notes: {
      sdl: `
        type Record @key(fields: "id") @interfaceObject { id: ID! next: Record title: String @external note: String @requires(fields: "title") }`,
      resolvers: {
        Record: {
          __resolveReference: ({ id, ...given }: { id?: string }) => {
            if (id === undefined) throw new Error('asked without a key');
            return { id, ...given };
          },
          next: ({ id }: { id: string }) => ({ id: id === '1' ? '2' : '1' }),
          note: ({ title }: { title?: string }) => `read: ${title}`,
        },
      },
    },
  },
  questions: [
    {
      query: `query ($yes: Boolean! = true) {
        shelves @include(if: $yes) {
          first @include(if: $yes) { next { ... on Letter { note id } } }
          second @include(if: $yes) { next { ... on Letter { note id } } }
        }
        id: newest { id }
      }`,
      data: {
        shelves: [{ first: { next: {} }, second: { next: { note: 'read: On rice', id: '1' } } }],
        id: { id: '2' },
      },
    },
  ],
};

const unresolvable: FederationCase = {
  name: 'an interface object of which the interface’s own subgraph knows no type',
  subgraphs: {
    a: {
      sdl: `
        type Query { a: Node product: Product }
        interface Node { id: ID! }
        interface Product @key(fields: "id") { id: ID! name: String }
        type Bread implements Product @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Query: { a: () => ({ id: 'n1' }), product: () => ({ __typename: 'Bread', id: 'p1' }) },
        Bread: { __resolveReference: (given: object) => ({ ...given, name: 'Loaf' }), name: () => 'Loaf' },
        Product: { __resolveReference: (given: object) => ({ ...given, __typename: 'Bread' }) },
      },
    },
    b: {
      sdl: `
        type Query { b: Node other: Product }
        type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }
        type Product @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      resolvers: {
        Query: { b: () => ({ id: 'n1', field: 'foo' }), other: () => ({ id: 'p1' }) },
      },
    },
  },
  questions: [
    { query: '{ b { id field } }', data: { b: { id: 'n1', field: 'foo' } } },
    { query: '{ b { id } }', data: { b: { id: 'n1' } } },
    { query: '{ product { id } }', data: { product: { id: 'p1' } } },
    { query: '{ other { id ... on Bread { name } } }', data: { other: { id: 'p1', name: 'Loaf' } } },
  ],
};

export const INTERFACE_OBJECT_CASES: readonly FederationCase[] = [
  fieldsOfAllTypes,
  indirectly,
  swapping,
  toggledTwice,
  unresolvable,
];
