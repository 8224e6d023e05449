import { madeFrom } from '@agency-graph/composition';
import { parse } from 'graphql';
import { subgraphNames } from './join-directives.js';

/** A field that others are computed from. */
export interface ReadField {
  /** The named type that it gives. */
  readonly returns: string;
  /** By subgraph, coordinates of what that computes from it, and of whatever is computed from those in turn. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

/** By coordinate, of object types, the fields that others of a supergraph are computed from; `typeOf` says what one gives. */
export function readFieldsOf(
  supergraphSdl: string,
  typeOf: (coordinate: string) => string,
): ReadonlyMap<string, ReadField> {
  const made = madeFrom(supergraphSdl);
  const names = subgraphNames(parse(supergraphSdl, { noLocation: true }));
  const direct = [...made].flatMap(([reader, reads]) => reads.map((one) => ({ ...one, reader })));
  const byRead = Map.groupBy(direct, ({ coordinate }) => coordinate);
  const madeOf = (reader: string, known: Set<string>): Set<string> => {
    if (known.has(reader)) return known;
    known.add(reader);
    for (const next of byRead.get(reader) ?? []) madeOf(next.reader, known);
    return known;
  };
  const readers = (reads: typeof direct): ReadField['readers'] =>
    new Map(
      [...Map.groupBy(reads, ({ by }) => names.get(by) ?? by)].map(([subgraph, some]) => {
        const all = new Set<string>();
        for (const { reader } of some) madeOf(reader, all);
        return [subgraph, [...all]];
      }),
    );
  return new Map(
    [...byRead].map(([coordinate, reads]) => [coordinate, { returns: typeOf(coordinate), readers: readers(reads) }]),
  );
}
