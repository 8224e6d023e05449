import { ITEMS } from './fields.js';
import type { Entity, Row } from './model.js';
import type { Resolvers } from '../make-executable.js';

const itemOf = ({ id }: { readonly id?: string }): Row | undefined => ITEMS.find((item) => item['id'] === id);
const kindOf = (given: { readonly id: string }): string => itemOf(given)!.__typename;

/** What the subgraph says that knows the types of the interface. */
export const ITEM_TYPES = `
  interface Item @key(fields: "id") { id: ID! title: String }
  type Even implements Item @key(fields: "id") { id: ID! title: String size: Int }
  type Odd implements Item @key(fields: "id") { id: ID! title: String pages: Int }`;

export const itemTypeResolvers: Resolvers = {
  Item: { __resolveReference: itemOf, __resolveType: kindOf },
  Even: { __resolveReference: itemOf },
  Odd: { __resolveReference: itemOf },
};

/** What is given of all items at once. */
const rank = ({ at }: Row): number => at * 10;
const next = ({ at }: Row): Row | null => (at === 1 ? null : ITEMS[(at + 1) % ITEMS.length]!);
const note = (title: unknown): string | null => (title === null ? null : `on ${String(title)}`);

/** The subgraph that takes all items for objects of one type. */
export function interfaceObjectSubgraph(first: Entity): { readonly sdl: string; readonly resolvers: Resolvers } {
  const owner = ({ at }: Row): Row | null => (at === 2 ? null : first.rows[at % 3]!);
  const key = first.key === 'several' ? 'id' : first.key;
  const fields = ['id: ID!', 'code: String', 'ref: Ref!'].filter((one) => key.includes(one.slice(0, one.indexOf(':'))));
  // `ref { id }` has an id, the type itself has none.
  const own = key.startsWith('ref') ? fields.filter((one) => !one.startsWith('id')) : fields;
  return {
    sdl: `
      type Query { ranked: [Item] topItem: Item! }
      type Item @key(fields: "id") @interfaceObject {
        id: ID! title: String @external rank: Int! next: Item owner: ${first.name} note: String @requires(fields: "title")
      }
      type ${first.name} @key(fields: "${key}", resolvable: false) { ${own.join(' ')} }
      ${key.startsWith('ref') ? 'type Ref @shareable { id: ID! }' : ''}`,
    resolvers: {
      Query: {
        ranked: () => [...ITEMS.toReversed().map(untyped), null],
        topItem: () => untyped(ITEMS[2]!),
      },
      Item: {
        __resolveReference: (given: { readonly id: string; readonly title?: unknown }) => ({ ...itemOf(given), given }),
        rank,
        next: (item: Row) => untyped(next(item)),
        owner: (item: Row) => owner(item),
        note: ({ given }: { readonly given?: { readonly title?: unknown } }) => {
          if (given === undefined || !('title' in given)) throw new Error('asked without what it requires');
          return note(given.title);
        },
      },
    },
  };
}

/** This subgraph knows no more of an item than that it is one. */
const untyped = (item: Row | null): object | null => item && { ...item, __typename: 'Item' };

export const wholeItems = (first: Entity): { readonly sdl: string; readonly resolvers: Resolvers } => {
  const shared = `id: ID! title: String rank: Int! next: Item owner: ${first.name} note: String`;
  const resolvers = {
    rank,
    next,
    owner: ({ at }: Row) => (at === 2 ? null : first.rows[at % 3]!),
    note: ({ title }: Row) => note(title),
  };
  return {
    sdl: `
      interface Item { ${shared} }
      type Even implements Item { ${shared} size: Int }
      type Odd implements Item { ${shared} pages: Int }`,
    resolvers: { Even: resolvers, Odd: resolvers },
  };
};
