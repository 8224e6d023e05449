import { byKey, type FederationCase } from './federation-case.js';

const far = (): never => {
  throw new Error('asked elsewhere than where it was provided');
};

const provided: FederationCase = {
  name: 'fields that are provided along one path: below interfaces, unions and lists, and no others',
  subgraphs: {
    a: {
      sdl: `
        type Query { animals: [Animal] @shareable media: [Media] }
        interface Animal { id: ID! }
        union Media = Book | Film
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable }
        type Book @key(fields: "id") { id: ID! title: String @shareable }
        type Film @key(fields: "id") { id: ID! title: String @shareable }`,
      resolvers: {
        Query: {
          animals: () => [{ __typename: 'Dog', id: 'd', name: 'Mực' }],
          media: () => [
            { __typename: 'Book', id: 'b', title: 'Kiều' },
            { __typename: 'Film', id: 'f', title: 'Mùi' },
          ],
        },
        Dog: { __resolveReference: () => ({ id: 'd', name: 'Mực' }) },
        Book: { __resolveReference: () => ({ id: 'b', title: 'Kiều' }) },
        Film: { __resolveReference: () => ({ id: 'f', title: 'Mùi' }) },
      },
    },
    b: {
      sdl: `
        type Query { cared: [Animal] @provides(fields: "... on Dog { name }") shelf: [Media] @provides(fields: "... on Book { title } ... on Film { title }") inside: Box }
        interface Animal { id: ID! }
        union Media = Book | Film
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @external age: Int }
        type Book @key(fields: "id") { id: ID! title: String @external }
        type Film @key(fields: "id") { id: ID! title: String @external }
        type Box { books: [[Book!]] @provides(fields: "title") plain: [Book] }`,
      resolvers: {
        Query: {
          cared: () => [{ __typename: 'Dog', id: 'd', name: 'Mực of b' }],
          shelf: () => [
            { __typename: 'Book', id: 'b', title: 'Kiều of b' },
            { __typename: 'Film', id: 'f', title: 'Mùi of b' },
          ],
          inside: () => ({
            books: [[{ id: 'b', title: 'Kiều of b' }], null],
            plain: [{ id: 'b', title: 'not given' }],
          }),
        },
        Dog: { age: () => 4, __resolveReference: () => ({ id: 'd' }) },
      },
    },
  },
  questions: [
    { query: '{ cared { ... on Dog { name age } } }', data: { cared: [{ name: 'Mực of b', age: 4 }] } },
    { query: '{ animals { ... on Dog { name age } } }', data: { animals: [{ name: 'Mực', age: 4 }] } },
    {
      query: '{ shelf { ... on Book { title } ... on Film { title } } media { ... on Book { title } } }',
      data: { shelf: [{ title: 'Kiều of b' }, { title: 'Mùi of b' }], media: [{ title: 'Kiều' }, {}] },
    },
    {
      query: '{ inside { books { title } plain { title } } }',
      data: { inside: { books: [[{ title: 'Kiều of b' }], null], plain: [{ title: 'Kiều' }] } },
    },
  ],
};

const ENTITIES = [{ id: 'e1', name: 'One', extra: 'x1' }];
const onlyAsked: FederationCase = {
  name: 'what is provided is not asked for elsewhere',
  subgraphs: {
    owner: {
      sdl: 'type Query { ready: Boolean } type Entity @key(fields: "id") { id: ID! name: String! @shareable extra: String! }',
      resolvers: { Entity: { __resolveReference: byKey(ENTITIES, 'id'), name: far } },
    },
    lists: {
      sdl: 'type Query { entities: [Entity!]! @provides(fields: "name") } type Entity @key(fields: "id") { id: ID! name: String! @external }',
      resolvers: { Query: { entities: () => ENTITIES } },
    },
  },
  questions: [
    { query: '{ entities { name } }', data: { entities: [{ name: 'One' }] } },
    { query: '{ entities { name extra } }', data: { entities: [{ name: 'One', extra: 'x1' }] } },
  ],
};

export const PROVIDES_CASES: readonly FederationCase[] = [provided, onlyAsked];
