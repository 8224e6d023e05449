import { compose } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import {
  createGeneration,
  SubgraphFailure,
  type Ask,
  type Generation,
  type RawAnswer,
} from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { accessRows } from '../../../gateway/src/audit/access-rows.js';
import { answerFor } from '../../support/corridor.js';
import { CALLER } from '../../support/small-graph.js';
import { smallPolicy } from '../../support/small-policy.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@inaccessible", "@composeDirective"])
  ${LABEL_LINK} ${LABEL_DEFINITIONS}`;
const [OWN, POST] = ['VPTW', 'BTCTW'].map(
  (steward) => `@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "${steward}")`,
) as [string, string];
const ROW = '@key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"])';
const HIDDEN = 'rowSecrecy: Secrecy @inaccessible rowPath: String @inaccessible';

const SDL = {
  shops: `${LINK}
    type Query { goods: [Good!] ${OWN} }
    type Good ${ROW} @key(fields: "code") ${OWN} {
      id: ID! code: String name: String price: Int weights: [[Int]] maker: Maker ${HIDDEN}
    }
    type Maker @key(fields: "id") ${OWN} { id: ID! town: String }`,
  posts: `${LINK}
    type Good @key(fields: "code") ${OWN} {
      code: String price: Int @external weights: [[Int]] @external maker: Maker @external
      fee: Int @requires(fields: "price weights") ${POST}
      way: String @requires(fields: "maker { town }") ${POST}
      stamp: String ${POST}
    }
    type Maker @key(fields: "id") ${OWN} { id: ID! town: String @external }`,
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
  maker: { __typename: 'Maker', id: `m${at + 1}`, town: 'Vinh' },
  rowSecrecy: 'UNCLASSIFIED',
  rowPath,
}));
type Sent = Readonly<Record<string, unknown>>;
const SCHEMAS = Object.fromEntries(
  Object.entries(SDL).map(([name, sdl]) => {
    const Good = {
      __resolveReference: (sent: Sent) => (name === 'shops' ? GOODS.find(({ id }) => id === sent['id']) : sent),
      fee: ({ price, fee }: Sent) => fee ?? ((price as number | null) ?? 0) + 1,
      way: ({ maker }: Sent) => (maker as { readonly town: string }).town,
      tax: ({ fee }: Sent) => (fee as number) * 2,
      stamp: () => 'red',
    };
    const resolvers = { Good, ...(name === 'shops' ? { Query: { goods: () => GOODS } } : {}) };
    return [name, buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }])];
  }),
);
const POLICY = {
  needByGrant: ['Good'],
  grants: ['Good', 'Maker'].map((type) => ({
    type,
    to: { block: 'PARTY' },
    rows: type === 'Good' ? 'own-line' : 'every',
    fields: 'all',
    purposes: 'any',
  })),
};

let generations: Record<'compiled' | 'apollo', Generation>;
beforeAll(async () => {
  const subgraphs = Object.entries(SDL).map(([name, sdl]) => ({
    name,
    url: 'http://127.0.0.1:1/',
    sdl,
    file: `${name}.graphql`,
    ...(name === 'shops' ? { owns: ['Good', 'Maker'] } : {}),
  }));
  const composed = compose({ subgraphs, labels: 'required' });
  if (composed.kind === 'problems') throw new Error(JSON.stringify(composed.problems, null, 2));
  const make = async (executor: 'compiled' | 'apollo') =>
    createGeneration(await loadSupergraph(composed.supergraphSdl), smallPolicy(POLICY), executor);
  generations = { compiled: await make('compiled'), apollo: await make('apollo') };
});

const asked =
  (got: Map<string, unknown[]>, failing: Readonly<Record<string, Error>> = {}) =>
  (name: string): Ask =>
  async ({ query: source, variables: variableValues }) => {
    if (failing[name] !== undefined) throw failing[name];
    const lists = Object.values(variableValues as Record<string, unknown>).filter(Array.isArray);
    got.set(name, [...(got.get(name) ?? []), ...lists.flat()]);
    const result = await graphql({ schema: SCHEMAS[name]!, source, variableValues });
    return JSON.parse(JSON.stringify({ data: null, errors: [], extensions: null, ...result })) as RawAnswer;
  };

/** What each agency got of objects, and what the record says that it was sent. */
async function sent(query: string, executor: 'compiled' | 'apollo' = 'compiled', failing?: Record<string, Error>) {
  const got = new Map<string, unknown[]>();
  const generation = generations[executor];
  const { rows, answer } = await answerFor({
    generation,
    caller: CALLER,
    query,
    variables: {},
    open: asked(got, failing),
  });
  const lines = accessRows(rows!, { graph: generation.versions, idOf: (type, id) => `${type} ${id}` }).flatMap(
    ({ line: { fieldset }, records, n }) => fieldset.grants.map((grant) => ({ ...fieldset, ...grant, records, n })),
  );
  const told = lines.map(({ effect, reason, agency, source, type, fields, rule, records, n }) =>
    [effect, reason, agency, source, rule, `${type}:`, ...fields, 'of', n, ...records].filter(Boolean).join(' '),
  );
  return {
    got,
    data: (JSON.parse(answer.body.toString()) as { readonly data: unknown }).data,
    told: told.filter((line) => line.startsWith('mask ')).toSorted(),
    others: told.filter((line) => !line.startsWith('mask ')),
  };
}

const isOfPosts = (one: unknown): boolean => 'price' in (one as object);

describe('what an agency was sent of another’s fields, to compute its own from, is recorded', () => {
  const OF_ALL = 'of 3 Good g1 Good g2 Good g3';

  test('of each row that it was sent, also of one that the caller is not shown: whose it is, who gave it and who got it', async () => {
    const { got, data, told, others } = await sent('{ goods { fee } }');
    expect(got.get('posts')!.filter(isOfPosts)).toHaveLength(3);
    expect(data).toEqual({ goods: [{ fee: 2 }, { fee: 1 }] });
    expect(told).toEqual([`mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`]);
    expect(others.toSorted()).toEqual([
      'allow BTCTW posts R6 Good: fee of 2 Good g1 Good g2',
      'allow VPTW shops R6 Query: goods of 1',
      'deny ROW BTCTW posts R6 Good: fee of 1 Good g3',
    ]);
  });

  test('beside what the caller is shown of it themselves', async () => {
    const { told, others } = await sent('{ goods { price fee } }');
    expect(told).toEqual([`mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`]);
    expect(others).toContain('allow VPTW shops R6 Good: price of 2 Good g1 Good g2');
  });

  test('in objects too, and where what is required was computed itself', async () => {
    const { told } = await sent('{ goods { way tax } }');
    expect(told).toEqual([
      `mask SENT:posts VPTW shops R6 Good: maker price weights ${OF_ALL}`,
      'mask SENT:posts VPTW shops R6 Maker: town of 3',
      `mask SENT:taxes BTCTW posts R6 Good: fee ${OF_ALL}`,
    ]);
  });

  test('also where the agency failed that was sent it, and not where it was left alone', async () => {
    const query = '{ goods { name fee } }';
    const told = async (kind: 'timeout' | 'left-alone') =>
      (await sent(query, 'compiled', { posts: new SubgraphFailure(kind, 'no answer') })).told;
    expect(await told('timeout')).toEqual([`mask SENT:posts VPTW shops R6 Good: price weights ${OF_ALL}`]);
    expect(await told('left-alone')).toEqual([]);
  });

  test('and nothing of keys, by which an agency is only told of what it is asked', async () => {
    const { got, told } = await sent('{ goods { name stamp } }');
    expect(got.get('posts')).toHaveLength(3);
    expect(told).toEqual([]);
  });

  test('by the stock executor as well', async () => {
    const { told } = await sent('{ goods { way tax } }', 'apollo');
    expect(told).toEqual([
      'mask SENT:posts VPTW shops R6 Good: maker price weights of 3',
      'mask SENT:posts VPTW shops R6 Maker: town of 3',
      `mask SENT:taxes BTCTW posts R6 Good: fee ${OF_ALL}`,
    ]);
  });
});
