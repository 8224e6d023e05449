type Path = readonly (string | number)[];

/** A place of an answer, and those in it about which something was told. */
interface Place {
  isTold: boolean;
  within: Map<string | number, Place> | null;
}

/** The places of an answer about which something was told, as a tree: asked once for each null that must not be. */
export class ToldPlaces {
  readonly #root: Place = { isTold: false, within: null };

  add(path: Path): void {
    // What an agency says of its answer as a whole says nothing of what the others gave.
    if (path.length === 0) return;
    let place = this.#root;
    for (const part of path) {
      place.within ??= new Map();
      let inner = place.within.get(part);
      if (inner === undefined) place.within.set(part, (inner = { isTold: false, within: null }));
      place = inner;
    }
    place.isTold = true;
  }

  /** Whether something was told about a place, about what it is in or about what is in it. */
  touches(path: Path): boolean {
    let place = this.#root;
    for (const part of path) {
      if (place.isTold) return true;
      const inner = place.within?.get(part);
      if (inner === undefined) return false;
      place = inner;
    }
    return true;
  }
}
