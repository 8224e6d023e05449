import type { Draw } from '../../../support/random.js';
import { HOMES, isKnown, type Entity, type Field, type Given, type Home, type Row } from './model.js';

type Drawn = Pick<Entity, 'name' | 'rows' | 'lacks' | 'provides'>;

const numberOf = (value: unknown): number => Number(value);

/** Draws the fields of a type: leaves, links, and fields that are made of others. */
export function fieldsOf(
  entity: Drawn & { readonly textAt: Home },
  others: readonly Omit<Drawn, 'provides'>[],
  draw: Draw,
): Field[] {
  const { name } = entity;
  const home = (): Home => HOMES[draw(HOMES.length)]!;
  /** A field that one subgraph gives, of the rows that it has. */
  const alone = (field: Omit<Field, 'at'>, at: Home = home(), more: Field['at'] = {}): Field => ({
    ...field,
    at: { [at]: '', ...more },
    value: (row, given) => (isKnown(entity, at, row) ? field.value(row, given) : null),
  });
  return [
    ...leavesOf(entity, alone, draw),
    ...madeOf(entity, alone, draw),
    ...linksOf(others, alone, home, draw),
    alone({
      name: 'boom',
      type: 'String',
      value: ({ at }) => {
        if (at % 2 === 0) throw new Error('boom');
        return `calm ${name}`;
      },
    }),
  ];
}

type Alone = (field: Omit<Field, 'at'>, at?: Home, more?: Field['at']) => Field;

function leavesOf(
  { name, lacks, textAt, provides }: Drawn & { readonly textAt: Home },
  alone: Alone,
  draw: Draw,
): Field[] {
  const shared: Field['at'] = lacks === 's2' ? { s0: '' } : { s0: '@shareable', s2: '@shareable' };
  // In one subgraph it takes no null, in every other type: under one name both cannot be asked of it.
  const strict = lacks !== 's2' && (name.endsWith('0') || name.endsWith('2'));
  return [
    alone({ name: 'label', type: 'String', value: ({ at }) => (at === 2 ? null : `${name} number ${at}`) }, 's0'),
    alone(
      { name: 'text', type: 'String', value: ({ at }) => (at === 1 ? null : `"${name}"\n\\${at} ế`) },
      textAt,
      // Who provides a field gives it there, besides the one that always does.
      { [textAt]: '@shareable', [provides]: '@external' },
    ),
    alone({ name: 'ratio', type: 'Float!', value: ({ at }) => at / 4 }),
    alone({ name: 'colour', type: 'Colour', value: ({ at }) => ['RED', 'GREEN', 'BLUE', 'HIDDEN'][at] }),
    alone({ name: 'colours', type: '[Colour]', value: ({ at }) => ['GREEN', at % 2 === 0 ? 'HIDDEN' : 'RED', null] }),
    alone({ name: 'words', type: '[String!]', value: ({ at }) => Array.from({ length: at }, (_, i) => `w${i}`) }),
    { name: 'flag', type: 'Boolean!', at: shared, value: ({ at }) => at % 2 === 0 },
    {
      name: 'mixed',
      type: 'String',
      at: shared,
      typeAt: strict ? { s0: 'String!' } : {},
      value: ({ at }) => `mixed ${name} ${at}`,
    },
    alone({ name: 'moved', type: 'String', value: ({ at }) => `moved ${at}` }, 's2', {
      s1: '',
      s2: '@override(from: "s1")',
    }),
    alone({ name: 'grid', type: '[[Int]!]', value: ({ at }) => [[at, null], [], [draw(1)]] }),
  ];
}

/** Fields that are made of others, from which they stand apart: with arguments, that conflict, in parts, and in turn. */
function madeOf({ name, lacks }: Drawn, alone: Alone, draw: Draw): Field[] {
  const given = HOMES[draw(2)]!;
  const made = HOMES[HOMES.indexOf(given) + 1]!;
  const turned = HOMES.filter((home) => home !== made)[draw(2)]!;
  const has = (row: Row): boolean => isKnown({ lacks }, given, row);
  const number = (row: Row): number | null => (has(row) && row.at !== 3 ? row.at * 7 - 10 : null);
  const scaled = (row: Row, by: number): number | null => (has(row) && row.at !== 1 ? row.at * by : null);
  const size = (row: Row, by: number): number | null => (has(row) ? row.at + by * 100 : null);
  const orNull = (value: unknown, then: (value: number) => unknown): unknown =>
    value === null || value === undefined ? null : then(Number(value));
  const external = { [made]: '@external' };
  const from = (
    field: { readonly name: string; readonly requires: string; readonly value: (row: Row) => unknown },
    names: readonly string[],
    make: (required: Given) => unknown,
    at: Home = made,
  ): Field => ({
    ...alone({ name: field.name, type: 'Int', value: field.value, from: { names, make } }, at),
    at: { [at]: `@requires(fields: "${field.requires}")` },
  });
  const sizeIn = (required: Given): unknown => (required['box'] as Given | null)?.['size'];
  return [
    alone({ name: 'number', type: 'Int', value: number }, given, external),
    alone(
      { name: 'scaled', takes: 'by: Int!', type: 'Int', value: (row, { by }) => scaled(row, numberOf(by)) },
      given,
      external,
    ),
    alone(
      { name: 'box', type: `Box${name}`, value: (row) => (has(row) ? { ...row, __typename: `Box${name}` } : null) },
      given,
      external,
    ),
    {
      ...from(
        { name: 'made', requires: 'number', value: (row) => orNull(number(row), (one) => one + 1) },
        ['number'],
        (required) => orNull(required['number'], (one) => one + 1),
      ),
      at: { [made]: '@requires(fields: "number")', ...(turned === made ? {} : { [turned]: '@external' }) },
    },
    from(
      { name: 'double', requires: 'scaled(by: 2)', value: (row) => orNull(scaled(row, 2), (one) => one + 1) },
      ['scaled'],
      (required) => orNull(required['scaled'], (one) => one + 1),
    ),
    from(
      { name: 'triple', requires: 'number scaled(by: 3)', value: (row) => orNull(scaled(row, 3), (one) => one + 1) },
      ['scaled', 'number'],
      (required) => orNull(required['scaled'], (one) => one + 1),
    ),
    from(
      { name: 'wide', requires: 'box { size(in: 2) }', value: (row) => (has(row) ? size(row, 2) : null) },
      ['box'],
      sizeIn,
    ),
    from(
      { name: 'wider', requires: 'box { size(in: 3) }', value: (row) => (has(row) ? size(row, 3) : null) },
      ['box'],
      sizeIn,
    ),
    from(
      {
        name: 'turned',
        requires: 'made',
        value: (row) => (isKnown({ lacks }, made, row) ? orNull(number(row), (one) => (one + 1) * 2) : null),
      },
      ['made'],
      (required) => orNull(required['made'], (one) => one * 2),
      turned,
    ),
  ];
}

/** The part type of `box`, where it is given and where it is required. */
export const boxOf = (entity: Entity, home: Home): string => {
  const at = entity.fields.find(({ name }) => name === 'box')!.at[home];
  if (at === undefined) return '';
  return at === ''
    ? `type Box${entity.name} { size(in: Int!): Int colour: Colour }`
    : `type Box${entity.name} { size(in: Int!): Int @external }`;
};

export const boxResolvers = {
  size: ({ at }: Row, { in: by }: { readonly in: number }) => at + by * 100,
  colour: ({ at }: Row) => ['RED', 'GREEN', 'BLUE', null][at],
};

function linksOf(others: readonly Omit<Drawn, 'provides'>[], alone: Alone, home: () => Home, draw: Draw): Field[] {
  const link = (
    name: string,
    type: (target: string) => string,
    value: (row: Row, to: (at: number) => Row) => unknown,
  ): Field => {
    const target = others[draw(others.length)]!;
    const at = home();
    const to = (place: number): Row => {
      const row = target.rows[place % target.rows.length]!;
      // Who does not have a row does not refer to it.
      return isKnown(target, at, row) ? row : target.rows[0]!;
    };
    return alone({ name, type: type(target.name), value: (row) => value(row, to) }, at);
  };
  return [
    link(
      'one',
      (type) => type,
      ({ at }, to) => (at === 0 ? null : to(at + 1)),
    ),
    link(
      'sure',
      (type) => `${type}!`,
      ({ at }, to) => to(at + 2),
    ),
    link(
      'many',
      (type) => `[${type}]`,
      ({ at }, to) => (at === 1 ? null : [to(at), null, to(at + 1)]),
    ),
    link(
      'nested',
      (type) => `[[${type}!]!]!`,
      ({ at }, to) => [[to(at)], [], [to(at + 3)]],
    ),
    alone({ name: 'item', type: 'Item', value: ({ at }) => (at === 2 ? null : ITEMS[at]) }, 's0'),
  ];
}

/** Rows of an interface whose types one subgraph knows, and another one takes for a single object. */
export const ITEMS: readonly Row[] = [0, 1, 2, 3].map((at) => ({
  __typename: at % 2 === 0 ? 'Even' : 'Odd',
  at,
  id: `i${at}`,
  title: at === 3 ? null : `item ${at}`,
  size: at * 2,
  pages: at === 1 ? null : at,
}));
