import type { Shape, ShapeEntry } from './access/shape.js';
import type { Plan } from './plan/plan.js';

/** The agency that gives a field to objects of one type under a selection; undefined where nobody is asked for it. */
export function sourceOf({ permitted, compiled }: Plan, shape: Shape, type: string, key: string): string | undefined {
  const { path, on } = placeOf(permitted.shape, shape);
  return compiled.sources.get(below(path, key), [...on, new Set([type])]);
}

/** Response keys, without list levels, that lead from the root to a selection, and the types each of them stands on. */
interface Place {
  readonly path: string;
  readonly on: readonly ShapeEntry['on'][];
}

function placeOf(root: Shape, shape: Shape): Place {
  let places = PLACES.get(root);
  if (places === undefined) {
    const found = new Map<Shape, Place>();
    const walk = (at: Shape, place: Place): void => {
      found.set(at, place);
      // A selection that several types share has an entry for each of them.
      for (const [selection, entries] of Map.groupBy(at.entries, ({ field }) => field.selection)) {
        if (selection === null) continue;
        const isOnAny = entries.some(({ on }) => on === null);
        const on = isOnAny ? null : new Set(entries.flatMap((one) => [...(one.on ?? [])]));
        walk(selection, { path: below(place.path, entries[0]!.field.key), on: [...place.on, on] });
      }
    };
    walk(root, ROOT);
    PLACES.set(root, (places = found));
  }
  return places.get(shape) ?? ROOT;
}

const ROOT: Place = { path: '', on: [] };

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const PLACES = new WeakMap<Shape, ReadonlyMap<Shape, Place>>();
