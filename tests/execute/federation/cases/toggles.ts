import type { FederationCase } from './federation-case.js';

const empty: FederationCase = {
  name: 'an object of which everything is toggled away is empty',
  subgraphs: {
    a: {
      sdl: `
        type Query { page: Page pages: [Page!]! }
        type Page @key(fields: "id") { id: ID! info: Info secret: String @requiresScopes(scopes: [["nobody"]]) }
        type Info { end: String }`,
      resolvers: {
        Query: { page: () => ({ id: 'p', info: { end: 'e' } }), pages: () => [{ id: 'p' }, { id: 'q' }] },
      },
    },
    b: {
      sdl: 'type Page @key(fields: "id") { id: ID! next: Page }',
      resolvers: { Page: { __resolveReference: (page: object) => page, next: () => ({ id: 'q' }) } },
    },
  },
  questions: [
    '{ page @include(if: $on) { info @skip(if: $on) { end } } }',
    '{ page { info @skip(if: $on) { end } } }',
    '{ page @include(if: $on) { ... @skip(if: $on) { info { end } id } } }',
    '{ page @include(if: $on) { next @skip(if: $on) { id } } }',
  ].map((selection) => ({ query: `query ($on: Boolean!) ${selection}`, variables: { on: true }, data: { page: {} } })),
};

const deeper: FederationCase = {
  ...empty,
  name: 'and so is one further down, beside what is refused, in a list, or of another subgraph',
  questions: [
    {
      query: 'query ($on: Boolean!) { page @include(if: $on) { info { end @skip(if: $on) } } }',
      variables: { on: true },
      data: { page: { info: {} } },
    },
    {
      query: 'query ($on: Boolean!) { page @include(if: $on) { secret info @skip(if: $on) { end } } }',
      variables: { on: true },
      data: { page: { secret: null } },
      errors: [['page', 'secret']],
    },
    {
      query: 'query ($on: Boolean!) { pages @skip(if: $on) { id @include(if: $on) } }',
      variables: { on: false },
      data: { pages: [{}, {}] },
    },
    {
      query: 'query ($on: Boolean!) { page { next @include(if: $on) { id @skip(if: $on) } } }',
      variables: { on: true },
      data: { page: { next: {} } },
    },
    {
      query: 'query ($on: Boolean!) { page { next @include(if: $on) { id @skip(if: $on) } } }',
      variables: { on: false },
      data: { page: {} },
    },
  ],
};

const left: FederationCase = {
  name: 'what is left of a fetch under several toggles is asked for, and nobody for what none of them lets through',
  subgraphs: {
    a: {
      sdl: `
        type Query { lost: Any users: [User!] }
        interface Any { id: ID! }
        type User implements Any @key(fields: "id") { id: ID! name: String num: Int }
        type Page implements Any @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          lost: () => ({ __typename: 'User', id: 'lost', name: 'n', num: 1 }),
          users: () => [{ id: 'u', name: 'n', num: 1 }],
        },
      },
    },
    b: {
      sdl: `
        type User @key(fields: "id") {
          id: ID! name: String @external num: Int @external score: Int
          label(p: String): String @requires(fields: "name num") tag: String @requires(fields: "num")
        }
        type Page @key(fields: "id") { id: ID! size: Int }`,
      resolvers: {
        User: {
          __resolveReference: (user: { id: string }) => {
            if (user.id === 'lost') throw new Error('asked, where there was nothing to ask for');
            return user;
          },
          score: () => 7,
          label: () => 'l',
          tag: ({ num }: { num: number }) => `t${num}`,
        },
      },
    },
  },
  questions: [
    {
      query: `query ($on: Boolean!, $off: Boolean!) { lost { id ...F @include(if: $on) ...G @skip(if: $off) } }
        fragment F on User { label(p: "z") } fragment G on Page { size }`,
      variables: { on: false, off: false },
      data: { lost: { id: 'lost' } },
    },
    {
      query: `query ($on: Boolean!, $off: Boolean!) {
        lost { id ... on User { label(p: "z") @include(if: $on) score @include(if: $on) } ...G @skip(if: $off) }
      } fragment G on User { tag }`,
      variables: { on: false, off: true },
      data: { lost: { id: 'lost' } },
    },
    {
      query: `query ($on: Boolean!, $off: Boolean!) { users { id label @skip(if: $off) tag @include(if: $on) } }`,
      variables: { on: true, off: true },
      data: { users: [{ id: 'u', tag: 't1' }] },
    },
  ],
};

const literal: FederationCase = {
  name: 'what is left out whatever the variables are is asked of nobody, also below what a variable lets through',
  subgraphs: {
    a: {
      sdl: 'type Query { member: Member } type Member @key(fields: "id") { id: ID! }',
      resolvers: { Query: { member: () => ({ id: 'm' }) } },
    },
    b: {
      sdl: 'type Member @key(fields: "id") { id: ID! phone: String badge: String! }',
      resolvers: {
        Member: {
          phone: () => '024',
          badge: () => {
            throw new Error('asked, where nobody asks for it');
          },
        },
      },
    },
  },
  questions: [
    {
      query: 'query ($on: Boolean!) { member { ... on Member @include(if: $on) { phone badge @include(if: false) } } }',
      variables: { on: true },
      data: { member: { phone: '024' } },
    },
    {
      query:
        'query ($on: Boolean!) { member @include(if: $on) { phone badge @skip(if: true) ... @include(if: false) { badge } } }',
      variables: { on: true },
      data: { member: { phone: '024' } },
    },
    {
      query: 'query ($on: Boolean!) { member @include(if: $on) { ... { badge @include(if: false) } } }',
      variables: { on: true },
      data: { member: {} },
    },
    { query: '{ member @skip(if: true) { phone } }', data: {} },
  ],
};

export const TOGGLE_CASES: readonly FederationCase[] = [empty, deeper, left, literal];
