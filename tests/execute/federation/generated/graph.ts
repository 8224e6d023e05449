import type { GraphQLSchema } from 'graphql';
import type { PlainSubgraphs } from '../../../support/plain-subgraphs.js';
import { makeExecutable, type Resolvers } from '../make-executable.js';
import type { Draw } from '../../../support/random.js';
import { drawEntities, find, keyFieldsOf, keyOf } from './entity.js';
import { HOMES, isKnown, type Entity, type Field, type Given, type Home, type Row } from './model.js';
import { boxOf, boxResolvers, ITEMS } from './fields.js';
import { interfaceObjectSubgraph, ITEM_TYPES, itemTypeResolvers, wholeItems } from './items.js';

/** A graph cut into subgraphs, and the same graph whole, over the same rows. */
export interface GeneratedGraph {
  readonly subgraphs: PlainSubgraphs;
  readonly whole: GraphQLSchema;
}

/** Draws types, keys, and which subgraph has which field. */
export function generateGraph(draw: Draw): GeneratedGraph {
  const entities = drawEntities(draw);
  const inPieces = newCounter();
  const subgraphs = Object.fromEntries(
    HOMES.map((home) => [home, { sdl: sdlOf(entities, home), resolvers: resolversOf(entities, home, inPieces) }]),
  );
  return {
    subgraphs: { ...subgraphs, io: interfaceObjectSubgraph(entities[0]!) },
    whole: wholeOf(entities),
  };
}

/** What mutations change; a graph in pieces and a whole one each have their own. */
const newCounter = (): { value: number } => ({ value: 0 });

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible"])';

function sdlOf(entities: readonly Entity[], home: Home): string {
  const types = entities.map((entity) => {
    const own = entity.fields.flatMap(({ name, takes, type, at, typeAt }) =>
      at[home] === undefined
        ? []
        : [`${name}${takes === undefined ? '' : `(${takes})`}: ${typeAt?.[home] ?? type} ${at[home]}`],
    );
    const implementing = home === 's0' ? 'implements Named ' : '';
    return `type ${entity.name} ${implementing}${keyOf(entity, home)} { ${keyFieldsOf(entity, home)} ${own.join(' ')} } ${boxOf(entity, home)}`;
  });
  return `
    ${LINK}
    type Query { ${rootsOf(entities, home).join(' ')} }
    type Mutation { ${mutationsOf(entities, home).join(' ')} }
    enum Colour { RED GREEN BLUE HIDDEN @inaccessible }
    input Where { at: Int in: [Int!] }
    type Ref @shareable { id: ID! }
    ${home === 's0' ? `interface Named { label: String } ${ITEM_TYPES}` : ''}
    ${home === 's1' ? `union Thing = ${entities.map(({ name }) => name).join(' | ')}` : ''}
    ${types.join('\n')}`;
}

const providedIn = (entities: readonly Entity[], home: Home): readonly Entity[] =>
  entities.filter(({ provides }) => provides === home);

const rootsOf = (entities: readonly Entity[], home: Home): string[] => [
  ...entities.map(({ name }) => `${home}_${name}(where: Where): [${name}]`),
  ...providedIn(entities, home).map(({ name }) => `provided_${name}: [${name}] @provides(fields: "text")`),
  ...(home === 's0' ? ['named: [Named!]!', 'items: [Item!]!'] : []),
  ...(home === 's1' ? ['things: [Thing]'] : []),
];

const mutationsOf = (entities: readonly Entity[], home: Home): string[] => [
  `${home}_bump(by: Int!): Int!`,
  ...entities.map(({ name }) => `${home}_pick_${name}(where: Where!): ${name}`),
];

const isWanted =
  (where: Given | null | undefined) =>
  ({ at }: Row): boolean => {
    const among = where?.['in'] as readonly number[] | null | undefined;
    return (where?.['at'] ?? at) === at && (among?.includes(at) ?? true);
  };

function rootResolvers(entities: readonly Entity[], home: Home): Resolvers[string] {
  const everything = entities.flatMap(({ rows }) => rows);
  const known = (entity: Entity): Row[] => entity.rows.filter((row) => isKnown(entity, home, row));
  const listed =
    (entity: Entity) =>
    (_: never, { where }: { readonly where?: Given | null }) => [...known(entity).filter(isWanted(where)), null];
  return {
    ...Object.fromEntries(entities.map((entity) => [`${home}_${entity.name}`, listed(entity)])),
    ...Object.fromEntries(providedIn(entities, home).map((entity) => [`provided_${entity.name}`, () => known(entity)])),
    ...(home === 's0' ? { named: () => everything, items: () => ITEMS } : {}),
    ...(home === 's1' ? { things: () => entities.flatMap(known).toReversed() } : {}),
  };
}

function mutationResolvers(entities: readonly Entity[], home: Home, counter: { value: number }): Resolvers[string] {
  return {
    [`${home}_bump`]: (_: never, { by }: { readonly by: number }) => (counter.value = (counter.value * 3 + by) % 1_000),
    ...Object.fromEntries(
      entities.map((entity) => [
        `${home}_pick_${entity.name}`,
        (_: never, { where }: { readonly where: Given }) =>
          entity.rows.filter((row) => isKnown(entity, home, row)).find(isWanted(where)) ?? null,
      ]),
    ),
  };
}

const resolversOf = (entities: readonly Entity[], home: Home, counter: { value: number }): Resolvers => ({
  Query: rootResolvers(entities, home),
  Mutation: mutationResolvers(entities, home, counter),
  ...(home === 's0' ? itemTypeResolvers : {}),
  ...Object.fromEntries(
    entities
      .map(({ name }) => [`Box${name}`, boxResolvers])
      .filter(([name]) => sdlHasBox(entities, home, String(name))),
  ),
  ...Object.fromEntries(
    entities.map((entity) => [
      entity.name,
      {
        __resolveReference: (given: Given) => {
          const row = find(entity.rows, given);
          return row === undefined || !isKnown(entity, home, row) ? null : { ...row, given };
        },
        ...Object.fromEntries(
          entity.fields.filter(({ at }) => at[home] !== undefined).map((field) => [field.name, resolverIn(field)]),
        ),
      },
    ]),
  ),
});

const sdlHasBox = (entities: readonly Entity[], home: Home, box: string): boolean =>
  entities.some((entity) => box === `Box${entity.name}` && boxOf(entity, home).includes('colour'));

/** A field made of others has what came with the representation, and nothing else. */
const resolverIn =
  ({ value, from }: Field) =>
  (row: Row, arguments_: Given): unknown => {
    if (from === undefined) return value(row, arguments_);
    const given = row['given'] as Given | undefined;
    if (given === undefined || !from.names.every((name) => name in given))
      throw new Error('asked without what it requires');
    return from.make(given);
  };

/** Of an enum's value that clients do not see they are shown nothing. */
const asShown = (value: unknown): unknown =>
  value === 'HIDDEN' ? null : Array.isArray(value) ? value.map(asShown) : value;

function wholeOf(entities: readonly Entity[]): GraphQLSchema {
  const counter = newCounter();
  const items = wholeItems(entities[0]!);
  const roots = HOMES.flatMap((home) => rootsOf(entities, home)).map((root) => root.replace(/@provides.*$/, ''));
  const types = entities.map((entity) => {
    const fields = entity.fields.map(
      ({ name, takes, type }) => `${name}${takes === undefined ? '' : `(${takes})`}: ${type}`,
    );
    return `type ${entity.name} implements Named { ${keyFieldsOf(entity, 'whole').replaceAll('@shareable', '')} ${fields.join(' ')} }
      type Box${entity.name} { size(in: Int!): Int colour: Colour }`;
  });
  const sdl = `
    type Query { ${roots.join(' ')} ranked: [Item] topItem: Item! }
    type Mutation { ${HOMES.flatMap((home) => mutationsOf(entities, home)).join(' ')} }
    enum Colour { RED GREEN BLUE }
    input Where { at: Int in: [Int!] }
    type Ref { id: ID! }
    interface Named { label: String }
    union Thing = ${entities.map(({ name }) => name).join(' | ')}
    ${items.sdl} ${types.join('\n')}`;
  return makeExecutable(sdl, {
    ...items.resolvers,
    Query: Object.assign(
      { ranked: () => [...ITEMS.toReversed(), null], topItem: () => ITEMS[2] },
      ...HOMES.map((home) => rootResolvers(entities, home)),
    ) as Resolvers[string],
    Mutation: Object.assign(
      {},
      ...HOMES.map((home) => mutationResolvers(entities, home, counter)),
    ) as Resolvers[string],
    ...Object.fromEntries(entities.map(({ name }) => [`Box${name}`, boxResolvers])),
    ...Object.fromEntries(
      entities.map(({ name, fields }) => [
        name,
        Object.fromEntries(
          fields.map(({ name: field, value }) => [field, (row: Row, given: Given) => asShown(value(row, given))]),
        ),
      ]),
    ),
  } as Resolvers);
}
