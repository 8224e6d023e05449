import type { World } from '@agency-graph/world';
import {
  getOperationAST,
  Kind,
  parse,
  valueFromASTUntyped,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Told } from '../../system/support/records.js';
import { COORDINATES, READS } from './coordinates.js';
import type { Reason, Reference } from './decide.js';
import { pathsOf, rowOf, type Row } from './row.js';
import { Holds, valueTables, type Value } from './tables.js';

/** A refusal that the answer must name: `reasons` are those that hold whatever the row, none where the row decides. */
export interface ExpectedError {
  readonly path: string;
  readonly coordinate: string;
  readonly reasons: readonly Reason[];
}

export type Expected =
  | { readonly kind: 'account' | 'purpose' }
  | { readonly kind: 'hidden'; readonly coordinate: string }
  | { readonly kind: 'answer'; readonly data: unknown; readonly errors: readonly ExpectedError[] };

export type Variables = Readonly<Record<string, unknown>>;

/** What is told of each decision, for the coverage of a run. */
export interface Watch {
  judged(coordinate: string, row: Row | null, permitted: boolean): void;
  listed(type: string, rows: number, seen: number): void;
  absent(row: Row): void;
}

export interface Asked {
  readonly query: string;
  readonly variables?: Variables;
  /** Cursors given as `after`, with how many rows lie before them. */
  readonly cursors?: ReadonlyMap<string, number>;
  readonly watch?: Watch;
}

/** Makes an evaluator over the records of one world at one instant. */
export function createEvaluator(world: World): (reference: Reference, asked: Asked) => Expected {
  const tables = valueTables(world);
  const paths = pathsOf(world);
  return (reference, asked) => new Evaluation(reference, asked, tables, paths).run();
}

const DEFAULT_FIRST = 20;

/** One query of one caller, worked out leaf by leaf. */
class Evaluation {
  readonly #reference: Reference;
  readonly #variables: Variables;
  readonly #cursors: ReadonlyMap<string, number>;
  readonly #watch: Watch | undefined;
  readonly #tables: ReturnType<typeof valueTables>;
  readonly #paths: ReturnType<typeof pathsOf>;
  readonly #root: SelectionSetNode;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #errors: ExpectedError[] = [];

  constructor(
    reference: Reference,
    { query, variables = {}, cursors = new Map(), watch }: Asked,
    tables: ReturnType<typeof valueTables>,
    paths: ReturnType<typeof pathsOf>,
  ) {
    const document = parse(query);
    this.#reference = reference;
    this.#variables = variables;
    this.#cursors = cursors;
    this.#watch = watch;
    this.#tables = tables;
    this.#paths = paths;
    this.#root = getOperationAST(document)!.selectionSet;
    this.#fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
    );
  }

  run(): Expected {
    const { inForce, purpose, purposes } = this.#reference.caller;
    if (!inForce) return { kind: 'account' };
    if (purpose === null ? purposes.length > 1 : !purposes.includes(purpose)) return { kind: 'purpose' };
    const hidden = this.#hiddenIn('Query', this.#root);
    if (hidden !== undefined) {
      this.#tellRefused('Query', this.#root);
      return { kind: 'hidden', coordinate: hidden };
    }
    this.#refuse('Query', this.#root, []);
    const isNothingLeft = !this.#keepsAny('Query', this.#root) && this.#errors.length > 0;
    const data = this.#object({ type: 'Query', record: null }, [this.#root], null, []);
    return { kind: 'answer', data: isNothingLeft ? null : data, errors: this.#errors };
  }

  /** The first coordinate that is hidden from the caller, wherever it stands and whatever its directives say. */
  #hiddenIn(type: string, set: SelectionSetNode): string | undefined {
    for (const node of this.#nodes(set, false)) {
      if (node.name.value === '__typename') continue;
      const coordinate = `${type}.${node.name.value}`;
      if (this.#reference.classOf(coordinate) === 'hidden') return coordinate;
      const input = this.#inputs(coordinate, node).find((one) =>
        READS[one]?.some((read) => this.#reference.classOf(read) === 'hidden'),
      );
      if (input !== undefined) return input;
      const inner = node.selectionSet && this.#hiddenIn(COORDINATES.get(coordinate)!.gives!, node.selectionSet);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }

  /** Errors of what is refused on every row, at each place where it was asked for. */
  #refuse(type: string, set: SelectionSetNode, path: readonly string[]): void {
    for (const node of this.#nodes(set, true)) {
      if (node.name.value === '__typename') continue;
      const coordinate = `${type}.${node.name.value}`;
      const { gives, list } = COORDINATES.get(coordinate)!;
      const here = [...path, keyOf(node)];
      const reasons = this.#refusal(coordinate, node);
      if (reasons === null) {
        if (node.selectionSet) this.#refuse(gives!, node.selectionSet, list ? [...here, '@'] : here);
      } else {
        this.#watch?.judged(coordinate, null, false);
        if (node.selectionSet) this.#tellRefused(gives!, node.selectionSet);
        this.#errors.push({ path: here.join('.'), coordinate, reasons });
      }
    }
  }

  /** For the coverage alone: what is refused within something that is. */
  #tellRefused(type: string, set: SelectionSetNode): void {
    if (this.#watch === undefined) return;
    for (const node of this.#nodes(set, false)) {
      const coordinate = `${type}.${node.name.value}`;
      const one = COORDINATES.get(coordinate);
      if (one === undefined) continue;
      if (this.#reference.classOf(coordinate) !== 'readable') this.#watch.judged(coordinate, null, false);
      if (node.selectionSet) this.#tellRefused(one.gives!, node.selectionSet);
    }
  }

  /** Why the field is refused on every row, for itself or for what its arguments read; null when it is not. */
  #refusal(coordinate: string, node: FieldNode): readonly Reason[] | null {
    const one = COORDINATES.get(coordinate)!;
    const own = this.#reference.reasons(one);
    if (own.length > 0) return own;
    const read = this.#inputs(coordinate, node).find((input) => !this.#reference.mayFilterBy(input));
    if (read === undefined) return null;
    const reasons = READS[read]!.flatMap((at) => this.#reference.reasons(COORDINATES.get(at)!));
    return [...reasons, 'SCOPE', 'NO_AGREEMENT'];
  }

  #keepsAny(type: string, set: SelectionSetNode): boolean {
    return this.#nodes(set, false).some((node) => {
      if (node.name.value === '__typename') return true;
      const coordinate = `${type}.${node.name.value}`;
      if (this.#refusal(coordinate, node) !== null) return false;
      return !node.selectionSet || this.#keepsAny(COORDINATES.get(coordinate)!.gives!, node.selectionSet);
    });
  }

  #object(
    { type, record }: Told,
    sets: readonly SelectionSetNode[],
    outer: Row | null,
    path: readonly (string | number)[],
  ): Record<string, unknown> | null {
    const row = rowOf(type, record, this.#paths, this.#reference.caller.day) ?? outer;
    const result: Record<string, unknown> = {};
    const byKey = Map.groupBy(
      sets.flatMap((set) => this.#nodes(set, true)),
      keyOf,
    );
    for (const [key, nodes] of byKey) {
      // Ids alone take no null: one that is refused takes its object with it (GraphQL, § 6.4.4).
      if (nodes[0]!.name.value === 'id' && this.#refusal(`${type}.id`, nodes[0]!) !== null) return null;
      result[key] = this.#field(type, record, nodes, row, [...path, key]);
    }
    return result;
  }

  #field(
    type: string,
    record: unknown,
    nodes: readonly FieldNode[],
    row: Row | null,
    path: readonly (string | number)[],
  ): unknown {
    const [node] = nodes as [FieldNode];
    const name = node.name.value;
    if (name === '__typename') return type;
    const coordinate = `${type}.${name}`;
    if (this.#refusal(coordinate, node) !== null) return null;
    const permitted = this.#reference.permits(coordinate, row);
    this.#watch?.judged(coordinate, row, permitted);
    if (!permitted) {
      this.#errors.push({ path: path.join('.'), coordinate, reasons: [] });
      return null;
    }
    const { gives } = COORDINATES.get(coordinate)!;
    const sets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    if (gives !== null && !sets.some((set) => this.#keepsAny(gives, set))) return null;
    const args = this.#arguments(node);
    const read = this.#tables[type]?.[name] ?? (type.endsWith('Connection') ? PAGE[name] : undefined);
    if (read === undefined) throw new Error(`no record is known for ${coordinate}`);
    return this.#completed(read(record, args, this.#reference), coordinate, sets, args, row, path);
  }

  #completed(
    value: Value,
    coordinate: string,
    sets: readonly SelectionSetNode[],
    args: Variables,
    row: Row | null,
    path: readonly (string | number)[],
  ): unknown {
    const { gives } = COORDINATES.get(coordinate)!;
    if (gives === null || value === null || value instanceof Holds) return value;
    if (gives.endsWith('Connection')) {
      const { nodes } = (value as Told).record as { readonly nodes: readonly Told[] };
      return this.#object({ type: gives, record: this.#page(nodes, args) }, sets, row, path);
    }
    if (!Array.isArray(value)) {
      const told = value as Told;
      return this.#admits(told) ? this.#object(told, sets, row, path) : null;
    }
    const most = BOUNDED.has(coordinate) ? Number(args['first'] ?? DEFAULT_FIRST) : Infinity;
    const all = value as readonly Told[];
    const told = UNFILTERED.has(coordinate) ? all.slice(0, most) : all;
    const seen = told.filter((one) => this.#admits(one));
    if (!coordinate.endsWith('.nodes') && told.length > 0) this.#watch?.listed(gives, told.length, seen.length);
    const items = seen.slice(0, most).map((one, index) => this.#object(one, sets, row, [...path, index]));
    return items.includes(null) ? null : items;
  }

  /** Pages fill after filtering. */
  #page(nodes: readonly Told[], args: Variables) {
    const seen = nodes.filter((one) => this.#admits(one));
    if (nodes.length > 0) this.#watch?.listed(nodes[0]!.type, nodes.length, seen.length);
    const from = this.#cursors.get(String(args['after'])) ?? 0;
    const first = Number(args['first'] ?? DEFAULT_FIRST);
    return { nodes: seen.slice(from, from + first), hasNextPage: seen.length > from + first };
  }

  #admits({ type, record }: Told): boolean {
    const row = rowOf(type, record, this.#paths, this.#reference.caller.day);
    if (row === null) return true;
    const admitted = this.#reference.admits(row);
    if (!admitted) this.#watch?.absent(row);
    return admitted;
  }

  /** Fields of a selection set, fragments opened; those switched off left out where asked. */
  #nodes({ selections }: SelectionSetNode, onlyOn: boolean): readonly FieldNode[] {
    return selections.flatMap((node): readonly FieldNode[] => {
      if (onlyOn && !this.#isOn(node.directives)) return [];
      if (node.kind === Kind.FIELD) return [node];
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)!;
      return this.#nodes(inner.selectionSet, onlyOn);
    });
  }

  #isOn(directives: readonly DirectiveNode[] = []): boolean {
    return directives.every(({ name, arguments: args = [] }) => {
      const value = valueFromASTUntyped(args[0]!.value, this.#variables as never);
      return name.value === 'skip' ? value !== true : value === true;
    });
  }

  #arguments({ arguments: args = [] }: FieldNode): Variables {
    return Object.fromEntries(
      args.flatMap(({ name, value }) => {
        const given: unknown = valueFromASTUntyped(value, this.#variables as never);
        return given === undefined || given === null ? [] : [[name.value, given]];
      }),
    );
  }

  /** `Query.tasks(filter:)` and, within its value, `TaskFilter.status`. */
  #inputs(coordinate: string, node: FieldNode): readonly string[] {
    return Object.entries(this.#arguments(node)).flatMap(([name, value]) => [
      `${coordinate}(${name}:)`,
      ...(name === 'filter' ? Object.keys(value as object).map((field) => `${FILTER_OF[coordinate]}.${field}`) : []),
    ]);
  }
}

const keyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

const PAGE: Readonly<Record<string, (page: { readonly nodes: readonly Told[] }) => Value>> = {
  nodes: ({ nodes }) => nodes,
  pageInfo: (page) => ({ type: 'PageInfo', record: page }),
};

/** Lists that have a default size though they are no pages. */
const BOUNDED = new Set(['Task.updates', 'Task.feedback', 'Document.tasks', 'Query.publicFeedback']);

/** Of what has no row label an agency leaves out nothing: these lists are as long as was asked for before rows are judged. */
const UNFILTERED = new Set(['Query.publicFeedback']);

const FILTER_OF: Readonly<Record<string, string>> = {
  'Query.members': 'MemberFilter',
  'Organisation.members': 'MemberFilter',
  'Query.tasks': 'TaskFilter',
  'Query.taskStats': 'TaskFilter',
  'Organisation.tasks': 'TaskFilter',
  'Query.documents': 'DocumentFilter',
  'Organisation.documentsIssued': 'DocumentFilter',
  'Organisation.documentsReceived': 'DocumentFilter',
};
