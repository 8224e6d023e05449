import { canonicalJson, isObject, parseCanonical, type CanonicalObject } from './canonical.js';
import { Malformed } from './malformed.js';
import { leafHash } from './merkle.js';

/** Longest entry, in bytes; what is longer is split into several records, never truncated. */
export const LONGEST_ENTRY = 60_000;

/** One record as the log keeps it: its exact bytes, and their leaf hash. */
export interface Entry {
  readonly bytes: Buffer;
  readonly leaf: Buffer;
}

/** A record in its one canonical form. Throws a `TypeError` when it has none or is longer than 60,000 bytes. */
export function encodeEntry(record: CanonicalObject): Entry {
  const bytes = Buffer.from(canonicalJson(record));
  if (bytes.length > LONGEST_ENTRY) throw new TypeError(`a record of ${bytes.length} bytes must be split`);
  return { bytes, leaf: leafHash(bytes) };
}

/** The record that these bytes are. Throws `Malformed` unless they are the canonical form of an object. */
export function decodeEntry(bytes: Uint8Array): CanonicalObject {
  if (bytes.length > LONGEST_ENTRY) throw new Malformed('longer than an entry may be');
  const record = parseCanonical(bytes);
  if (!isObject(record)) throw new Malformed('not an object');
  return record;
}
