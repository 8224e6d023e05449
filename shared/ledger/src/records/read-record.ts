import { isCanonical, type CanonicalValue } from '../canonical.js';
import { jsonOf, misfit } from './field.js';
import { COMMON, RECORD_BYTES, RECORD_VERSION, RECORDS, type LogRecord, type RecordType } from './schema.js';

/** What a leaf holds: a record of the schema, or why it is none. */
export type ReadRecord =
  { readonly kind: 'record'; readonly record: LogRecord } | { readonly kind: 'misfit'; readonly says: string };

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the exact bytes of a leaf: UTF-8, canonical JSON (RFC 8785), of the closed schema. Never throws. */
export function readRecord(bytes: Uint8Array): ReadRecord {
  if (bytes.length > RECORD_BYTES) return { kind: 'misfit', says: 'longer than a record may be' };
  let value: unknown;
  try {
    const text = UTF8.decode(bytes);
    value = JSON.parse(text);
    // attacker-controlled: repeated keys and other spellings of one value do not come back as the same bytes.
    if (!isCanonical(text, value as CanonicalValue)) return { kind: 'misfit', says: 'not canonical' };
  } catch {
    return { kind: 'misfit', says: 'no canonical JSON' };
  }
  const says = recordMisfit(value);
  return says === null ? { kind: 'record', record: value as LogRecord } : { kind: 'misfit', says };
}

/** Why a value is no record of the schema, or null. */
export function recordMisfit(value: unknown): string | null {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(RECORDS, type)) return 'of no known type';
  const says = misfit(value, { ...COMMON, ...RECORDS[type as RecordType] });
  if (says !== null) return `${type} ${says}`;
  if ((value as { v: number }).v !== RECORD_VERSION) return `${type} of another version`;
  if (type === 'define' && definitions(value as object) !== 1) return 'define of not exactly one thing';
  return null;
}

const definitions = (value: object): number =>
  Object.keys(value).filter((key) => key !== 'sealed' && !Object.hasOwn(COMMON, key)).length;

const WRITERS = new Map(
  Object.entries(RECORDS).map(([type, members]) => [type, jsonOf({ ...COMMON, ...members })] as const),
);

/** A record as it stands in the log, canonical JSON. Throws a `TypeError` on what is not of the schema: that is never recorded. */
export function writeRecord(record: LogRecord): string {
  const text = WRITERS.get(record.type)?.(record) ?? null;
  const isOne = text !== null && record.v === RECORD_VERSION && (record.type !== 'define' || definitions(record) === 1);
  if (!isOne) throw new TypeError(`not a record: ${recordMisfit(record) ?? 'no canonical JSON'}`);
  if (Buffer.byteLength(text) > RECORD_BYTES)
    throw new TypeError(`a ${record.type} of more than ${RECORD_BYTES} bytes`);
  return text;
}
