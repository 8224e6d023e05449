/** The benchmark's data: six users, nine products, eleven reviews; more users for a larger answer. */
export interface User {
  readonly __typename: 'User';
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}

export interface Product {
  readonly __typename: 'Product';
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}

export interface Review {
  readonly __typename: 'Review';
  readonly id: string;
  readonly body: string;
  readonly upc: string;
}

/** Every row is open, and says so where a row condition looks. */
export const ROW_LABEL = { rowSecrecy: 'UNCLASSIFIED', rowCompartments: [] } as const;

const PRODUCTS = [
  ['Table', 899, 100],
  ['Couch', 1299, 1000],
  ['Glass', 15, 20],
  ['Chair', 499, 100],
  ['TV', 1299, 1000],
  ['Lamp', 6999, 300],
  ['Grill', 3999, 2000],
  ['Fridge', 100000, 6000],
  ['Sofa', 9999, 800],
] as const;

const WORDS =
  'the table stands firm and light falls well on it while drawers close without noise yet a second coat of varnish would help'.split(
    ' ',
  );

/** A text of about so many characters, the same each time. */
function textOf(characters: number, seed: number): string {
  let text = `Review ${seed}:`;
  for (let at = seed; text.length < characters; at += seed + 3) text += ` ${WORDS[at % WORDS.length]}`;
  return text.slice(0, characters);
}

const LENGTHS = [143, 520, 844, 310, 700, 455, 260, 610, 380, 800, 200];
/** Which product each review is of. */
const OF = [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0];

export const users = (count = 6): User[] =>
  Array.from({ length: count }, (_, at) => ({
    __typename: 'User',
    id: String(at + 1),
    name: `Person Number ${at + 1}`,
    username: `@person${at + 1}`,
    birthday: 315_532_800 + at,
  }));

export const products: readonly Product[] = PRODUCTS.map(([name, price, weight], at) => ({
  __typename: 'Product',
  upc: String(at + 1),
  name,
  price,
  weight,
}));

export const reviews: readonly Review[] = LENGTHS.map((length, at) => ({
  __typename: 'Review',
  id: String(at + 1),
  body: textOf(length, at + 1),
  upc: String(OF[at]! + 1),
}));

export const inStock = (upc: string): boolean => Number(upc) % 3 !== 0;

export const shippingEstimate = ({ price, weight }: Pick<Product, 'price' | 'weight'>): number =>
  price > 1_000 ? 0 : Math.round(weight / 2);
