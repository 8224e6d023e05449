import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { fieldsOf, objectsOf, rootsOf, type Sight } from './graph.js';

/** A query as it is sent. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A field on the way to a type. */
interface Step {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
}

/** The ways by which a caller reaches the types of a graph, through what exists for them. */
export interface Ways {
  /** Whether a field of the type can be asked for at all. */
  reaches(type: string): boolean;
  /** Whether everything on the way to the type may be read. */
  isOpen(type: string): boolean;
  /** A query that makes a selection of the type; `call` writes a field with the arguments that it must have. */
  to(type: string, selection: (call: Call) => string): Asked;
}
export type Call = (field: GraphQLField<unknown, unknown>) => string;

export function createWays(schema: GraphQLSchema, exists: Sight, readable: Sight): Ways {
  const ways = new Map<string, readonly Step[]>();
  for (const { name } of rootsOf(schema)) ways.set(name, []);
  // First by what may be read: behind what is refused nothing more is told.
  spread(schema, ways, readable);
  spread(schema, ways, exists);
  return {
    reaches: (type) => ways.has(type),
    isOpen: (type) => ways.get(type)!.every((step) => readable.field(coordinateOf(step))),
    to(type, selection) {
      const way = ways.get(type)!;
      const { call, declared, values } = createCall();
      const opened = way.map(({ field }) => `{ ${call(field)} `).join('');
      const text = `${opened}{ ${selection(call)} }${' }'.repeat(way.length)}`;
      const operation = type === schema.getMutationType()?.name ? 'mutation' : 'query';
      return {
        query: `${operation}${declared.length === 0 ? '' : `(${declared.join(', ')})`} ${text}`,
        variables: values,
      };
    },
  };
}

const coordinateOf = ({ type, field }: Step): string => `${type.name}.${field.name}`;

/** Breadth first, so that the ways are short. What changes something leads nowhere here. */
function spread(schema: GraphQLSchema, ways: Map<string, readonly Step[]>, { field: may }: Sight): void {
  const objects = new Map(objectsOf(schema).map((one) => [one.name, one]));
  const queue = [...ways.keys()].filter((name) => name !== schema.getMutationType()?.name);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const field of fieldsOf(objects.get(name)!)) {
      const given = getNamedType(field.type);
      const step = { type: objects.get(name)!, field };
      if (!isObjectType(given) || ways.has(given.name) || !may(coordinateOf(step))) continue;
      ways.set(given.name, [...ways.get(name)!, step]);
      queue.push(given.name);
    }
  }
}

/** Writes fields with what they cannot do without, in variables: keys that nobody ever gave. */
function createCall() {
  const declared: string[] = [];
  const values: Record<string, unknown> = {};
  const call: Call = ({ name, args }) => {
    const given = args
      .filter((one) => isRequiredArgument(one) || KEYS.has(one.name))
      .map((one) => {
        const variable = `v${declared.length}`;
        declared.push(`$${variable}: ${String(one.type)}`);
        values[variable] = one.name === NAMES_A_FIELD ? 'id' : valueOf(one.type);
        return `${one.name}: $${variable}`;
      });
    return given.length === 0 ? name : `${name}(${given.join(', ')})`;
  };
  return { call, declared, values };
}

/** An argument by which a correction names a field of a member: one that exists for everybody who may ask. */
const NAMES_A_FIELD = 'field';

/** Without one a single row is refused by its agency. */
const KEYS = new Set(['id']);

function valueOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return [valueOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) return {};
  return { Int: 1, Boolean: false, Date: '1990-01-01' }[type.name] ?? 'X-0';
}

/** Fields that are selected at once. */
const MOST_AT_ONCE = 20;

/** Queries for every field of the type that exists for the caller. What would change something is switched off. */
export function askForAll(ways: Ways, type: GraphQLObjectType, exists: Sight, isChange: boolean): readonly Asked[] {
  const fields = fieldsOf(type).filter(({ name }) => exists.field(`${type.name}.${name}`));
  const off = isChange ? ' @skip(if: true)' : '';
  return chunks(fields, isChange ? MOST_DIRECTIVES : MOST_AT_ONCE).map((some) =>
    ways.to(type.name, (call) =>
      some
        .map((field) => `${call(field)}${off}${isLeafType(getNamedType(field.type)) ? '' : ' { __typename }'}`)
        .join(' '),
    ),
  );
}
const MOST_DIRECTIVES = 10;

const chunks = <T>(items: readonly T[], size: number): readonly T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
