import type { World } from '@agency-graph/world';
import { COORDINATES, READS, type Coordinate } from '../reference/coordinates.js';
import type { Reference } from '../reference/decide.js';
import { argumentsOf, type Ids } from './arguments.js';
import type { Random } from './random.js';

/** A query as a tree, so that a failing one can be made smaller. */
export interface Selection {
  readonly coordinate: string;
  readonly alias: string | null;
  /** As written, without parentheses; empty for none. */
  readonly args: string;
  readonly directive: string;
  /** Stands in a fragment of its type. */
  readonly fragment: boolean;
  readonly inner: readonly Selection[];
}

export interface RandomQuery {
  readonly selections: readonly Selection[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** `$v0: ID` … */
  readonly declared: Readonly<Record<string, string>>;
}

const FIELDS = Map.groupBy(COORDINATES.values(), ({ type }) => type);
const DEEPEST = 5;
/** Rows that a query may ask for, pages within pages multiplied. */
const MOST_ROWS = 300;
/** As many as the gateway takes in one operation. */
const MOST_DIRECTIVES = 10;

/** Draws a query: mostly of what the caller may read, some of what they may only request, now and then what is hidden. */
export function randomQuery(
  random: Random,
  reference: Reference,
  world: World,
  ids: Ids,
  roots: readonly string[] | null,
): RandomQuery {
  const variables: Record<string, unknown> = {};
  const declared: Record<string, string> = {};
  const mayHide = random.chance(0.08);
  let aliases = 0;
  let directives = 0;

  const isOffered = (one: Coordinate): boolean => {
    const found = reference.classOf(`${one.type}.${one.field}`);
    return found === 'readable' || (found === 'requestable' ? random.chance(0.7) : mayHide && random.chance(0.1));
  };
  const reads = (input: string): boolean =>
    mayHide || !(READS[input] ?? []).some((read) => reference.classOf(read) === 'hidden');

  const select = (one: Coordinate, depth: number, rows: number): Selection | null => {
    const coordinate = `${one.type}.${one.field}`;
    const given = argumentsOf(coordinate, {
      random,
      world,
      ids,
      reads,
      caller: reference.caller,
      most: rows,
      mayFilter: (input) => reference.mayFilterBy(input),
    });
    Object.assign(variables, given.variables);
    Object.assign(declared, given.declared);
    const left = Math.floor(rows / Math.max(given.rows, one.list ? 3 : 1));
    const inner = one.gives === null ? [] : selectAll(one.gives, depth + 1, left);
    if (one.gives !== null && inner.length === 0) return null;
    const alias = random.chance(0.1) && aliases < 20 ? `a${aliases++}` : null;
    return {
      coordinate,
      alias,
      args: given.text,
      directive: random.chance(0.02) && directives++ < MOST_DIRECTIVES ? random.pick(DIRECTIVES) : '',
      fragment: random.chance(0.1) && one.type !== 'Query',
      inner,
    };
  };

  const selectAll = (type: string, depth: number, rows: number): readonly Selection[] => {
    const fields = FIELDS.get(type)!.filter((one) => one.gives === null || (depth < DEEPEST && rows >= 2));
    const among =
      type === 'Query' && roots !== null ? fields.filter((one) => roots.includes(`Query.${one.field}`)) : fields;
    const offered = among.filter(isOffered);
    if (offered.length === 0) return fields.length === 0 ? [] : typename(type);
    const wanted = type === 'Query' ? 1 + random.below(2) : type.endsWith('Connection') ? 2 : 1 + random.below(5);
    const picked = new Set<Coordinate>();
    // Connections hold rows: without them there is little to see.
    const nodes = offered.find(({ field }) => field === 'nodes');
    if (nodes !== undefined) picked.add(nodes);
    while (picked.size < Math.min(wanted, offered.length)) picked.add(weighted(offered));
    const made = [...picked].flatMap((one) => select(one, depth, rows) ?? []);
    return random.chance(0.05) || made.length === 0 ? [...made, ...typename(type)] : made;
  };

  /** What is refused, what leads to other agencies' rows, and lists of rows are asked more often than the rest. */
  const weighted = (offered: readonly Coordinate[]): Coordinate => {
    const isRefused = ({ type, field }: Coordinate) => reference.classOf(`${type}.${field}`) !== 'readable';
    const kinds = [
      // Few callers read it and few members have it: where it may be read, it is asked for.
      { share: 0.35, of: offered.filter((one) => one.field === 'discipline' && !isRefused(one)) },
      { share: 0.45, of: offered.filter(isRefused) },
      { share: 0.5, of: offered.filter(({ type, field }) => LISTS_OF_ROWS.has(`${type}.${field}`)) },
      { share: 0.4, of: offered.filter(({ gives }) => gives !== null) },
    ];
    const kind = kinds.find(({ share, of }) => of.length > 0 && random.chance(share));
    return random.pick(kind?.of ?? offered);
  };

  const selections = selectAll('Query', 0, MOST_ROWS);
  if (JSON.stringify(selections).includes('$on')) {
    variables['on'] = random.chance(0.5);
    declared['on'] = 'Boolean!';
  }
  return { selections, variables, declared };
}

/** Lists of which callers see some rows and not others. */
const LISTS_OF_ROWS = new Set([
  'Query.documents',
  'Query.tasks',
  'Query.members',
  'Organisation.documentsIssued',
  'Organisation.members',
  'Organisation.documentsReceived',
  'Organisation.tasks',
  'Document.tasks',
  'Query.taskStats',
]);

const DIRECTIVES = ['@include(if: $on)', '@skip(if: $on)', '@include(if: true)', '@skip(if: true)'];

const typename = (type: string): readonly Selection[] => [
  { coordinate: `${type}.__typename`, alias: null, args: '', directive: '', fragment: false, inner: [] },
];

/** The query's text. Variables that nothing uses any more are left out. */
export function printQuery({ selections, variables, declared }: RandomQuery): {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const body = printAll(selections);
  const used = Object.entries(declared).filter(([name]) => new RegExp(`\\$${name}\\b`).test(body));
  const heading = used.length === 0 ? '' : `query(${used.map(([name, type]) => `$${name}: ${type}`).join(', ')}) `;
  return { query: `${heading}${body}`, variables: Object.fromEntries(used.map(([name]) => [name, variables[name]])) };
}

const printAll = (selections: readonly Selection[]): string => `{ ${selections.map(printOne).join(' ')} }`;

function printOne({ coordinate, alias, args, directive, fragment, inner }: Selection): string {
  const [type, field] = coordinate.split('.');
  const text = [
    alias === null ? field : `${alias}: ${field}`,
    args === '' ? '' : `(${args})`,
    directive === '' ? '' : ` ${directive}`,
    inner.length === 0 ? '' : ` ${printAll(inner)}`,
  ].join('');
  return fragment ? `... on ${type} { ${text} }` : text;
}
