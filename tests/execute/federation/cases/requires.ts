import { byKey, type FederationCase } from './federation-case.js';

const missing = (): never => {
  throw new Error('asked without what it requires');
};

const CASES = [
  { id: 'c1', notes: ['n1', 'n2', 'n3', 'n4'] },
  { id: 'c2', notes: ['n5', 'n6', 'n3'] },
];
const NOTES = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((id, at) => ({ id, author: `a${at % 3}`, text: `t${at % 2}` }));

const argumentOfOurs: FederationCase = {
  name: 'a required field with an argument, which the caller asks for with another',
  subgraphs: {
    desk: {
      sdl: `
        type Query { cases: [Case] }
        type Case @key(fields: "id") { id: ID! notes(first: Int!): [Note] @external }
        type Note @key(fields: "id") { id: ID! author: ID text: String! also: [Case] @external
          repeated: Boolean @requires(fields: "also { notes(first: 50) { id } }") }`,
      resolvers: {
        Query: { cases: () => CASES.map(({ id }) => ({ id })) },
        Note: {
          __resolveReference: byKey(NOTES, 'id'),
          repeated: ({ also = missing() }: { also?: { notes: { id: string }[] }[] }) =>
            also.length > 1 && also.every(({ notes }) => notes.every(({ id }) => id.startsWith('n'))),
        },
      },
    },
    archive: {
      sdl: `
        type Case @key(fields: "id") { id: ID! lead: Person @requires(fields: "notes(first: 3) { author }") notes(first: Int!): [Note] }
        type Note @key(fields: "id") { id: ID! author: ID @external also: [Case] }
        type Person { id: ID! name: String }`,
      resolvers: {
        Case: {
          __resolveReference: (given: { id: string; notes?: { author: string }[] }) => ({
            id: given.id,
            given: given.notes,
          }),
          lead: ({ given = missing() }: { given?: { author: string }[] }) => {
            if (given.length !== 3) throw new Error('not the three that it requires');
            return { id: given[2]!.author, name: `person ${given[2]!.author}` };
          },
          notes: ({ id }: { id: string }, { first }: { first: number }) =>
            CASES.find((one) => one.id === id)!
              .notes.slice(0, first)
              .map((note) => ({ id: note })),
        },
        Note: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          also: ({ id }: { id: string }) =>
            CASES.filter(({ notes }) => notes.includes(id)).map((one) => ({ id: one.id })),
        },
      },
    },
  },
  questions: [
    { query: '{ cases { lead { id } } }', data: { cases: [{ lead: { id: 'a2' } }, { lead: { id: 'a2' } }] } },
    {
      query: '{ cases { lead { id } notes(first: 1) { id } } }',
      data: {
        cases: [
          { lead: { id: 'a2' }, notes: [{ id: 'n1' }] },
          { lead: { id: 'a2' }, notes: [{ id: 'n5' }] },
        ],
      },
    },
    {
      query:
        'query ($first: Int = 1) { cases { lead { id } ...A ...B } } fragment A on Case { notes(first: $first) { id } } fragment B on Case { notes(first: $first) { text } }',
      data: {
        cases: [
          { lead: { id: 'a2' }, notes: [{ id: 'n1', text: 't0' }] },
          { lead: { id: 'a2' }, notes: [{ id: 'n5', text: 't0' }] },
        ],
      },
    },
    {
      query: '{ cases { notes(first: 3) { repeated } } }',
      data: {
        cases: [
          { notes: [{ repeated: false }, { repeated: false }, { repeated: true }] },
          { notes: [{ repeated: false }, { repeated: false }, { repeated: true }] },
        ],
      },
    },
    {
      query: '{ cases { notes(first: 3) { repeated } lead { name } } }',
      data: {
        cases: [
          { notes: [{ repeated: false }, { repeated: false }, { repeated: true }], lead: { name: 'person a2' } },
          { notes: [{ repeated: false }, { repeated: false }, { repeated: true }], lead: { name: 'person a2' } },
        ],
      },
    },
  ],
};

const GOODS = [
  { code: 'g1', price: 11, weight: 1, kind: { average: 11 } },
  { code: 'g2', price: 22, weight: 2, kind: { average: 22 } },
];
const RATE: Readonly<Record<string, number>> = { VND: 1, USD: 2 };

const argumentsThatConflict: FederationCase = {
  name: 'one field required twice, with two arguments',
  subgraphs: {
    store: {
      sdl: `
        type Query { goods: [Good] }
        type Good @key(fields: "code") { code: ID! price(in: String!): Int weight: Int kind: Kind }
        type Kind { average(in: String!): Int }`,
      resolvers: {
        Query: { goods: () => GOODS },
        Good: {
          __resolveReference: byKey(GOODS, 'code'),
          price: ({ price }: { price: number }, given: { in: string }) => price * RATE[given.in]!,
        },
        Kind: { average: ({ average }: { average: number }, given: { in: string }) => average * RATE[given.in]! },
      },
    },
    customs: {
      sdl: `
        type Good @key(fields: "code") { code: ID! weight: Int @external price(in: String!): Int @external
          duty: Int @requires(fields: "price(in: \\"VND\\") weight")
          dutyAbroad: Int @requires(fields: "price(in: \\"USD\\") weight")
          kind: Kind @external
          dear: Boolean @requires(fields: "kind { average(in: \\"VND\\") }")
          dearAbroad: Boolean @requires(fields: "kind { average(in: \\"USD\\") }") }
        type Kind @external { average(in: String!): Int }`,
      resolvers: {
        Good: {
          __resolveReference: (given: object) => given,
          duty: ({ price = missing(), weight = missing() }: { price?: number; weight?: number }) => price * weight * 10,
          dutyAbroad: ({ price = missing(), weight = missing() }: { price?: number; weight?: number }) =>
            price * weight * 100,
          dear: ({ kind = missing() }: { kind?: { average: number } }) => kind.average > 11,
          dearAbroad: ({ kind = missing() }: { kind?: { average: number } }) => kind.average > 22,
        },
      },
    },
  },
  questions: [
    { query: '{ goods { duty } }', data: { goods: [{ duty: 110 }, { duty: 440 }] } },
    {
      query: '{ goods { code duty dutyAbroad } }',
      data: {
        goods: [
          { code: 'g1', duty: 110, dutyAbroad: 2200 },
          { code: 'g2', duty: 440, dutyAbroad: 8800 },
        ],
      },
    },
    {
      query: '{ goods { price(in: "USD") duty other: price(in: "VND") dutyAbroad dear } }',
      data: {
        goods: [
          { price: 22, duty: 110, other: 11, dutyAbroad: 2200, dear: false },
          { price: 44, duty: 440, other: 22, dutyAbroad: 8800, dear: true },
        ],
      },
    },
    {
      query: '{ goods { dear dearAbroad kind { average(in: "USD") } } }',
      data: {
        goods: [
          { dear: false, dearAbroad: false, kind: { average: 22 } },
          { dear: true, dearAbroad: true, kind: { average: 44 } },
        ],
      },
    },
  ],
};

const ROWS = [
  { code: 'g1', name: 'Rice', nick: 'g2', number: 7, text: 't7', box: { size: 1, colour: 'red' } },
  { code: 'g2', name: 'Salt', nick: 'g1', number: 8, text: 't8', box: { size: 2, colour: 'blue' } },
];

const aliases: FederationCase = {
  name: 'a caller’s name for one field that is the name of a key, or of a required field',
  subgraphs: {
    a: {
      sdl: `
        type Query { goods: [Good] }
        type Good @key(fields: "code") { code: ID! name: String nick: ID number: Int text: String box: Box }
        type Box { size: Int colour: String }`,
      resolvers: { Query: { goods: () => ROWS }, Good: { __resolveReference: byKey(ROWS, 'code') } },
    },
    b: {
      sdl: `
        type Good @key(fields: "code") { code: ID! number: Int @external box: Box @external
          made: Int @requires(fields: "number") label: String @requires(fields: "box { size }") stock: Int }
        type Box { size: Int @external }`,
      resolvers: {
        Good: {
          __resolveReference: (given: object) => given,
          made: ({ number = missing() }: { number?: number }) => number * 10,
          label: ({ box = missing() }: { box?: { size: number } }) => `size ${box.size}`,
          stock: ({ code }: { code: string }) => ROWS.findIndex((row) => row.code === code) + 100,
        },
      },
    },
    c: {
      sdl: 'type Query { listed: [Good] } type Good @key(fields: "code") { code: ID! }',
      resolvers: { Query: { listed: () => [{ code: 'g1' }, { code: 'g2' }] } },
    },
  },
  questions: [
    {
      query: '{ goods { code: name stock } }',
      data: {
        goods: [
          { code: 'Rice', stock: 100 },
          { code: 'Salt', stock: 101 },
        ],
      },
    },
    {
      query: '{ goods { code: nick stock } }',
      data: {
        goods: [
          { code: 'g2', stock: 100 },
          { code: 'g1', stock: 101 },
        ],
      },
    },
    {
      query: '{ goods { number: text made } }',
      data: {
        goods: [
          { number: 't7', made: 70 },
          { number: 't8', made: 80 },
        ],
      },
    },
    {
      query: '{ listed { code: nick stock } }',
      data: {
        listed: [
          { code: 'g2', stock: 100 },
          { code: 'g1', stock: 101 },
        ],
      },
    },
    {
      query: '{ listed { number: stock made } }',
      data: {
        listed: [
          { number: 100, made: 70 },
          { number: 101, made: 80 },
        ],
      },
    },
    {
      query: '{ listed { box { size: colour } label id: code made } }',
      data: {
        listed: [
          { box: { size: 'red' }, label: 'size 1', id: 'g1', made: 70 },
          { box: { size: 'blue' }, label: 'size 2', id: 'g2', made: 80 },
        ],
      },
    },
    {
      query: '{ goods { box: name label } }',
      data: {
        goods: [
          { box: 'Rice', label: 'size 1' },
          { box: 'Salt', label: 'size 2' },
        ],
      },
    },
  ],
};

const FEED = [
  { id: 'f1', novice: true, price: 5, hasDiscount: true },
  { id: 'f2', novice: false, price: 50, hasDiscount: false },
];
const inTurn: FederationCase = {
  name: 'requirements of requirements, and two subgraphs that require of each other',
  subgraphs: {
    a: {
      sdl: `
        type Query { feed: [Post] }
        type Post @key(fields: "id") { id: ID! byNovice: Boolean! @external byExpert: Boolean! @requires(fields: "byNovice") price: Float hasDiscount: Boolean! }
        type Author @key(fields: "id") { id: ID! years: Int! }`,
      resolvers: {
        Query: { feed: () => FEED.map(({ id, price, hasDiscount }) => ({ id, price, hasDiscount })) },
        Post: {
          __resolveReference: (given: { id: string }) => ({ ...FEED.find(({ id }) => id === given.id), ...given }),
          byExpert: ({ byNovice = missing() }: { byNovice?: boolean }) => !byNovice,
        },
        Author: { __resolveReference: ({ id }: { id: string }) => ({ id, years: id === 'w1' ? 1 : 9 }) },
      },
    },
    b: {
      sdl: `
        type Post @key(fields: "id") { id: ID! author: Author! byNovice: Boolean! @requires(fields: "author { years }") hasDiscount: Boolean! @external isDear: Boolean @requires(fields: "hasDiscount") }
        type Author @key(fields: "id") { id: ID! years: Int! @external }`,
      resolvers: {
        Post: {
          __resolveReference: (given: object) => given,
          author: ({ id }: { id: string }) => ({ id: id === 'f1' ? 'w1' : 'w2' }),
          byNovice: ({ author }: { author?: { years?: number } }) => (author?.years ?? missing()) < 5,
          isDear: ({ hasDiscount = missing() }: { hasDiscount?: boolean }) => !hasDiscount,
        },
      },
    },
    c: {
      sdl: 'type Post @key(fields: "id") { id: ID! isDear: Boolean @external canAfford: Boolean @requires(fields: "isDear") byExpert: Boolean! @external both: String @requires(fields: "isDear byExpert") }',
      resolvers: {
        Post: {
          __resolveReference: (given: object) => given,
          canAfford: ({ isDear = missing() }: { isDear?: boolean }) => !isDear,
          both: ({ isDear = missing(), byExpert = missing() }: { isDear?: boolean; byExpert?: boolean }) =>
            `${isDear} ${byExpert}`,
        },
      },
    },
  },
  questions: [
    { query: '{ feed { byNovice } }', data: { feed: [{ byNovice: true }, { byNovice: false }] } },
    { query: '{ feed { byExpert } }', data: { feed: [{ byExpert: false }, { byExpert: true }] } },
    { query: '{ feed { canAfford } }', data: { feed: [{ canAfford: true }, { canAfford: false }] } },
    {
      query: '{ feed { isDear canAfford both byNovice } }',
      data: {
        feed: [
          { isDear: false, canAfford: true, both: 'false false', byNovice: true },
          { isDear: true, canAfford: false, both: 'true true', byNovice: false },
        ],
      },
    },
    {
      query: '{ feed { isDear: byNovice both } }',
      data: {
        feed: [
          { isDear: true, both: 'false false' },
          { isDear: false, both: 'true true' },
        ],
      },
    },
  ],
};

const HOMES = [
  { id: 'h1', address: { __typename: 'Home', city: 'Huế', lot: 7 } },
  { id: 'h2', address: { __typename: 'Office', id: 'o1', street: 'Lê Lợi' } },
  { id: 'h3', address: null },
];
const throughTypes: FederationCase = {
  name: 'requirements with fragments, through interfaces and unions',
  subgraphs: {
    a: {
      sdl: `
        type Query { users: [User] }
        type User @key(fields: "id") { id: ID! address: Address place: Place }
        interface Address { id: ID }
        type Home implements Address { id: ID city: String lot: Int }
        type Office implements Address @key(fields: "id") { id: ID street: String }
        union Place = Home | Office`,
      resolvers: {
        Query: { users: () => HOMES.map(({ id, address }) => ({ id, address, place: address })) },
        User: {
          __resolveReference: (given: { id: string }) => {
            const { id, address } = HOMES.find((one) => one.id === given.id)!;
            return { id, address, place: address };
          },
        },
        Office: { __resolveReference: () => HOMES[1]!.address },
      },
    },
    b: {
      sdl: `
        type User @key(fields: "id") { id: ID! address: Address @external place: Place @external
          where: String @requires(fields: "address { __typename ... on Home { city } ... on Office { street } }")
          lot: Int @requires(fields: "place { ... on Home { lot } ... on Office { street } }") }
        interface Address { id: ID }
        type Home implements Address { id: ID @external city: String @external lot: Int @external }
        type Office implements Address { id: ID @external street: String @external }
        union Place = Home | Office`,
      resolvers: {
        User: {
          __resolveReference: (given: object) => given,
          where: ({
            address = missing(),
          }: {
            address?: { __typename: string; city?: string; street?: string } | null;
          }) => address && (address.__typename === 'Home' ? address.city : `at ${address.street}`),
          lot: ({ place = missing() }: { place?: { lot?: number } | null }) => place?.lot ?? null,
        },
      },
    },
  },
  questions: [
    { query: '{ users { where } }', data: { users: [{ where: 'Huế' }, { where: 'at Lê Lợi' }, { where: null }] } },
    {
      query: '{ users { lot where address { __typename id } } }',
      data: {
        users: [
          { lot: 7, where: 'Huế', address: { __typename: 'Home', id: null } },
          { lot: null, where: 'at Lê Lợi', address: { __typename: 'Office', id: 'o1' } },
          { lot: null, where: null, address: null },
        ],
      },
    },
    {
      query: '{ users { address: id where } }',
      data: {
        users: [
          { address: 'h1', where: 'Huế' },
          { address: 'h2', where: 'at Lê Lợi' },
          { address: 'h3', where: null },
        ],
      },
    },
  ],
};

const MEDIA = [
  { __typename: 'Book', id: 'b', length: 7 },
  { __typename: 'Film', id: 'f', length: 9 },
];
const ofTwoTypes: FederationCase = {
  name: 'requirements of requirements, of two types in one list and under the same names',
  subgraphs: {
    shop: {
      sdl: `
        type Query { media: [Medium] }
        union Medium = Book | Film
        type Book @key(fields: "id") { id: ID! length: Int long: Boolean @external advice: String @requires(fields: "long") }
        type Film @key(fields: "id") { id: ID! length: Int @external long: Boolean @requires(fields: "length") }`,
      resolvers: {
        Query: { media: () => MEDIA },
        Book: {
          __resolveReference: (given: object) => given,
          advice: ({ long = missing() }: { long?: boolean }) => `long book: ${long}`,
        },
        Film: {
          __resolveReference: (given: object) => given,
          long: ({ length = missing() }: { length?: number }) => length > 8,
        },
      },
    },
    press: {
      sdl: 'type Book @key(fields: "id") { id: ID! length: Int @external long: Boolean @requires(fields: "length") }',
      resolvers: {
        Book: {
          __resolveReference: (given: object) => given,
          long: ({ length = missing() }: { length?: number }) => length > 8,
        },
      },
    },
    cinema: {
      sdl: 'type Film @key(fields: "id") { id: ID! length: Int long: Boolean @external advice: String @requires(fields: "long") }',
      resolvers: {
        Film: {
          __resolveReference: byKey(MEDIA, 'id'),
          advice: ({ long = missing() }: { long?: boolean }) => `long film: ${long}`,
        },
      },
    },
  },
  questions: [
    {
      // The fetch of `Book.advice` needs `long` too, but not the one of `Film`.
      query: '{ media { ... on Book { advice } ... on Film { advice } } }',
      data: { media: [{ advice: 'long book: false' }, { advice: 'long film: true' }] },
    },
    {
      query: '{ media { ... on Film { advice } ... on Book { advice } } }',
      data: { media: [{ advice: 'long book: false' }, { advice: 'long film: true' }] },
    },
  ],
};

const MEMBERS = [
  { id: 'm1', years: 3 },
  { id: 'm2', years: 12 },
];
const UNITS = [
  { id: 'n1', lead: 'm1' },
  { id: 'n2', lead: 'm2' },
];
const inAnotherObject: FederationCase = {
  name: 'a requirement of a requirement that is in an object which another subgraph gives the rest of',
  subgraphs: {
    members: {
      sdl: `
        type Query { units: [Unit] }
        type Unit @key(fields: "id") { id: ID! led: String! @external report: String! @requires(fields: "led") }
        type Member @key(fields: "id") { id: ID! years: Int! }`,
      resolvers: {
        Query: { units: () => UNITS.map(({ id }) => ({ id })) },
        Unit: {
          __resolveReference: (given: object) => given,
          report: ({ led = missing() }: { led?: string }) => `led ${led}`,
        },
        Member: { __resolveReference: byKey(MEMBERS, 'id') },
      },
    },
    units: {
      sdl: `
        type Query { newest: [Unit] }
        type Unit @key(fields: "id") { id: ID! lead: Member! led: String! @requires(fields: "lead { years }") }
        type Member @key(fields: "id") { id: ID! years: Int! @external }`,
      resolvers: {
        Query: { newest: () => [{ id: 'n2' }, null] },
        Unit: {
          __resolveReference: (given: object) => given,
          lead: (unit: { id: string }) => ({ id: UNITS.find(({ id }) => id === unit.id)!.lead }),
          led: ({ lead }: { lead?: { years?: number } }) => ((lead?.years ?? missing()) < 5 ? 'newly' : 'long'),
        },
      },
    },
  },
  questions: [
    // The fetch that begins has `lead` to give, but not its years.
    { query: '{ newest { report } }', data: { newest: [{ report: 'led long' }, null] } },
    {
      query: '{ newest { led report lead { id } } units { report } }',
      data: {
        newest: [{ led: 'long', report: 'led long', lead: { id: 'm2' } }, null],
        units: [{ report: 'led newly' }, { report: 'led long' }],
      },
    },
  ],
};

export const REQUIRES_CASES: readonly FederationCase[] = [
  argumentOfOurs,
  argumentsThatConflict,
  aliases,
  inTurn,
  inAnotherObject,
  ofTwoTypes,
  throughTypes,
];
