import { compose } from '@agency-graph/composition/compose';
import { LABEL_DEFINITIONS, LABEL_LINK } from '@agency-graph/contract';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import {
  createGeneration,
  type Ask,
  type CallerFacts,
  type WrittenRows,
  type Generation,
  type RawAnswer,
  type RegisterView,
  type Volume,
} from '@agency-graph/gateway/steps';
import { loadSupergraph } from '@agency-graph/gateway/supergraph';
import { answerFor } from './corridor.js';
import { smallPolicy } from './small-policy.js';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@inaccessible", "@external", "@requires", "@composeDirective"])';
const OPEN = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "VPTW")';
const PAID = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: NONE, steward: "VPTW")';
const SECRET = '@label(secrecy: SECRET, sharing: INTERNAL, personal: NONE, steward: "VPTW")';

const UNITS = `${LINK}${LABEL_LINK}${LABEL_DEFINITIONS}
  type Query {
    unit(id: ID! @reads(fields: [])): Unit ${OPEN}
    units(name: String @reads(fields: ["Unit.name"]), first: Int = 20 @reads(fields: [])): [Unit!] ${OPEN}
    ping(about: String @reads(fields: [])): String ${OPEN}
    found: [Found!] ${OPEN}
  }
  type Mutation { move(ids: [ID!]! @reads(fields: [])): [Unit!] ${OPEN} moveOne(id: ID! @reads(fields: [])): Unit ${OPEN} }
  type Unit @key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"]) ${SECRET} {
    id: ID! ${OPEN}
    name: String ${OPEN}
    parent: Unit ${OPEN}
    children: [Unit!] ${OPEN}
    lead: Person ${OPEN}
    budget: Int ${PAID}
    seats: Int! ${PAID}
    plan: String
    kind: UnitKind ${OPEN}
    rowSecrecy: Secrecy @inaccessible
    rowPath: String @inaccessible
  }
  union Found = Unit
  enum UnitKind { OFFICE FIELD }
  type Person @key(fields: "id", resolvable: false) { id: ID! }
`;

const PEOPLE = `${LINK}${LABEL_LINK}${LABEL_DEFINITIONS}
  type Query { people(first: Int = 20 @reads(fields: [])): [Person!] ${OPEN} }
  type Person @key(fields: "id") @rowLabel(secrecy: "rowSecrecy", scopes: ["rowPath"]) ${PAID} {
    id: ID! ${OPEN}
    name: String ${OPEN}
    salary: Int
    unit: Unit ${OPEN}
    friends: [Person!] ${OPEN}
    rowSecrecy: Secrecy @inaccessible
    rowPath: String @inaccessible
  }
  type Unit @key(fields: "id") {
    id: ID! ${OPEN}
    staff(first: Int = 20 @reads(fields: [])): [Person!] ${OPEN}
  }
`;

interface UnitRow {
  readonly id: string;
  readonly name: string | null;
  readonly path: string;
  readonly secrecy: string;
  readonly lead: string | null;
}

/** A small register: `u1` on top, two lines under it, one secret unit. */
export const UNIT_ROWS: readonly UnitRow[] = [
  { id: 'u1', name: 'Centre', path: 'T', secrecy: 'UNCLASSIFIED', lead: 'p1' },
  { id: 'u2', name: 'North', path: 'T.N', secrecy: 'UNCLASSIFIED', lead: 'p2' },
  { id: 'u3', name: 'South', path: 'T.S', secrecy: 'UNCLASSIFIED', lead: 'p3' },
  { id: 'u4', name: null, path: 'T.N.A', secrecy: 'UNCLASSIFIED', lead: null },
  { id: 'u5', name: 'Vault', path: 'T.N.V', secrecy: 'SECRET', lead: 'p5' },
  { id: 'u6', name: 'North again', path: 'T.NN', secrecy: 'UNCLASSIFIED', lead: 'p404' },
];
export const PERSON_ROWS = [
  { id: 'p1', name: 'An', unit: 'u1', salary: 11, secrecy: 'UNCLASSIFIED', friends: ['p2', 'p3', 'p5'] },
  { id: 'p2', name: 'Bình', unit: 'u2', salary: 22, secrecy: 'UNCLASSIFIED', friends: [] },
  { id: 'p3', name: 'Chi', unit: 'u3', salary: 33, secrecy: 'UNCLASSIFIED', friends: ['p1'] },
  { id: 'p4', name: null, unit: 'u4', salary: null, secrecy: 'UNCLASSIFIED', friends: ['p4'] },
  { id: 'p5', name: 'Dũng', unit: 'u5', salary: 55, secrecy: 'SECRET', friends: ['p2'] },
] as const;

const POLICY = {
  namesFields: { 'Query.ping(about:)': 'Unit' },
  needByGrant: ['Unit', 'Person'],
  grants: [
    { type: 'Unit', to: { block: 'PARTY' }, rows: 'every', fields: { sharing: 'DEFAULT' }, purposes: 'any' },
    { type: 'Unit', to: { block: 'PARTY' }, rows: 'own-line', fields: 'all', purposes: ['WORK'] },
    { type: 'Person', to: { block: 'PARTY' }, rows: 'own-line', fields: { except: ['salary'] }, purposes: ['WORK'] },
    { type: 'Person', to: { functions: ['PAY'] }, rows: 'own-line', fields: { only: ['salary'] }, purposes: ['WORK'] },
    { type: 'Mutation', to: { block: 'PARTY' }, rows: 'every', fields: 'all', purposes: ['WORK'] },
    { type: 'Found', to: { block: 'PARTY' }, rows: 'every', fields: 'all', purposes: 'any' },
    { type: 'String', to: 'everyone', rows: 'every', fields: 'all', purposes: 'any' },
  ],
};

const unit = (id: string) => UNIT_ROWS.find((row) => row.id === id);
const resolvedUnit = (row: UnitRow) => ({
  ...row,
  __typename: 'Unit',
  rowSecrecy: row.secrecy,
  rowPath: row.path,
  budget: row.path.length * 100,
  seats: row.path.length,
  plan: `plan of ${row.id}`,
  kind: row.path.length > 3 ? 'FIELD' : 'OFFICE',
  lead: row.lead === null ? null : { __typename: 'Person', id: row.lead },
});
const person = (id: string) => PERSON_ROWS.find((row) => row.id === id);
const resolvedPerson = (row: (typeof PERSON_ROWS)[number]) => ({
  ...row,
  __typename: 'Person',
  rowSecrecy: row.secrecy,
  rowPath: unit(row.unit)!.path,
  unit: { __typename: 'Unit', id: row.unit },
});

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

const SCHEMAS = {
  units: buildSubgraphSchema([
    {
      typeDefs: parse(UNITS),
      resolvers: {
        Query: {
          ping: () => 'pong',
          found: () => UNIT_ROWS.map(resolvedUnit),
          unit: (_: unknown, { id }: { id: string }) => (unit(id) === undefined ? null : resolvedUnit(unit(id)!)),
          units: (_: unknown, { name, first }: { name?: string; first: number }) =>
            UNIT_ROWS.filter((row) => name === undefined || row.name === name)
              .slice(0, first)
              .map(resolvedUnit),
        },
        Mutation: {
          moveOne: (_: unknown, { id }: { id: string }) => (unit(id) === undefined ? null : resolvedUnit(unit(id)!)),
          move: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map((id) => resolvedUnit(unit(id)!)),
        },
        Unit: {
          __resolveReference: ({ id }: { id: string }) => (unit(id) === undefined ? null : resolvedUnit(unit(id)!)),
          parent: ({ path }: UnitRow) => {
            const up = UNIT_ROWS.find((row) => row.path === parentOf(path));
            return up === undefined ? null : resolvedUnit(up);
          },
          children: ({ path }: UnitRow) => UNIT_ROWS.filter((row) => parentOf(row.path) === path).map(resolvedUnit),
        },
      },
    },
  ]),
  people: buildSubgraphSchema([
    {
      typeDefs: parse(PEOPLE),
      resolvers: {
        Query: {
          people: (_: unknown, { first }: { first: number }) => PERSON_ROWS.slice(0, first).map(resolvedPerson),
        },
        Person: {
          __resolveReference: ({ id }: { id: string }) =>
            person(id) === undefined ? null : resolvedPerson(person(id)!),
          friends: ({ friends }: { friends: readonly string[] }) => friends.map((id) => resolvedPerson(person(id)!)),
        },
        Unit: {
          __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Unit', id }),
          staff: ({ id }: { id: string }, { first }: { first: number }) =>
            PERSON_ROWS.filter((row) => row.unit === id)
              .slice(0, first)
              .map(resolvedPerson),
        },
      },
    },
  ]),
} as const;

export type SmallSubgraph = keyof typeof SCHEMAS;

/** Does something to what a subgraph answers, as a hostile or broken one would. */
export type Tamper = (subgraph: SmallSubgraph, answer: RawAnswer, query: string) => RawAnswer | Promise<RawAnswer>;

/** A caller in the middle of things: of `u2`, CONFIDENTIAL, on the Party WAN, for WORK. */
export const CALLER: CallerFacts = {
  authenticated: true,
  accountId: 'a1',
  countedAs: 'a1',
  issuer: 'https://issuer.example',
  kind: 'PERSON',
  memberId: null,
  organisation: { id: 'u2', path: 'T.N', block: 'PARTY', level: 'PROVINCE' },
  functions: new Set(),
  clearance: 'CONFIDENTIAL',
  compartments: [],
  zone: 'PARTY_WAN',
  hardwareKey: false,
  endUser: null,
  scopes: new Set(),
  claims: {},
  purposes: ['WORK'],
  purpose: 'WORK',
  caseReference: null,
  agreements: [],
  lapsed: [],
  emergency: null,
  tokenId: 't1',
  now: '2026-03-15T09:00:00+07:00',
};

export interface SmallGraph {
  readonly generation: Generation;
  /** Asks as the gateway would, from the operation on; tells also what each subgraph was asked. */
  ask(
    query: string,
    options?: {
      readonly caller?: Partial<CallerFacts>;
      readonly variables?: Record<string, unknown>;
      readonly tamper?: Tamper;
      readonly register?: RegisterView;
      readonly volume?: Volume;
    },
  ): Promise<SmallAnswer>;
}

export interface SmallAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown>;
  }[];
  readonly alarms: readonly string[];
  readonly asked: readonly { readonly subgraph: string; readonly query: string; readonly variables: unknown }[];
  /** What was checked; null where the request was refused as a whole. */
  readonly rows: WrittenRows | null;
  /** Agencies of which the log was told that they answered in another form than asked. */
  readonly misformed: ReadonlySet<string>;
  readonly text: string;
}

/** The real rooms from operation to answer over two real subgraph schemas, without sockets. */
export async function smallGraph(executor: 'compiled' | 'apollo' = 'compiled'): Promise<SmallGraph> {
  const composed = compose({
    subgraphs: [
      { name: 'units', url: 'http://127.0.0.1:1/', sdl: UNITS, file: 'units.graphql', owns: ['Unit'] },
      { name: 'people', url: 'http://127.0.0.1:2/', sdl: PEOPLE, file: 'people.graphql', owns: ['Person'] },
    ],
    labels: 'required',
  });
  if (composed.kind === 'problems') throw new Error(JSON.stringify(composed.problems, null, 2));
  const generation = await createGeneration(
    await loadSupergraph(composed.supergraphSdl),
    smallPolicy(POLICY),
    executor,
  );

  return {
    generation,
    async ask(query, { caller = {}, variables = {}, tamper, register, volume } = {}) {
      const asked: { subgraph: string; query: string; variables: unknown }[] = [];
      const open =
        (name: string): Ask =>
        async (question) => {
          asked.push({ subgraph: name, query: question.query, variables: question.variables });
          const result = await graphql({
            schema: SCHEMAS[name as SmallSubgraph],
            source: question.query,
            variableValues: question.variables,
          });
          const wire = JSON.parse(JSON.stringify({ data: null, errors: [], extensions: null, ...result })) as RawAnswer;
          return tamper === undefined ? wire : tamper(name as SmallSubgraph, wire, question.query);
        };
      const { answer, rows, misformed } = await answerFor({
        generation,
        caller: { ...CALLER, ...caller },
        query,
        variables,
        open,
        register,
        volume,
      });
      const text = answer.body.toString();
      const body = JSON.parse(text) as Omit<SmallAnswer, 'alarms' | 'rows' | 'misformed' | 'asked' | 'text'>;
      return { data: body.data, errors: body.errors ?? [], alarms: rows?.alarms ?? [], rows, misformed, asked, text };
    },
  };
}
