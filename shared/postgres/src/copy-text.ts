/** What a column may be given. Objects and, in a `json` column, everything else are written as JSON. */
export type CopyValue = unknown;

/** How a column is written, told by its type in the database. */
export type ColumnKind = 'plain' | 'array' | 'json';

/** From a value to its field in PostgreSQL's COPY text format. */
export type Encoder = (value: CopyValue) => string;

const NULL = String.raw`\N`;
const SPECIAL = /[\\\t\n\r\b\f\v]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\v': String.raw`\v`,
};
const escape = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r\b\f\v]/g, (character) => ESCAPES[character] ?? character) : text;

const unsupported = (value: unknown): never => {
  throw new TypeError(`a value of type ${value === undefined ? 'undefined' : typeof value} cannot be copied`);
};

/** A scalar's text as PostgreSQL reads it, before any escaping. */
const scalar = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return String.raw`\x${Buffer.from(value).toString('hex')}`;
      if (value !== null) return JSON.stringify(value);
      break;
    default:
  }
  return unsupported(value);
};

const element = (value: unknown): string => {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return arrayText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return `"${scalar(value).replace(/["\\]/g, String.raw`\$&`)}"`;
};
const arrayText = (values: readonly unknown[]): string => `{${values.map(element).join(',')}}`;

const plain: Encoder = (value) => {
  if (typeof value === 'string') return SPECIAL.test(value) ? escape(value) : value;
  if (typeof value === 'number') return String(value);
  if (value === null) return NULL;
  return escape(scalar(value));
};
const array: Encoder = (value) => {
  if (value === null) return NULL;
  // Text that already is an array literal passes; anything else that is no array is a mistake.
  if (typeof value === 'string') return escape(value);
  return Array.isArray(value) ? escape(arrayText(value)) : unsupported(value);
};
const ESCAPED_NUL = String.raw`\u0000`;
/** The escape itself, not the six characters behind an escaped backslash. */
const NUL_IN_JSON = /(?<!\\)(?:\\\\)*\\u0000/;
const json: Encoder = (value) => {
  if (value === null) return NULL;
  if (value === undefined) return unsupported(value);
  const text = JSON.stringify(value);
  if (text.includes(ESCAPED_NUL) && NUL_IN_JSON.test(text)) throw new TypeError('text with NUL');
  return escape(text);
};

export const ENCODERS: Readonly<Record<ColumnKind, Encoder>> = { plain, array, json };
