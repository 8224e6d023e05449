import type { Refused, Shape } from '../access/shape.js';

/**
 * Objects of one concrete type at one place of a selection that came to the same: for the record. `ids` are of the rows
 * they are, or are part of; empty where there is no row. The rest are response keys.
 */
export interface Seen {
  readonly shape: Shape;
  /** All selections that the same objects stand under, this one among them: where a field is asked for several times. */
  readonly shapes: readonly Shape[];
  readonly type: string;
  /** Type of the row that they are, or are part of. */
  readonly rowType: string | null;
  /** Whether the objects are in the answer; rows that the condition does not admit are not. */
  readonly effect: 'allow' | 'deny';
  /** Why they are not. */
  readonly reason: 'ROW' | 'VOLUME' | null;
  readonly ids: string[];
  n: number;
  /** Withheld on these rows. */
  readonly withheld: readonly string[];
  /** Given to nobody for the sake of a field that is refused whatever the row. */
  readonly fallen: readonly Fallen[];
  /** Not given by their agency. */
  readonly failed: readonly string[];
  /** Nothing was found. */
  readonly missing: readonly string[];
}

/** What fell with a refused field, and why that was. */
export interface Fallen extends Refused {
  readonly key: string;
}

/** What became of one object. */
export type Fate = Pick<Seen, 'effect' | 'reason' | 'withheld' | 'fallen' | 'failed' | 'missing'>;

const PLAIN = { reason: null, withheld: [], fallen: [], failed: [], missing: [] } as const;
export const SHOWN: Fate = { ...PLAIN, effect: 'allow' };
/** No row for this caller. */
export const ABSENT: Fate = { ...PLAIN, effect: 'deny', reason: 'ROW' };
/** More than this caller may be shown. */
export const BEYOND: Fate = { ...PLAIN, effect: 'deny', reason: 'VOLUME' };

/** Gathers objects by place, type, type of their row, and fate. */
export class SeenObjects {
  readonly #places = new Map<readonly Shape[], Map<string, Omit<Seen, 'shape'>>>();
  /** By fate, a number that those share which say the same. */
  readonly #numbers = new Map<Fate, number>();
  readonly #numbersByText = new Map<string, number>();

  /** `shapes` are the selections that the object stands under: the same list for all objects of a place. */
  add(
    shapes: readonly Shape[],
    type: string,
    row: { readonly type: string; readonly id: string } | null,
    fate: Fate,
  ): void {
    let place = this.#places.get(shapes);
    if (place === undefined) this.#places.set(shapes, (place = new Map<string, Omit<Seen, 'shape'>>()));
    const rowType = row?.type ?? null;
    let key = fate === SHOWN ? type : `${type} ${this.#numberOf(fate)}`;
    let seen = place.get(key);
    // What is no row itself may be part of rows of several types, and each id is named by the type that it is of.
    if (seen !== undefined && seen.rowType !== rowType) seen = place.get((key += ` of ${rowType ?? ''}`));
    if (seen === undefined) place.set(key, (seen = { shapes, type, rowType, ids: [], n: 0, ...fate }));
    seen.n += 1;
    if (row !== null) seen.ids.push(row.id);
  }

  /** Of an answer that falls whole each object has the same fate: it is spelt out once. */
  #numberOf(fate: Fate): number {
    let number = this.#numbers.get(fate);
    if (number === undefined) {
      const text = JSON.stringify(fate);
      number = this.#numbersByText.get(text) ?? this.#numbersByText.size;
      this.#numbersByText.set(text, number);
      this.#numbers.set(fate, number);
    }
    return number;
  }

  /** Ids of rows that are in the answer, by type. */
  shown(): ReadonlyMap<string, ReadonlySet<string>> {
    const shown = new Map<string, Set<string>>();
    for (const { effect, type, rowType, ids } of this.#gathered()) {
      if (effect === 'deny' || type !== rowType) continue;
      const known = shown.get(type) ?? new Set();
      shown.set(type, known);
      for (const id of ids) known.add(id);
    }
    return shown;
  }

  all(): readonly Seen[] {
    return this.#gathered().flatMap((seen) => seen.shapes.map((shape) => ({ shape, ...seen })));
  }

  #gathered(): readonly Omit<Seen, 'shape'>[] {
    return [...this.#places.values()].flatMap((place) => [...place.values()]);
  }
}
