import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type SelectionNode } from 'graphql';
import type { PlanSchema } from './compile.js';
import type { Sources } from './sources.js';

/** A field of which an agency is sent what another gave, to compute its own from. */
export interface SharedField {
  readonly name: string;
  /** Response key under which the object has it. */
  readonly key: string;
  /** The agency that gave it, where that is known. */
  readonly source: string | undefined;
  /** Coordinates of what the agency computes from it, and of whatever is computed from those. */
  readonly readers: readonly string[];
  /** Whether it goes to the agency anyhow, and only its objects hold more than that. */
  readonly isKey: boolean;
  /** What of its objects is sent; nothing of a leaf. */
  readonly within: SharedFields;
}

/** By concrete type, what of objects is sent beside their keys. */
export type SharedFields = ReadonlyMap<string, readonly SharedField[]>;

/** Where objects are of which something is sent, and to whom. */
interface Place {
  readonly at: readonly string[];
  readonly agency: string;
}

type Found = Map<string, (SharedField & { readonly within: Found })[]>;

/** Gathers over the fetches of a plan what each agency is sent beside keys: of most plans nothing. */
export class SharedBy {
  readonly #schema: PlanSchema;
  readonly #sources: Sources;
  readonly #found = new Map<string, Found>();

  constructor(schema: PlanSchema, sources: Sources) {
    this.#schema = schema;
    this.#sources = sources;
  }

  /** By agency, those that are sent anything. */
  get all(): ReadonlyMap<string, SharedFields> {
    return new Map([...this.#found].filter(([, found]) => found.size > 0));
  }

  /** Takes note of what a fetch requires for the objects that a path leads to. */
  fetch({ serviceName, requires = [], inputRewrites = [] }: FetchNode, at: readonly string[]): void {
    const found = this.#found.get(serviceName) ?? new Map();
    this.#found.set(serviceName, found);
    // What is asked for through an interface object is known to its agency by the interface's key and name.
    const others = inputRewrites.flatMap((one) => (one.kind === 'ValueSetter' ? [String(one.setValueTo)] : []));
    for (const one of requires) {
      if (one.kind !== 'InlineFragment' || one.typeCondition === undefined) continue;
      const keys = [one.typeCondition, ...others].flatMap((type) =>
        this.#schema.keyFields(serviceName, type).flatMap(selectionsOf),
      );
      const place = { at, agency: serviceName };
      this.#collect(one.selections, this.#schema.possibleTypes(one.typeCondition), keys, place, found);
    }
  }

  #collect(
    selections: readonly QueryPlanSelectionNode[],
    types: ReadonlySet<string>,
    keys: readonly SelectionNode[],
    place: Place,
    found: Found,
  ): void {
    for (const one of selections) {
      if (one.kind === 'InlineFragment') {
        const narrowed = one.typeCondition === undefined ? types : this.#schema.possibleTypes(one.typeCondition);
        this.#collect(one.selections, narrowed, keys, place, found);
      } else for (const type of types) this.#note(one, type, keys, place, found);
    }
  }

  #note(
    { name, alias = name, selections = [] }: Extract<QueryPlanSelectionNode, { readonly kind: 'Field' }>,
    type: string,
    keys: readonly SelectionNode[],
    place: Place,
    found: Found,
  ): void {
    const { at, agency } = place;
    const read = this.#schema.readField(`${type}.${name}`);
    if (read === undefined) return;
    const same = keys.filter((key) => key.kind === Kind.FIELD && key.name.value === name);
    const fields = found.get(type) ?? [];
    const known = fields.find((one) => one.name === name);
    const within: Found = known?.within ?? new Map();
    const inner = same.flatMap((key) => ('selectionSet' in key ? (key.selectionSet?.selections ?? []) : []));
    const below = { at: [...at, alias], agency };
    this.#collect(selections, this.#schema.possibleTypes(read.returns), inner, below, within);
    const isKey = same.length > 0;
    if (known !== undefined || (isKey && within.size === 0)) return;
    const source = this.#sources.at(at, type, alias);
    const readers = read.readers.get(agency) ?? [];
    found.set(type, [...fields, { name, key: alias, source, readers, isKey, within }]);
  }
}

const selectionsOf = (fields: string): readonly SelectionNode[] =>
  parse(`{${fields}}`).definitions.flatMap((node) =>
    'selectionSet' in node ? (node.selectionSet?.selections ?? []) : [],
  );
