import { byKey, type FederationCase } from './federation-case.js';

const BOOK = { __typename: 'Book', id: 'b', title: 'Truyện Kiều' };
const SONG = { __typename: 'Song', id: 's', title: 'Quan họ' };
const partUnions: FederationCase = {
  name: 'a union of which each subgraph knows other members',
  subgraphs: {
    a: {
      sdl: `
        type Query { media: Media @shareable book: Media @shareable song: Media viewer: Viewer @shareable }
        union Media = Book | Song
        type Book { title: String! @shareable }
        type Song { title: String! }
        type Viewer { media: Media @shareable song: Media }`,
      resolvers: {
        Query: { media: () => BOOK, book: () => BOOK, song: () => SONG, viewer: () => ({ media: BOOK, song: SONG }) },
      },
    },
    b: {
      sdl: `
        type Query { media: Media @shareable book: Media @shareable viewer: Viewer @shareable }
        union Media = Book | Movie
        type Book { title: String! @shareable }
        type Movie { title: String! }
        type Viewer { media: Media @shareable book: Media }`,
      resolvers: { Query: { media: () => BOOK, book: () => BOOK, viewer: () => ({ media: BOOK, book: BOOK }) } },
    },
  },
  questions: [
    { query: '{ media { ... on Movie { title } } }', data: { media: {} } },
    { query: '{ media { ... on Book { title } ... on Movie { title } } }', data: { media: { title: 'Truyện Kiều' } } },
    {
      query:
        '{ viewer { media { __typename ... on Song { title } ... on Movie { title } ... on Book { title } } book { __typename ... on Song { title } ... on Book { title } } song { __typename ... on Song { title } ... on Movie { title } } } }',
      data: {
        viewer: {
          media: { __typename: 'Book', title: 'Truyện Kiều' },
          book: { __typename: 'Book', title: 'Truyện Kiều' },
          song: { __typename: 'Song', title: 'Quan họ' },
        },
      },
    },
    {
      query: '{ song { __typename ... on Movie { title } } book { ... on Song { title } } }',
      data: { song: { __typename: 'Song' }, book: {} },
    },
  ],
};

const [COMMON, ONLY_A, ONLY_B] = [
  { __typename: 'Common', label: 'c' },
  { __typename: 'OnlyA', a: 'a' },
  { __typename: 'OnlyB', b: 'b' },
];
const EACH = '{ actions { __typename ... on Common { label } ... on OnlyA { a } ... on OnlyB { b } } }';
const below: FederationCase = {
  name: 'such a union below fields that both subgraphs give',
  subgraphs: {
    a: {
      sdl: `
        type Query { rootA: Box shared: Box @shareable }
        type Box @key(fields: "id") { id: ID! inside: Inside @shareable }
        type Inside @shareable { actions: [Action!]! }
        union Action = Common | OnlyA
        type Common @shareable { label: String }
        type OnlyA { a: String }`,
      resolvers: {
        Query: {
          rootA: () => ({ id: '1', inside: { actions: [COMMON, ONLY_A] } }),
          shared: () => ({ id: '1', inside: { actions: [COMMON] } }),
        },
        Box: { __resolveReference: (given: object) => ({ ...given, inside: { actions: [COMMON, ONLY_A] } }) },
      },
    },
    b: {
      sdl: `
        type Query { rootB: Box shared: Box @shareable }
        type Box @key(fields: "id") { id: ID! inside: Inside @shareable inB: Inside }
        type Inside @shareable { actions: [Action!]! }
        union Action = Common | OnlyB
        type Common @shareable { label: String }
        type OnlyB { b: String }`,
      resolvers: {
        Query: {
          rootB: () => ({ id: '1', inside: { actions: [COMMON, ONLY_B] } }),
          shared: () => ({ id: '1', inside: { actions: [COMMON] } }),
        },
        Box: {
          __resolveReference: (given: object) => ({ ...given, inside: { actions: [COMMON, ONLY_B] } }),
          inB: () => ({ actions: [COMMON, ONLY_B] }),
        },
      },
    },
  },
  questions: [
    { query: `{ shared { inside ${EACH} } }`, data: { shared: { inside: { actions: [COMMON] } } } },
    { query: `{ rootA { inB ${EACH} } }`, data: { rootA: { inB: { actions: [COMMON, ONLY_B] } } } },
    {
      query: '{ rootA { inside { actions { __typename ... on OnlyB { b } } } } }',
      data: { rootA: { inside: { actions: [{ __typename: 'Common' }, { __typename: 'OnlyA' }] } } },
    },
  ],
};

const mismatch: FederationCase = {
  name: 'one response key of two types under one union',
  subgraphs: {
    a: {
      sdl: `
        union Owner = Person | Office
        type Person { id: ID! @shareable }
        type Office @key(fields: "id") { id: ID! @external }
        type Query { owners: [Owner!]! @provides(fields: "... on Office { id }") people: [Person] @shareable }`,
      resolvers: {
        Query: {
          owners: () => [
            { __typename: 'Person', id: 'p' },
            { __typename: 'Office', id: 'o' },
          ],
          people: () => [{ id: 'p' }],
        },
      },
    },
    b: {
      sdl: `
        type Person @key(fields: "id") { id: ID! @shareable name: String similar: [Account] }
        type Office @key(fields: "id") { id: ID! name: String! similar: [Account] }
        union Account = Person | Office
        type Query { people: [Person] @shareable accounts: [Account!]! }`,
      resolvers: {
        Query: {
          people: () => [{ id: 'p' }],
          accounts: () => [
            { __typename: 'Person', id: 'p' },
            { __typename: 'Office', id: 'o' },
          ],
        },
        Person: {
          __resolveReference: (given: object) => given,
          name: () => null,
          similar: () => [{ __typename: 'Office', id: 'o' }],
        },
        Office: {
          __resolveReference: (given: object) => given,
          name: () => 'Registry',
          similar: () => [
            { __typename: 'Person', id: 'p' },
            { __typename: 'Office', id: 'o' },
          ],
        },
      },
    },
  },
  questions: [
    { query: '{ people { id name } }', data: { people: [{ id: 'p', name: null }] } },
    {
      query: '{ owners { ... on Person { id } ... on Office { id name } } }',
      data: { owners: [{ id: 'p' }, { id: 'o', name: 'Registry' }] },
    },
    {
      query:
        '{ accounts { ... on Person { id pn: name similar { ... on Person { id } ... on Office { id name } } } ... on Office { id name similar { __typename ... on Person { id } ... on Office { id } } } } }',
      data: {
        accounts: [
          { id: 'p', pn: null, similar: [{ id: 'o', name: 'Registry' }] },
          {
            id: 'o',
            name: 'Registry',
            similar: [
              { __typename: 'Person', id: 'p' },
              { __typename: 'Office', id: 'o' },
            ],
          },
        ],
      },
    },
  ],
};

const SAMSUNG = { __typename: 'Phone', id: 'x', samples: [{ __typename: 'Phone', id: 'y' }] };
const circular: FederationCase = {
  name: 'an interface whose types lead back to it, and relay nodes',
  subgraphs: {
    a: {
      sdl: 'type Query { product: Product } interface Product { samples: [Product!]! } type Phone implements Product @key(fields: "id") { id: ID! samples: [Phone!]! @shareable }',
      resolvers: {
        Query: { product: () => SAMSUNG },
        Phone: { __resolveReference: () => SAMSUNG, samples: () => SAMSUNG.samples },
      },
    },
    b: {
      sdl: 'interface Product { id: ID! price: Float samples: [Product!]! } type Phone implements Product @key(fields: "id") { id: ID! price: Float samples: [Phone!]! @shareable }',
      resolvers: {
        Phone: {
          __resolveReference: byKey(
            [
              { ...SAMSUNG, price: 1.5 },
              { __typename: 'Phone', id: 'y', price: 2.5, samples: [] },
            ],
            'id',
          ),
          samples: () => SAMSUNG.samples,
        },
      },
    },
  },
  questions: [
    { query: '{ product { samples { ... on Phone { id } } } }', data: { product: { samples: [{ id: 'y' }] } } },
    {
      query: '{ product { samples { id price samples { __typename } } } }',
      data: { product: { samples: [{ id: 'y', price: 2.5, samples: [{ __typename: 'Phone' }] }] } },
    },
  ],
};

const UNITS = [
  { __typename: 'Cell', id: 'c1', near: ['c2'] },
  { __typename: 'Cell', id: 'c2', near: [] },
  { __typename: 'Committee', id: 'k1', near: ['k1'] },
];
const nearOf = ({ near }: { near: readonly string[] }): unknown => UNITS.filter(({ id }) => near.includes(id));
const own: FederationCase = {
  name: 'a field that each type of an interface gives as a type of its own',
  subgraphs: {
    a: {
      sdl: `
        type Query { cell: Cell units: [Unit!]! }
        interface Unit { id: ID! near: [Unit!] }
        type Cell implements Unit @key(fields: "id") { id: ID! near: [Cell!] }
        type Committee implements Unit @key(fields: "id") { id: ID! near: [Committee!] }`,
      resolvers: {
        Query: { cell: () => UNITS[0], units: () => UNITS },
        Cell: { __resolveReference: byKey(UNITS, 'id'), near: nearOf },
        Committee: { __resolveReference: byKey(UNITS, 'id'), near: nearOf },
      },
    },
    b: {
      sdl: `
        interface Unit { id: ID! motto: String }
        type Cell implements Unit @key(fields: "id") { id: ID! motto: String }
        type Committee implements Unit @key(fields: "id") { id: ID! motto: String }`,
      resolvers: {
        Cell: { motto: ({ id }: { id: string }) => `of ${id}` },
        Committee: { motto: ({ id }: { id: string }) => `of ${id}` },
      },
    },
  },
  questions: [
    { query: '{ units { id } }', data: { units: [{ id: 'c1' }, { id: 'c2' }, { id: 'k1' }] } },
    { query: '{ cell { ... on Unit { near { id } } } }', data: { cell: { near: [{ id: 'c2' }] } } },
    { query: '{ cell { ... on Unit { near { kind: __typename } } } }', data: { cell: { near: [{ kind: 'Cell' }] } } },
    {
      query: '{ units { motto near { id } } }',
      data: {
        units: [
          { motto: 'of c1', near: [{ id: 'c2' }] },
          { motto: 'of c2', near: [] },
          { motto: 'of k1', near: [{ id: 'k1' }] },
        ],
      },
    },
    {
      query: '{ units { ... on Cell { ... on Unit { near { motto } } } } }',
      data: { units: [{ near: [{ motto: 'of c2' }] }, { near: [] }, {}] },
    },
  ],
};

const HOLDERS = [
  { __typename: 'Member', id: 'm1', name: 'Lan' },
  { __typename: 'Agent', id: 'g1', name: 'nobody' },
];
const DOCUMENTS = HOLDERS.map((holder, at) => ({ id: `d${at}`, holder, one: holder, all: HOLDERS }));
const unseen: FederationCase = {
  name: 'objects of a type that clients may not see, which another subgraph requires',
  subgraphs: {
    documents: {
      sdl: `
        type Query { documents: [Document] }
        type Document @key(fields: "id") { id: ID! holder: Holder one: Named! all: [Holder] }
        interface Named { name: String }
        type Member implements Named @shareable { id: ID! name: String }
        type Agent implements Named @shareable @inaccessible { id: ID! name: String }
        union Holder = Member | Agent`,
      resolvers: { Query: { documents: () => DOCUMENTS }, Document: { __resolveReference: byKey(DOCUMENTS, 'id') } },
    },
    titles: {
      sdl: `
        type Query { titled: [Document] }
        type Document @key(fields: "id") { id: ID! holder: Holder @external
          title: String @requires(fields: "holder { ... on Member { name } ... on Agent { id } }") }
        type Member @shareable { id: ID! name: String }
        type Agent @shareable { id: ID! name: String }
        union Holder = Member | Agent`,
      resolvers: {
        Query: { titled: () => DOCUMENTS.map(({ id }) => ({ id })) },
        Document: {
          __resolveReference: (given: object) => given,
          title: ({ holder }: { holder: { name?: string; id?: string } }) => `of ${holder.name ?? holder.id}`,
        },
      },
    },
  },
  questions: [
    {
      query: '{ titled { title holder { __typename } } }',
      data: {
        titled: [
          { title: 'of Lan', holder: { __typename: 'Member' } },
          { title: 'of g1', holder: null },
        ],
      },
    },
    {
      query: '{ documents { all { ... on Member { name } } } }',
      data: { documents: [{ all: [{ name: 'Lan' }, null] }, { all: [{ name: 'Lan' }, null] }] },
    },
    {
      query: '{ documents { one { name } } }',
      data: { documents: [{ one: { name: 'Lan' } }, null] },
      errors: [['documents', 1, 'one']],
    },
  ],
};

const HELD = { number: 7, shelf: 'A', holder: HOLDERS[0], holders: [HOLDERS[0], null] };
const narrower: FederationCase = {
  name: 'a field of which one subgraph says by its type what another leaves to each object',
  subgraphs: {
    documents: {
      sdl: `
        type Query { document: Document @shareable }
        type Document { number: Int holder: Member @shareable holders: [Member] @shareable }
        type Member @shareable { name: String }`,
      resolvers: { Query: { document: () => HELD } },
    },
    archive: {
      sdl: `
        type Query { document: Document @shareable }
        type Document { shelf: String holder: Holder @shareable holders: [Named] @shareable }
        union Holder = Member | Office
        interface Named { name: String }
        type Member implements Named @shareable { name: String }
        type Office implements Named { name: String }`,
      resolvers: { Query: { document: () => HELD } },
    },
  },
  questions: [
    {
      query: '{ document { number holders { name } } }',
      data: { document: { number: 7, holders: [{ name: 'Lan' }, null] } },
    },
    {
      query: '{ document { number holder { kind: __typename } } }',
      data: { document: { number: 7, holder: { kind: 'Member' } } },
    },
    {
      query: 'query ($no: Boolean! = false) { document { number holder { kind: __typename @include(if: $no) } } }',
      data: { document: { number: 7, holder: {} } },
    },
    {
      query: '{ document { shelf holder { kind: __typename ... on Member { name named: __typename } } } }',
      data: { document: { shelf: 'A', holder: { kind: 'Member', name: 'Lan', named: 'Member' } } },
    },
  ],
};

export const ABSTRACT_CASES: readonly FederationCase[] = [partUnions, below, mismatch, unseen, narrower, circular, own];
