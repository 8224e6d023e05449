import { compose } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import { createGeneration, type Ask, type RawAnswer, type Volume } from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { accessRows } from '../../gateway/src/audit/access-rows.js';
import { answerFor } from './corridor.js';
import { CALLER } from './small-graph.js';
import { smallPolicy } from './small-policy.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@inaccessible", "@composeDirective"])
  ${LABEL_LINK} ${LABEL_DEFINITIONS}`;
const [OWN, POST] = ['VPTW', 'BTCTW'].map(
  (steward) => `@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "${steward}")`,
) as [string, string];
const ROW = '@key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"])';
const HIDDEN = 'rowSecrecy: Secrecy @inaccessible rowPath: String @inaccessible';

const SDL = {
  shops: `${LINK}
    type Query { goods: [Good!] ${OWN} kept: [Kept!] ${OWN} best: Kept! ${OWN} owned: [Owned] ${OWN} }
    type Good ${ROW} @key(fields: "code") ${OWN} {
      id: ID! code: String name: String price: Int weights: [[Int]] maker: Maker boss: Good! parts: [[Part]] lead: Member ${HIDDEN}
      state: State states: [State] surely: State! sound: Sound sounds: [Sound]
    }
    enum State { NEW WORN @inaccessible }
    union Sound = Bell | Gong
    type Gong @inaccessible ${OWN} { tone: String }
    union Kept = Good | Cellar
    type Cellar @inaccessible @key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"]) ${OWN} { id: ID! ${HIDDEN} }
    interface Owned { boss: Good ${OWN} }
    type Stall implements Owned ${OWN} { boss: Good }
    type Yard implements Owned ${OWN} { boss: Good! }
    union Part = Wheel | Bell
    type Wheel ${OWN} { size: Int colour: String }
    type Bell ${OWN} { tone: String colour: String }
    type Maker @key(fields: "id") ${OWN} { id: ID! town: String }
    type Member ${ROW} ${OWN} { id: ID! name: String years: Int ${HIDDEN} }`,
  posts: `${LINK}
    type Good @key(fields: "code") ${OWN} {
      code: String price: Int @external weights: [[Int]] @external maker: Maker @external parts: [[Part]] @external
      lead: Member @external
      fee: Int @requires(fields: "price weights") ${POST}
      way: String @requires(fields: "maker { town }") ${POST}
      hue: String @requires(fields: "parts { ... on Wheel { colour } ... on Bell { tone } }") ${POST}
      pay: Int @requires(fields: "lead { years }") ${POST}
      stamp: String ${POST}
    }
    union Part = Wheel | Bell
    type Wheel ${OWN} { colour: String @external }
    type Bell ${OWN} { tone: String @external }
    type Maker @key(fields: "id") ${OWN} { id: ID! town: String @external }
    type Member @key(fields: "id") ${OWN} { id: ID! years: Int @external }`,
  insurers: `${LINK}
    type Good @key(fields: "id") ${OWN} {
      id: ID! price: Int @external premium: Int @requires(fields: "price") ${POST}
    }`,
  taxes: `${LINK}
    type Good @key(fields: "id") ${OWN} { id: ID! fee: Int @external ${POST} tax: Int @requires(fields: "fee") ${POST} }`,
};

const GOODS = ['T.N', 'T.N', 'T.S'].map((rowPath, at) => ({
  __typename: 'Good',
  id: `g${at + 1}`,
  code: `c${at + 1}`,
  name: `Good ${at + 1}`,
  price: at === 1 ? null : at + 1,
  weights: [[at], []],
  parts: [[{ __typename: 'Wheel', colour: 'red' }, null], [{ __typename: 'Bell', tone: 'low' }]],
  maker: { __typename: 'Maker', id: `m${at + 1}`, town: 'Vinh' },
  lead: {
    __typename: 'Member',
    id: `p${at + 1}`,
    name: `Lead ${at + 1}`,
    years: at,
    rowSecrecy: 'UNCLASSIFIED',
    rowPath,
  },
  state: at === 0 ? 'WORN' : 'NEW',
  states: at === 0 ? ['WORN', null] : ['WORN', 'NEW'],
  surely: at === 0 ? 'WORN' : 'NEW',
  sound: { __typename: at === 0 ? 'Gong' : 'Bell', tone: 'low' },
  sounds: [{ __typename: 'Gong' }, ...(at === 0 ? [] : [{ __typename: 'Bell', tone: 'high' }])],
  rowSecrecy: 'UNCLASSIFIED',
  rowPath,
}));
const CELLAR = { __typename: 'Cellar', id: 'c1', rowSecrecy: 'UNCLASSIFIED', rowPath: 'T.N' };
const OWNED = [
  { __typename: 'Stall', boss: GOODS[0] },
  { __typename: 'Yard', boss: GOODS[2] },
];
/** Each has the next for its boss. */
const bossOf = ({ id }: Sent) => GOODS[(GOODS.findIndex((good) => good.id === id) + 1) % GOODS.length];
type Sent = Readonly<Record<string, unknown>>;
const SCHEMAS = Object.fromEntries(
  Object.entries(SDL).map(([name, sdl]) => {
    const Good = {
      __resolveReference: (sent: Sent) => (name === 'shops' ? GOODS.find(({ id }) => id === sent['id']) : sent),
      fee: ({ price, fee }: Sent) => fee ?? ((price as number | null) ?? 0) + 1,
      way: ({ maker }: Sent) => (maker as { readonly town: string }).town,
      premium: ({ price }: Sent) => price,
      tax: ({ fee }: Sent) => (fee as number) * 2,
      pay: ({ lead }: Sent) => (lead as { readonly years: number }).years,
      hue: () => 'red',
      stamp: () => 'red',
      boss: bossOf,
    };
    const resolvers = {
      Good,
      ...(name === 'shops'
        ? { Query: { goods: () => GOODS, kept: () => [CELLAR, GOODS[0]], best: () => CELLAR, owned: () => OWNED } }
        : {}),
    };
    return [name, buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }])];
  }),
);
const POLICY = {
  needByGrant: ['Good'],
  grants: [
    ...['Good', 'Maker', 'Wheel', 'Bell', 'Part', 'Member', 'Sound', 'State', 'Kept', 'Owned', 'Yard', 'Stall'].map(
      (type) => ({
        type,
        to: { block: 'PARTY' },
        rows: type === 'Good' ? 'own-line' : 'every',
        fields: type === 'Good' ? { except: ['premium'] } : 'all',
        purposes: 'any',
      }),
    ),
    // What the insurers compute stands on a rule of its own.
    {
      type: 'Good',
      to: { block: 'PARTY' },
      rows: 'own-line',
      fields: { only: ['premium'] },
      purposes: 'any',
      rule: 'R17',
    },
  ],
};

/** Objects as an agency got them, what was answered, and what is recorded. */
export interface AskedGoods {
  readonly got: ReadonlyMap<string, readonly unknown[]>;
  readonly data: unknown;
  /** A line for each source and basis: effect, reason, whose, from whom, rule, type, fields, how many, which records. */
  readonly told: readonly string[];
}

/** Shops with goods, and agencies that compute fields of their own from what the shops give; the caller sees two of three. */
export interface GoodsGraph {
  /** Asks as the gateway would; agencies may fail. */
  ask(
    query: string,
    more?: { readonly failing?: Readonly<Record<string, Error>>; readonly volume?: Volume },
  ): Promise<AskedGoods>;
}

export async function goodsGraph(executor: 'compiled' | 'apollo' = 'compiled'): Promise<GoodsGraph> {
  const subgraphs = Object.entries(SDL).map(([name, sdl]) => ({
    name,
    url: 'http://127.0.0.1:1/',
    sdl,
    file: `${name}.graphql`,
    ...(name === 'shops' ? { owns: ['Good', 'Maker', 'Wheel', 'Bell'] } : {}),
  }));
  const composed = compose({ subgraphs, labels: 'required' });
  if (composed.kind === 'problems') throw new Error(JSON.stringify(composed.problems, null, 2));
  const loaded = await loadSupergraph(composed.supergraphSdl);
  const generation = await createGeneration(loaded, smallPolicy(POLICY), executor);
  return {
    async ask(query, { failing = {}, volume } = {}) {
      const got = new Map<string, readonly unknown[]>();
      const open =
        (name: string): Ask =>
        async ({ query: source, variables: variableValues }) => {
          if (failing[name] !== undefined) throw failing[name];
          const lists = Object.values(variableValues as Record<string, unknown>).filter(Array.isArray);
          got.set(name, [...(got.get(name) ?? []), ...lists.flat()]);
          const result = await graphql({ schema: SCHEMAS[name]!, source, variableValues });
          return JSON.parse(JSON.stringify({ data: null, errors: [], extensions: null, ...result })) as RawAnswer;
        };
      const { rows, answer } = await answerFor({ generation, caller: CALLER, query, variables: {}, open, volume });
      const idOf = (type: string, id: string): string => `${type} ${id}`;
      const told = accessRows(rows!, { graph: generation.versions, idOf }).flatMap(({ line, records, n }) => {
        const { effect, reason, agency, type, grants } = line.fieldset;
        return grants.map(({ source, rule, fields }) =>
          [effect, reason, agency, source, rule, `${type}:`, ...fields, 'of', n, ...records].filter(Boolean).join(' '),
        );
      });
      const { data } = JSON.parse(answer.body.toString()) as { readonly data: unknown };
      return { got, data, told: told.toSorted() };
    },
  };
}
