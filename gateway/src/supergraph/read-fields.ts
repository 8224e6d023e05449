import { madeFrom } from '@agency-graph/composition';

/** A field that others are computed from. */
export interface ReadField {
  /** The named type that it gives. */
  readonly returns: string;
  /** Coordinates of whatever is computed from it, through others too. */
  readonly readers: readonly string[];
}

/** By coordinate, of object types, the fields that others of a supergraph are computed from; `typeOf` says what one gives. */
export function readFieldsOf(
  supergraphSdl: string,
  typeOf: (coordinate: string) => string,
): ReadonlyMap<string, ReadField> {
  const readers = new Map<string, Set<string>>();
  const made = madeFrom(supergraphSdl);
  const note = (reader: string, from: string): void => {
    for (const { coordinate } of made.get(from) ?? []) {
      const known = readers.get(coordinate) ?? new Set();
      readers.set(coordinate, known);
      if (known.has(reader)) continue;
      known.add(reader);
      note(reader, coordinate);
    }
  };
  for (const reader of made.keys()) note(reader, reader);
  return new Map(
    [...readers].map(([coordinate, by]) => [coordinate, { returns: typeOf(coordinate), readers: [...by] }]),
  );
}
