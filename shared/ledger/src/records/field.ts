import { canonicalJson } from '../canonical.js';

/** One kind of value that a record may hold: how the page of records calls it, what is one, and how it is written. */
export interface Field<T> {
  readonly says: string;
  readonly is: (value: unknown) => value is T;
  /** Its canonical JSON (RFC 8785); null of what is none. */
  readonly json: (value: unknown) => string | null;
  /** Of an object, or of a list of objects. */
  readonly members?: Members;
}

/** A member that a record may lack. */
export interface Optional<T> extends Field<T> {
  readonly optional: true;
}

export type Members = { readonly [name: string]: Field<unknown> };
type OptionalNames<M extends Members> = {
  [K in keyof M]: M[K] extends Optional<unknown> ? K : never;
}[keyof M];
type ValueOf<F> = F extends Field<infer T> ? T : never;

/** What a table of members describes, as a type. */
export type Described<M extends Members> = {
  readonly [K in Exclude<keyof M, OptionalNames<M>>]: ValueOf<M[K]>;
} & { readonly [K in OptionalNames<M>]?: ValueOf<M[K]> };

type Json = Field<unknown>['json'];

const field = <T>(says: string, is: (value: unknown) => boolean, json: Json): Field<T> => ({
  says,
  is: (value): value is T => is(value),
  json,
});
/** Of characters that JSON escapes none of. */
const matching = (says: string, form: RegExp): Field<string> => {
  const is = (value: unknown): value is string => typeof value === 'string' && form.test(value);
  return field(says, is, (value) => (is(value) ? `"${value}"` : null));
};
const whole = (says: string, least: number): Field<number> => {
  const is = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= least;
  return field(says, is, (value) => (is(value) && !Object.is(value, -0) ? String(value) : null));
};

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const flag: Field<boolean> = field('boolean', isFlag, (value) => (isFlag(value) ? String(value) : null));
export const count: Field<number> = whole('count', 0);
export const integer: Field<number> = whole('integer', Number.MIN_SAFE_INTEGER);
/** Index of another record of the same log. */
export const index: Field<number> = whole('index', 0);
/** UTC with microseconds. */
export const time: Field<string> = matching('time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
/** 128 bits, base64url: nonces, blind tokens. */
export const token: Field<string> = matching('token', /^[\w-]{22}$/);
/** 96 bits, base64url, in older records 128: what the records of one request have in common. */
export const transaction: Field<string> = matching('transaction', /^[\w-]{16}(?:[\w-]{6})?$/);
/** 256 bits, base64url: hashes and commitments. */
export const digest: Field<string> = matching('digest', /^[\w-]{43}$/);
/** W3C trace id. */
export const trace: Field<string> = matching('trace id', /^[\da-f]{32}$/);
/** A name of the project's own vocabulary: types, fields, agencies, rules, reasons. */
export const name: Field<string> = matching('name', /^[\w.:@/()-]{1,128}$/);
/** An id as its source gave it, of a thing that is no person; or a token in its place. */
export const opaqueId: Field<string> = matching('opaque id or token', /^[\w.:/-]{1,64}$/);
/** Free text of an operator's or a developer's making; never of a request's values. */
export const text = (most: number): Field<string> => {
  const is = (value: unknown): value is string => typeof value === 'string' && value.length <= most;
  return field(`text, at most ${most} characters`, is, (value) =>
    is(value) && value.isWellFormed() ? JSON.stringify(value) : null,
  );
};

export const oneOf = <const T extends string>(...names: readonly T[]): Field<T> => {
  const texts = new Map<unknown, string>(names.map((one) => [one, JSON.stringify(one)]));
  return field(
    names.join(' \\| '),
    (value) => texts.has(value),
    (value) => texts.get(value) ?? null,
  );
};
export const list = <T>(of: Field<T>): Field<readonly T[]> => ({
  ...of,
  ...field(
    `list of ${of.says}`,
    (value) => Array.isArray(value) && value.every((one) => of.is(one)),
    (value) => {
      if (!Array.isArray(value)) return null;
      let json = '';
      for (const one of value as readonly unknown[]) {
        const item = of.json(one);
        if (item === null) return null;
        json += json === '' ? item : `,${item}`;
      }
      return `[${json}]`;
    },
  ),
});
export const nullable = <T>(of: Field<T>): Field<T | null> => ({
  ...of,
  ...field(
    `${of.says}, or null`,
    (value) => value === null || of.is(value),
    (value) => (value === null ? 'null' : of.json(value)),
  ),
});
export const optional = <T>(of: Field<T>): Optional<T> => ({ ...of, optional: true });

const isSealed = (value: unknown): value is Readonly<Record<string, string>> =>
  isPlain(value) && Object.entries(value).every(([path, one]) => name.is(path) && digest.is(one));
/** Commitments by path: what was sealed. */
export const sealed: Field<{ readonly [path: string]: string }> = field('commitments by path', isSealed, (value) =>
  isSealed(value) ? canonicalJson(value) : null,
);
/** An object of exactly these members. */
export const object = <M extends Members>(called: string, members: M): Field<Described<M>> => ({
  ...field(called, (value) => misfit(value, members) === null, jsonOf(members)),
  members,
});

/** Writes an object of exactly these members: their order is known before any is written. */
export function jsonOf(members: Members): Json {
  const inOrder = Object.entries(members)
    // The default order of sort() is that of UTF-16 code units.
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, of]) => ({ key, of, before: `${JSON.stringify(key)}:` }));
  return (value) => {
    if (!isPlain(value)) return null;
    let json = '';
    let unknown = Object.keys(value).length;
    for (const { key, of, before } of inOrder) {
      const given = value[key];
      if (given === undefined || !Object.hasOwn(value, key)) {
        if ('optional' in of) continue;
        return null;
      }
      const written = of.json(given);
      if (written === null) return null;
      json += json === '' ? before + written : `,${before}${written}`;
      unknown -= 1;
    }
    return unknown === 0 ? `{${json}}` : null;
  };
}

/** The first member that does not fit a description, or null. Unknown members do not fit. */
export function misfit(value: unknown, members: Members): string | null {
  if (!isPlain(value)) return 'is no object';
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(members, key)) return `has an unknown member "${key.slice(0, 40)}"`;
  }
  for (const [key, expected] of Object.entries(members)) {
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    if (given === undefined && 'optional' in expected) continue;
    if (!expected.is(given)) return `has no right "${key}" (${expected.says})`;
  }
  return null;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
