import { makeExecutable, type Resolvers } from './make-executable.js';
import type { GraphQLSchema } from 'graphql';
import type { PlainSubgraphs } from '../../support/plain-subgraphs.js';

/** A number from 0 up to, not including, `below`. */
export type Draw = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function drawer(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A graph cut into subgraphs, and the same graph whole, over the same rows. */
export interface GeneratedGraph {
  readonly subgraphs: PlainSubgraphs;
  readonly whole: GraphQLSchema;
}

const HOMES = ['s0', 's1', 's2'] as const;
type Home = (typeof HOMES)[number];
const KEYS = ['id', 'id code', 'ref { id }', 'several'] as const;
const ROWS = 4;

type Row = Readonly<Record<string, unknown>> & { readonly at: number; readonly __typename: string };

interface Field {
  readonly name: string;
  readonly type: string;
  readonly value: (row: Row) => unknown;
  /** Where it stands, with its directives there. */
  readonly at: Partial<Record<Home, string>>;
  /** What it is made of, where that comes with the representation. */
  readonly of?: string;
}

const keyText = (kind: (typeof KEYS)[number], home: Home): string => {
  if (kind !== 'several') return `@key(fields: "${kind}")`;
  if (home === 's0') return '@key(fields: "id") @key(fields: "code")';
  return home === 's1' ? '@key(fields: "id")' : '@key(fields: "code")';
};

const keyFields = (kind: (typeof KEYS)[number], home: Home): string => {
  if (kind === 'ref { id }') return 'ref: Ref! @shareable';
  if (kind === 'id') return 'id: ID!';
  if (kind === 'id code') return 'id: ID! code: String!';
  return home === 's0' ? 'id: ID! code: String!' : home === 's1' ? 'id: ID!' : 'code: String!';
};

/** Draws types, keys, and which subgraph has which field. */
export function generateGraph(draw: Draw): GeneratedGraph {
  const names = Array.from({ length: 2 + draw(3) }, (_, at) => `T${at}`);
  const rows = new Map(names.map((name) => [name, rowsOf(name)]));
  const kinds = new Map(names.map((name) => [name, KEYS[draw(KEYS.length)]!]));
  const fields = new Map(names.map((name) => [name, fieldsOf(name, names, rows, draw)]));

  const sdlOf = (home: Home): string => {
    const types = names.map((name) => {
      const own = fields.get(name)!.flatMap((field) => {
        const directives = field.at[home];
        return directives === undefined ? [] : [`${field.name}: ${field.type} ${directives}`];
      });
      const implementing = home === 's0' ? 'implements Named ' : '';
      return `type ${name} ${implementing}${keyText(kinds.get(name)!, home)} { ${keyFields(kinds.get(name)!, home)} ${own.join(' ')} }`;
    });
    const roots = names.map((name) => `${home}_${name}: [${name}]`);
    if (home === 's0') roots.push('named: [Named!]!');
    if (home === 's1') roots.push('things: [Thing]');
    return `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override"])
      type Query { ${roots.join(' ')} }
      enum Colour { RED GREEN BLUE }
      type Ref @shareable { id: ID! }
      ${home === 's0' ? 'interface Named { label: String }' : ''}
      ${home === 's1' ? `union Thing = ${names.join(' | ')}` : ''}
      ${types.join('\n')}`;
  };

  const everything = names.flatMap((name) => rows.get(name)!);
  const roots = (home: Home): Resolvers[string] => ({
    ...Object.fromEntries(names.map((name) => [`${home}_${name}`, () => [...rows.get(name)!, null]])),
    ...(home === 's0' ? { named: () => everything } : {}),
    ...(home === 's1' ? { things: () => everything.toReversed() } : {}),
  });

  const resolversOf = (home: Home): Resolvers => ({
    Query: roots(home),
    ...Object.fromEntries(
      names.map((name) => [
        name,
        {
          __resolveReference: (given: Row) => ({ ...find(rows.get(name)!, given), given }),
          ...Object.fromEntries(
            fields
              .get(name)!
              .filter(({ at }) => at[home] !== undefined)
              .map((field) => [field.name, resolverIn(field)]),
          ),
        },
      ]),
    ),
  });

  return {
    subgraphs: Object.fromEntries(HOMES.map((home) => [home, { sdl: sdlOf(home), resolvers: resolversOf(home) }])),
    whole: makeExecutable(wholeSdl(names, fields), {
      Query: Object.assign({}, ...HOMES.map(roots)),
      ...Object.fromEntries(
        names.map((name) => [name, Object.fromEntries(fields.get(name)!.map((field) => [field.name, field.value]))]),
      ),
    }),
  };
}

const wholeSdl = (names: readonly string[], fields: ReadonlyMap<string, readonly Field[]>): string => `
  type Query { ${HOMES.flatMap((home) => names.map((name) => `${home}_${name}: [${name}]`)).join(' ')} named: [Named!]! things: [Thing] }
  enum Colour { RED GREEN BLUE }
  interface Named { label: String }
  union Thing = ${names.join(' | ')}
  ${names
    .map(
      (name) =>
        `type ${name} implements Named { ${fields
          .get(name)!
          .map((field) => `${field.name}: ${field.type}`)
          .join(' ')} }`,
    )
    .join('\n')}`;

/** A field made of others has what came with the representation, and nothing else. */
const resolverIn =
  ({ value, of }: Field) =>
  (row: Row): unknown => {
    if (of === undefined) return value(row);
    const given = row['given'] as Record<string, unknown> | undefined;
    if (given === undefined || !(of in given)) throw new Error('asked without what it requires');
    return value({ ...row, [of]: given[of] });
  };

function rowsOf(name: string): Row[] {
  return Array.from({ length: ROWS }, (_, at) => ({
    __typename: name,
    at,
    id: `${name}-${at}`,
    code: `c${name}${at}`,
    ref: { id: `r${name}${at}` },
  }));
}

function find(rows: readonly Row[], given: Readonly<Record<string, unknown>>): Row | undefined {
  const ref = given['ref'] as { id?: string } | undefined;
  return rows.find((row) =>
    ref === undefined
      ? given['id'] === undefined
        ? row['code'] === given['code']
        : row['id'] === given['id']
      : (row['ref'] as { id: string }).id === ref.id,
  );
}

function fieldsOf(
  name: string,
  names: readonly string[],
  rows: ReadonlyMap<string, readonly Row[]>,
  draw: Draw,
): Field[] {
  const home = (): Home => HOMES[draw(HOMES.length)]!;
  const alone = (): Field['at'] => ({ [home()]: '' });
  const textAt = home();
  const numberAt = HOMES[draw(2)]!;
  const madeAt = HOMES[HOMES.indexOf(numberAt) + 1]!;
  const target = (): string => names[draw(names.length)]!;
  const [one, many, nested] = [target(), target(), target()];
  const to = (type: string, at: number): Row => rows.get(type)![at % ROWS]!;
  return [
    { name: 'label', type: 'String', at: { s0: '' }, value: ({ at }) => (at === 2 ? null : `${name} number ${at}`) },
    {
      name: 'text',
      type: 'String',
      at: { [textAt]: '' },
      value: ({ at }) => (at === 1 ? null : `"${name}"\n\\${at} ế`),
    },
    {
      name: 'number',
      type: 'Int',
      at: { [numberAt]: '', [madeAt]: '@external' },
      value: ({ at }) => (at === 3 ? null : at * 7 - 10),
    },
    {
      name: 'made',
      type: 'Int',
      at: { [madeAt]: '@requires(fields: "number")' },
      of: 'number',
      value: ({ at, number = at === 3 ? null : at * 7 - 10 }) => (number === null ? null : Number(number) + 1),
    },
    { name: 'ratio', type: 'Float!', at: alone(), value: ({ at }) => at / 4 },
    { name: 'colour', type: 'Colour', at: alone(), value: ({ at }) => ['RED', 'GREEN', 'BLUE', null][at] },
    { name: 'words', type: '[String!]', at: alone(), value: ({ at }) => Array.from({ length: at }, (_, i) => `w${i}`) },
    { name: 'flag', type: 'Boolean!', at: { s0: '@shareable', s2: '@shareable' }, value: ({ at }) => at % 2 === 0 },
    { name: 'moved', type: 'String', at: { s1: '', s2: '@override(from: "s1")' }, value: ({ at }) => `moved ${at}` },
    {
      name: 'boom',
      type: 'String',
      at: alone(),
      value: ({ at }) => {
        if (at % 2 === 0) throw new Error('boom');
        return 'calm';
      },
    },
    { name: 'one', type: one, at: alone(), value: ({ at }) => (at === 0 ? null : to(one, at + 1)) },
    { name: 'sure', type: `${one}!`, at: alone(), value: ({ at }) => to(one, at + 2) },
    {
      name: 'many',
      type: `[${many}]`,
      at: alone(),
      value: ({ at }) => (at === 1 ? null : [to(many, at), null, to(many, at + 1)]),
    },
    {
      name: 'nested',
      type: `[[${nested}!]!]!`,
      at: alone(),
      value: ({ at }) => [[to(nested, at)], [], [to(nested, at + 3)]],
    },
  ];
}
