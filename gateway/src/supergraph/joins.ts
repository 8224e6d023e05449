import { Kind, parse, type ConstDirectiveNode, type SelectionSetNode, type TypeNode } from 'graphql';
import { argumentOf, named, subgraphNames } from './join-directives.js';
import { namesIn, parseFieldSet } from './twins/field-set.js';

/** What a supergraph's `join__*` directives say: by which keys its types are joined, what fields require, who gives them. */
export interface Joins {
  /** What single fields require, by `requiringField`. */
  readonly required: ReadonlyMap<string, SelectionSetNode>;
  /** Keys that a subgraph resolves a type by, by `subgraph Type`. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** By `Type.field`. */
  readonly fields: ReadonlyMap<string, FieldFacts>;
  /** Names of types of which an object has only one. */
  readonly objectTypes: ReadonlySet<string>;
}

export interface FieldFacts {
  readonly type: string;
  readonly lists: number;
  /** Subgraphs that give it, without having to be told by whom it is required. */
  readonly givenBy: ReadonlySet<string>;
  /** What subgraphs give below it that they do not give elsewhere. */
  readonly provides: ReadonlyMap<string, SelectionSetNode>;
}

export const requiringField = (subgraph: string, type: string, field: string): string => `${subgraph} ${type}.${field}`;

export function readJoins(supergraphSdl: string): Joins {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = subgraphNames(document);
  const required = new Map<string, SelectionSetNode>();
  const keys = new Map<string, SelectionSetNode[]>();
  const fields = new Map<string, FieldFacts>();
  const objectTypes = new Set<string>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const type = node.name.value;
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION) objectTypes.add(type);
    const joins = (node.directives ?? []).filter(named('join__type'));
    const graphOf = (join: ConstDirectiveNode): string => names.get(argumentOf(join, 'graph')!)!;
    /** Fields of keys that are declared on extensions: external by name alone. */
    const extended = new Set<string>();
    for (const join of joins) {
      const key = argumentOf(join, 'key');
      if (key === undefined) continue;
      const set = parseFieldSet(key);
      if (argumentOf(join, 'extension') === 'true')
        for (const name of namesIn(set)) extended.add(`${graphOf(join)} ${name}`);
      if (argumentOf(join, 'resolvable') === 'false') continue;
      const of = `${graphOf(join)} ${type}`;
      keys.set(of, [...(keys.get(of) ?? []), set]);
    }
    for (const field of node.fields ?? []) {
      const name = field.name.value;
      const own = (field.directives ?? []).filter(named('join__field'));
      const placed = own.filter((join) => argumentOf(join, 'graph') !== undefined);
      const isGiven = (join: ConstDirectiveNode): boolean =>
        argumentOf(join, 'external') !== 'true' || extended.has(`${graphOf(join)} ${name}`);
      fields.set(`${type}.${name}`, {
        ...typeOf(field.type),
        givenBy: new Set((own.length === 0 ? joins : placed.filter(isGiven)).map(graphOf)),
        provides: new Map(
          placed.flatMap((join) => {
            const provides = argumentOf(join, 'provides');
            return provides === undefined ? [] : [[graphOf(join), parseFieldSet(provides)] as const];
          }),
        ),
      });
      for (const join of placed) {
        const requires = argumentOf(join, 'requires');
        if (requires !== undefined) required.set(requiringField(graphOf(join), type, name), parseFieldSet(requires));
      }
    }
  }
  return { required, keys, fields, objectTypes };
}

const typeOf = (type: TypeNode, lists = 0): Pick<FieldFacts, 'type' | 'lists'> =>
  type.kind === Kind.NAMED_TYPE
    ? { type: type.name.value, lists }
    : typeOf(type.type, type.kind === Kind.LIST_TYPE ? lists + 1 : lists);
