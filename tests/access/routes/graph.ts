import { compose } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import {
  createExplainer,
  createGeneration,
  type Ask,
  type Caller,
  type CallerFacts,
  type WrittenRows,
  type Generation,
  type RawAnswer,
} from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { answerFor } from '../../support/corridor.js';
import { CALLER } from '../../support/small-graph.js';
import { smallPolicy } from '../../support/small-policy.js';

/** A graph in which everything is reached by many ways: interfaces, unions, lists, another agency's references. */

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@inaccessible", "@external", "@requires", "@composeDirective"])';
const OPEN = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "VPTW")';
const PAID = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: NONE, steward: "VPTW")';
const PRIVATE = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: SENSITIVE, steward: "VPTW")';
const SECRET = '@label(secrecy: SECRET, sharing: INTERNAL, personal: SENSITIVE, steward: "VPTW")';
const ROW = `@key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"])`;
const HIDDEN = 'rowSecrecy: Secrecy @inaccessible rowPath: String @inaccessible';
/** Of one type rows are judged by fields that no other has. */
const FILED = `@key(fields: "id") @rowLabel(secrecy: "filedSecrecy", scopes: ["filedPath"])`;
const HIDDEN_OF_FILED = 'filedSecrecy: Secrecy @inaccessible filedPath: String @inaccessible';

const FILES = `${LINK}${LABEL_LINK}${LABEL_DEFINITIONS}
  type Query {
    record(id: ID! @reads(fields: [])): Record ${OPEN}
    records: [Record!] ${OPEN}
    noted: [Noted] ${OPEN}
    found: [Found!] ${OPEN}
    memo(id: ID! @reads(fields: [])): Memo ${OPEN}
    report(id: ID! @reads(fields: [])): Report ${OPEN}
  }
  interface Noted { id: ID! note: String }
  interface Record implements Noted { id: ID! title: String note: String author: String plan: String next: Record prior: Record detail: Detail stamp: Stamp }
  interface Detail { text: String price: Int }
  union Found = Memo | Report
  type Memo implements Record & Noted ${ROW} ${SECRET} {
    id: ID! ${OPEN} title: String ${OPEN} note: String ${PAID} author: String ${PRIVATE} plan: String
    next: Record ${OPEN} prior: Memo ${OPEN} detail: Detail ${OPEN} stamp: Stamp ${OPEN} ${HIDDEN}
  }
  type Report implements Record & Noted ${FILED} ${SECRET} {
    id: ID! ${OPEN} title: String ${PAID} note: String ${PAID} author: String ${OPEN} plan: String ${PRIVATE}
    next: Record ${OPEN} prior: Report ${OPEN} detail: Detail ${OPEN} stamp: Stamp ${OPEN} ${HIDDEN_OF_FILED}
  }
  type Stamp { place: String ${OPEN} }
  type MemoDetail implements Detail { text: String ${OPEN} price: Int ${PAID} }
  type ReportDetail implements Detail { text: String ${PAID} price: Int ${PAID} }
`;
const DESKS = `${LINK}${LABEL_LINK}${LABEL_DEFINITIONS}
  type Query { desk(id: ID! @reads(fields: [])): Desk ${OPEN} desks: [Desk!] ${OPEN} }
  union OnDesk = Report | Memo | Desk
  type Desk ${ROW} ${PAID} { id: ID! ${OPEN} title: String ${OPEN} top: Memo ${OPEN} pile: [OnDesk!] ${OPEN} boss: Desk ${PAID} ${HIDDEN} }
  type Memo @key(fields: "id") { id: ID! ${OPEN} desk: Desk ${OPEN} }
  type Report @key(fields: "id") { id: ID! ${OPEN} desk: Desk ${PAID} }
`;

const inBlock = (type: string, rows: string, fields: unknown, more: object = {}) => ({
  type,
  to: { block: 'PARTY' },
  rows,
  fields,
  purposes: 'any',
  ...more,
});
const POLICY = {
  needByGrant: ['Memo', 'Report', 'Desk'],
  parts: { MemoDetail: 'Memo', ReportDetail: 'Report' },
  grants: [
    ...['Memo', 'Report', 'Desk', 'Noted', 'Record', 'Found', 'Stamp'].map((type) =>
      inBlock(type, 'every', { sharing: 'DEFAULT' }),
    ),
    inBlock('Memo', 'every', { only: ['MemoDetail.text'] }),
    inBlock('Memo', 'own-line', 'all', { purposes: ['WORK'] }),
    inBlock('Report', 'every', { only: ['note', 'ReportDetail.text'] }, { to: { functions: ['PAY'] } }),
    inBlock('Report', 'own-line', { except: ['note'] }, { purposes: ['WORK'], sensitive: true }),
    inBlock('Desk', 'first-party', 'all'),
  ],
};

const PATHS = ['T', 'T.N', 'T.N.A', 'T.S', 'T.NN'];
export interface Thing {
  readonly type: 'Memo' | 'Report' | 'Desk';
  readonly id: string;
  readonly at: number;
}
export const things: readonly Thing[] = Array.from({ length: 15 }, (_, at) => ({
  type: (['Memo', 'Report', 'Desk'] as const)[at % 3]!,
  id: `${'mrd'[at % 3]}${at}`,
  at,
}));
export const every = (...types: readonly Thing['type'][]): readonly Thing[] =>
  things.filter(({ type }) => types.includes(type));
export const files = every('Memo', 'Report');
const from = <T>(all: readonly T[], at: number): T => all[at % all.length]!;

/** Where a field of a thing leads: one thing, or several. */
export const LEADS: Readonly<Record<string, (thing: Thing) => Thing | readonly Thing[]>> = {
  next: ({ at }) => from(files, at * 2 + 1),
  // Of the same kind, which the interface does not say.
  prior: ({ type, at }) => from(every(type), at + 2),
  desk: ({ at }) => from(every('Desk'), at + 1),
  top: ({ at }) => from(every('Memo'), at),
  pile: ({ at }) => [from(files, at), from(files, at + 3), from(every('Desk'), at + 1), from(files, at + 4)],
  boss: ({ at }) => from(every('Desk'), at + 2),
};
const resolved = (thing: Thing): Record<string, unknown> => ({
  __typename: thing.type,
  id: thing.id,
  [thing.type === 'Report' ? 'filedSecrecy' : 'rowSecrecy']: thing.at % 7 === 6 ? 'SECRET' : 'UNCLASSIFIED',
  [thing.type === 'Report' ? 'filedPath' : 'rowPath']: from(PATHS, thing.at),
  ...Object.fromEntries(['title', 'note', 'author', 'plan'].map((name) => [name, `${name} of ${thing.id}`])),
  ...(thing.type === 'Desk'
    ? {}
    : {
        detail: { __typename: `${thing.type}Detail`, text: `text of ${thing.id}`, price: thing.at },
        stamp: { place: `place of ${thing.id}` },
      }),
  ...Object.fromEntries(Object.keys(LEADS).map((name) => [name, () => led(LEADS[name]!(thing))])),
});
const led = (to: Thing | readonly Thing[]): unknown => ('id' in to ? resolved(to) : to.map(resolved));
const byId = (_: unknown, { id }: { id: string }) => {
  const thing = things.find((one) => one.id === id);
  return thing === undefined ? null : resolved(thing);
};
const reference = { __resolveReference: (one: { id: string }) => byId(null, one) };

const SCHEMAS: Readonly<Record<string, ReturnType<typeof buildSubgraphSchema>>> = {
  files: buildSubgraphSchema([
    {
      typeDefs: parse(FILES),
      resolvers: {
        Query: {
          record: byId,
          memo: byId,
          report: byId,
          ...Object.fromEntries(['records', 'noted', 'found'].map((name) => [name, () => files.map(resolved)])),
        },
        Memo: reference,
        Report: reference,
      },
    },
  ]),
  desks: buildSubgraphSchema([
    {
      typeDefs: parse(DESKS),
      resolvers: {
        Query: { desk: byId, desks: () => every('Desk').map(resolved) },
        Desk: reference,
        Memo: reference,
        Report: reference,
      },
    },
  ]),
};

export interface Body {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly path?: readonly unknown[];
    readonly extensions: {
      readonly code: string;
      readonly access?: { readonly coordinate: string; readonly reason?: string };
    };
  }[];
}

export type Errors = NonNullable<Body['errors']>;
export type Said = ReturnType<ReturnType<typeof createExplainer>['explain']>['fields'][number];

export interface RoutesGraph {
  readonly generation: Generation;
  ask(caller: Partial<CallerFacts>, query: string, variables?: Record<string, unknown>): Promise<Body>;
  /** What was checked of the answer. */
  checked(caller: Partial<CallerFacts>, query: string): Promise<WrittenRows>;
  explain(caller: Partial<CallerFacts>, query: string): readonly Said[];
}

/** The real rooms over both subgraphs, without sockets. */
export async function routesGraph(): Promise<RoutesGraph> {
  const composed = compose({
    subgraphs: [
      { name: 'files', url: 'http://127.0.0.1:1/', sdl: FILES, file: 'files.graphql', owns: ['Memo', 'Report'] },
      { name: 'desks', url: 'http://127.0.0.1:2/', sdl: DESKS, file: 'desks.graphql', owns: ['Desk'] },
    ],
    labels: 'required',
  });
  if (composed.kind === 'problems') throw new Error(JSON.stringify(composed.problems, null, 2));
  const generation = await createGeneration(
    await loadSupergraph(composed.supergraphSdl),
    smallPolicy(POLICY),
    'compiled',
  );
  return {
    generation,
    ask: async (caller, query, variables = {}) => {
      const { answer } = await ask(generation, caller, query, variables);
      return JSON.parse(answer.body.toString()) as Body;
    },
    checked: async (caller, query) => (await ask(generation, caller, query, {})).rows!,
    explain: (caller, query) =>
      createExplainer(generation).explain({ ...CALLER, ...caller } as Caller, {
        query,
        language: 'en',
      }).fields,
  };
}

async function ask(
  generation: Generation,
  caller: Partial<CallerFacts>,
  query: string,
  variables: Record<string, unknown>,
): ReturnType<typeof answerFor> {
  const open =
    (name: string): Ask =>
    async ({ query: source, variables: variableValues }) =>
      JSON.parse(
        JSON.stringify({
          data: null,
          errors: [],
          extensions: null,
          ...(await graphql({ schema: SCHEMAS[name]!, source, variableValues })),
        }),
      ) as RawAnswer;
  return answerFor({ generation, caller: { ...CALLER, ...caller }, query, variables, open });
}
