import { fromUtf8 } from './bytes.js';
import { Malformed } from './malformed.js';

/** What a record is made of: no floats, no undefined, no prototypes. */
export type CanonicalValue = string | number | boolean | null | readonly CanonicalValue[] | CanonicalObject;

export interface CanonicalObject {
  readonly [key: string]: CanonicalValue;
}

/** Arrays and objects within each other; keeps a hostile entry from exhausting the stack. */
const DEEPEST = 32;

/**
 * Canonical JSON (RFC 8785) of strings, booleans, safe integers, arrays and objects: keys sorted by UTF-16 code units,
 * no white space. Throws a `TypeError` on anything else.
 */
export const canonicalJson = (value: CanonicalValue): string => write(value, DEEPEST);

/** The value whose one canonical form these bytes are. Throws `Malformed` on any other bytes, so on repeated keys. */
export function parseCanonical(bytes: Uint8Array, deepest = DEEPEST): CanonicalValue {
  const text = fromUtf8(bytes);
  try {
    const value = JSON.parse(text) as CanonicalValue;
    if (isCanonical(text, value, deepest)) return value;
  } catch {
    // What is no JSON, or of no canonical form.
  }
  throw new Malformed('not canonical JSON');
}

/** Whether a text is the one canonical form of the value that was parsed from it. Throws where that has none. */
export const isCanonical = (text: string, value: CanonicalValue, deepest = DEEPEST): boolean =>
  // What most texts are is told much faster than it is written anew; an escape is none of these.
  (!text.includes('\\') && isOrdered(value, deepest) && JSON.stringify(value) === text) ||
  write(value, deepest) === text;

function isOrdered(value: CanonicalValue, room: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (room === 0) return false;
  if (isList(value)) return value.every((each) => isOrdered(each, room - 1));
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !isOrdered(value[key]!, room - 1)) return false;
    last = key;
  }
  return true;
}

export const isObject = (value: CanonicalValue | undefined): value is CanonicalObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function write(value: CanonicalValue, room: number): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError('only safe integers are recorded');
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (room === 0) throw new TypeError('nested too deep');
      return isList(value) ? writeArray(value, room - 1) : writeObject(value, room - 1);
    default:
      throw new TypeError(`a ${typeof value} cannot be recorded`);
  }
}

const writeArray = (list: readonly CanonicalValue[], room: number): string =>
  `[${list.map((each) => write(each, room)).join(',')}]`;

function writeObject(object: CanonicalObject, room: number): string {
  let text = '';
  // The default order of sort() is that of UTF-16 code units.
  for (const key of Object.keys(object).toSorted()) {
    text += `${text === '' ? '' : ','}${write(key, room)}:${write(object[key]!, room)}`;
  }
  return `{${text}}`;
}

const isList = (value: CanonicalValue): value is readonly CanonicalValue[] => Array.isArray(value);
