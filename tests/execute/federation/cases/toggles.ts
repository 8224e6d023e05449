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

export const TOGGLE_CASES: readonly FederationCase[] = [empty, deeper];
