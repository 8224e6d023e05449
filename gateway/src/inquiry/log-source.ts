/** One leaf of a log: the exact bytes that were hashed, and their hash. */
export interface Leaf {
  readonly index: number;
  /** Canonical JSON, as it stands in the log. */
  readonly bytes: Uint8Array;
  /** RFC 6962 leaf hash of the bytes. */
  readonly leaf: Uint8Array;
}

/** A log as inquiry reads it: leaves that were checked against their hashes, while a writer goes on appending. */
export interface LogSource {
  /** Name of the log: the gateway node that writes it. */
  readonly origin: string;
  /** Leaves that are there now. */
  size(): number;
  /** Leaves that a published checkpoint covers: they will never be others, so an index may hold them. */
  published(): number;
  /** One leaf, or null where the log holds none that is whole. */
  leaf(index: number): Leaf | null;
  /** Leaves from an index on, in order, up to the size at the time of the call. */
  leaves(from: number): Iterable<Leaf>;
}
