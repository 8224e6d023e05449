/** What an `UnderWay` can hold: it notes here where it is, and -1 where it is in none. */
export interface Placed {
  place: number;
}

/**
 * What is under way for a moment, in no order. A `Set` would hold it too, but V8 links every table that a set or a map has
 * outgrown to the one that came after it: of a table that lived long enough to be among the old, though nobody uses it any
 * more, all later ones and what was ever in them outlive each collection but a full one. Under load that was two thirds of
 * what became old.
 */
export class UnderWay<T extends Placed> {
  readonly #held: T[] = [];

  get size(): number {
    return this.#held.length;
  }

  add(one: T): void {
    one.place = this.#held.length;
    this.#held.push(one);
  }

  has(one: T): boolean {
    return this.#held[one.place] === one;
  }

  /** Nothing where it is not there. */
  remove(one: T): void {
    if (!this.has(one)) return;
    const last = this.#held.pop()!;
    if (last !== one) {
      last.place = one.place;
      this.#held[one.place] = last;
    }
    one.place = -1;
  }

  /** Calls back with each; any may be removed meanwhile. What is added meanwhile may be left out. */
  forEach(visit: (one: T) => void): void {
    for (let at = this.#held.length - 1; at >= 0; at -= 1) {
      const one = this.#held[at];
      if (one !== undefined) visit(one);
    }
  }
}
