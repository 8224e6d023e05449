import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inStock, products, reviews, ROW_LABEL, shippingEstimate, users, type Product, type User } from './data.js';

const GRAPH = fileURLToPath(new URL('../../../bench/gateways/graph/', import.meta.url));
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@inaccessible", "@composeDirective"])';

export const SUBGRAPHS = ['accounts', 'inventory', 'products', 'reviews'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

const fileOf = (name: string): string => readFileSync(GRAPH + name, 'utf8');

/** The field's supergraph, as it is published. */
export const fieldSupergraph = (): string => fileOf('supergraph.graphql');

/** The field's operation. */
export const fieldOperation = (): string => (JSON.parse(fileOf('operation.json')) as { query: string }).query;

/** A subgraph's schema with the labels that ours puts on it; the types and fields are the field's. */
export const labelledSdl = (name: SubgraphName): string =>
  `${LINK}${LABEL_LINK}${LABEL_DEFINITIONS}${fileOf(`${name}.graphql`)}`;

/** The same without labels, where every type that is an entity asks for a token by the standard directive. */
export const authenticatedSdl = (name: SubgraphName): string =>
  `${LINK.replace('"@key"', '"@key", "@authenticated"')}${fileOf(`${name}.graphql`)}`
    .replaceAll(/@(?:label|rowLabel|reads)\([^)]*\)/g, '')
    .replaceAll(': Secrecy', ': String')
    .replaceAll(/type (User|Review|Product) /g, 'type $1 @authenticated ');

const user = ({ id }: { readonly id: string }): User => users(Number(id))[Number(id) - 1]!;
const product = ({ upc }: { readonly upc: string }): Product => products[Number(upc) - 1]!;
const row = <T extends object>(value: T): T & typeof ROW_LABEL => ({ ...value, ...ROW_LABEL });
const reviewsOfUser = () => reviews.slice(0, 2).map(row);
const reviewsOfProduct = ({ upc }: { readonly upc: string }) => reviews.filter((one) => one.upc === upc).map(row);
const first = ({ first: count }: { readonly first: number }): readonly Product[] => products.slice(0, count);

/** The executable schemas of the four subgraphs, with so many users. */
export function subgraphSchemas(userCount: number): Record<SubgraphName, GraphQLSchema> {
  const everybody = users(userCount).map(row);
  const resolvers = {
    accounts: {
      Query: {
        me: () => everybody[0],
        user: (_: unknown, { id }: { id: string }) => row(user({ id })),
        users: () => everybody,
      },
      User: { __resolveReference: (key: { id: string }) => row(user(key)) },
    },
    inventory: {
      Product: {
        __resolveReference: (given: Product) => given,
        inStock: ({ upc }: Product) => inStock(upc),
        shippingEstimate: (given: Product) => shippingEstimate(given),
      },
    },
    products: {
      Query: { topProducts: (_: unknown, args: { first: number }) => first(args) },
      Product: { __resolveReference: product },
    },
    reviews: {
      Review: {
        __resolveReference: ({ id }: { id: string }) => row(reviews[Number(id) - 1]!),
        product: ({ upc }: { upc: string }) => ({ __typename: 'Product', upc }),
        author: () => ({ __typename: 'User', id: '1', username: users(1)[0]!.username }),
      },
      Product: { __resolveReference: (key: { upc: string }) => key, reviews: reviewsOfProduct },
      User: { __resolveReference: (key: { id: string }) => key, reviews: reviewsOfUser },
    },
  };
  return Object.fromEntries(
    SUBGRAPHS.map((name) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(labelledSdl(name)), resolvers: resolvers[name] as never }]),
    ]),
  ) as unknown as Record<SubgraphName, GraphQLSchema>;
}

/** One schema over the same data: what every gateway's answer must equal. */
export function monolith(userCount: number): { readonly schema: GraphQLSchema; readonly root: object } {
  const schema = buildSchema(/* GraphQL */ `
    type Query {
      me: User
      user(id: ID!): User
      users: [User]
      topProducts(first: Int = 5): [Product]
    }
    type User {
      id: ID!
      name: String
      username: String
      birthday: Int
      reviews: [Review]
    }
    type Product {
      upc: String!
      name: String
      price: Int
      weight: Int
      inStock: Boolean
      shippingEstimate: Int
      reviews: [Review]
    }
    type Review {
      id: ID!
      body: String
      product: Product
      author: User
    }
  `);
  const everybody = users(userCount).map(whole);
  return {
    schema,
    root: {
      me: everybody[0],
      users: everybody,
      user: ({ id }: { id: string }) => everybody[Number(id) - 1],
      topProducts: (args: { first: number }) => first(args).map(wholeProduct),
    },
  };
}

const whole = (one: User): object => ({ ...one, reviews: () => reviews.slice(0, 2).map(wholeReview) });
const wholeReview = (one: (typeof reviews)[number]): object => ({
  ...one,
  product: () => wholeProduct(product(one)),
  author: () => whole(users(1)[0]!),
});
const wholeProduct = (one: Product): object => ({
  ...one,
  inStock: inStock(one.upc),
  shippingEstimate: shippingEstimate(one),
  reviews: () => reviews.filter(({ upc }) => upc === one.upc).map(wholeReview),
});
