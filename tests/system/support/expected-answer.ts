import type { World } from '@agency-graph/world';
import { getOperationAST, Kind, parse, valueFromASTUntyped, type FieldNode, type SelectionSetNode } from 'graphql';
import { fieldTables, type Arguments, type FieldTable, type Given, type Told } from './records.js';

/** What a test says about the caller: which rows they may see, and what of them they may not read. */
export interface Sight {
  /** Type → whether a record's row is admitted. A type that is not named is admitted whole. */
  // oxlint-disable-next-line typescript/no-explicit-any -- records of all types
  readonly rows?: Readonly<Record<string, (record: any) => boolean>>;
  /** `Type.field` → whether it is withheld on a record. */
  // oxlint-disable-next-line typescript/no-explicit-any -- records of all types
  readonly withheld?: Readonly<Record<string, (record: any) => boolean>>;
  /** Fields of `Query` that the generator has no record for, e.g. `me`. */
  readonly roots?: FieldTable;
}

const DEFAULT_FIRST = 20;

/** The data that a query must be answered with, made from the generator's records alone. */
export function expectedAnswer(
  world: World,
  query: string,
  sight: Sight = {},
  variables: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const tables = fieldTables(world);
  const isSeen = ({ type, record }: Told): boolean => sight.rows?.[type]?.(record) ?? true;

  const object = ({ type, record }: Told, { selections }: SelectionSetNode): Record<string, unknown> => {
    const told: Record<string, unknown> = {};
    for (const node of selections) {
      if (node.kind !== Kind.FIELD) throw new Error('expectedAnswer reads plain fields only');
      told[node.alias?.value ?? node.name.value] = field(type, record, node);
    }
    return told;
  };

  const field = (type: string, record: unknown, node: FieldNode): unknown => {
    const name = node.name.value;
    if (name === '__typename') return type;
    if (sight.withheld?.[`${type}.${name}`]?.(record) === true) return null;
    const args = argumentsOf(node, variables);
    const given = givenBy(type, name)(record, args);
    if (type.endsWith('Connection') || !isPage(given)) return completed(given, node, args);
    const { nodes } = given.record as { readonly nodes: readonly Told[] };
    const seen = nodes.filter(isSeen);
    const first = Number(args['first'] ?? DEFAULT_FIRST);
    const record_ = { nodes: seen.slice(0, first), hasNextPage: seen.length > first };
    return object({ type: given.type, record: record_ }, node.selectionSet!);
  };

  const givenBy = (type: string, name: string): FieldTable[string] => {
    const known =
      (type === 'Query' ? sight.roots?.[name] : undefined) ?? tables[type]?.[name] ?? WRAPPERS[type]?.[name];
    const wrapper = type.endsWith('Connection') ? WRAPPERS['Connection']?.[name] : undefined;
    const found = known ?? wrapper;
    if (found === undefined) throw new Error(`no record is known for ${type}.${name}`);
    return found;
  };

  const completed = (given: Given, node: FieldNode, args: Arguments): unknown => {
    if (isTold(given)) return isSeen(given) ? object(given, node.selectionSet!) : null;
    if (!Array.isArray(given) || given.length === 0 || !isTold(given[0])) return given;
    const seen = (given as readonly Told[]).filter(isSeen);
    const bounded = args['first'] === undefined ? seen : seen.slice(0, Number(args['first']));
    return bounded.map((one) => object(one, node.selectionSet!));
  };

  const operation = getOperationAST(parse(query))!;
  return object({ type: 'Query', record: null }, operation.selectionSet);
}

const WRAPPERS: Readonly<Record<string, FieldTable>> = {
  Connection: {
    nodes: ({ nodes }) => nodes as readonly Told[],
    pageInfo: (page) => ({ type: 'PageInfo', record: page }),
  },
  PageInfo: { hasNextPage: ({ hasNextPage }) => hasNextPage as boolean },
};

const isTold = (given: unknown): given is Told => typeof given === 'object' && given !== null && 'record' in given;
const isPage = (given: Given): given is Told => isTold(given) && given.type.endsWith('Connection');

const argumentsOf = (node: FieldNode, variables: Readonly<Record<string, unknown>>): Arguments =>
  Object.fromEntries(
    (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables as never)]),
  );
