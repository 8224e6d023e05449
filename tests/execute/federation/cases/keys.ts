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
        Query: { survey: () => ({ id: 's', parcels: PARCELS.map(({ number, cadastre, sheet }) => ({ number, cadastre, sheet })) }) },
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

export const KEY_CASES: readonly FederationCase[] = [mashup];
