/** One kind of value that a record may hold: how the page of records calls it, and what is one. */
export interface Field<T> {
  readonly says: string;
  readonly is: (value: unknown) => value is T;
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

const field = <T>(says: string, is: (value: unknown) => boolean): Field<T> => ({
  says,
  is: (value): value is T => is(value),
});
const matching = (says: string, form: RegExp): Field<string> =>
  field(says, (value) => typeof value === 'string' && form.test(value));

export const flag: Field<boolean> = field('boolean', (value) => typeof value === 'boolean');
export const count: Field<number> = field('count', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const integer: Field<number> = field('integer', (value) => Number.isSafeInteger(value));
/** Index of another record of the same log. */
export const index: Field<number> = field('index', count.is);
/** UTC with microseconds. */
export const time: Field<string> = matching('time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
/** 128 bits, base64url: nonces, transaction ids, blind tokens. */
export const token: Field<string> = matching('token', /^[\w-]{22}$/);
/** 256 bits, base64url: hashes and commitments. */
export const digest: Field<string> = matching('digest', /^[\w-]{43}$/);
/** W3C trace id. */
export const trace: Field<string> = matching('trace id', /^[\da-f]{32}$/);
/** A name of the project's own vocabulary: types, fields, agencies, rules, reasons. */
export const name: Field<string> = matching('name', /^[\w.:@/()-]{1,128}$/);
/** An id as its source gave it, of a thing that is no person; or a token in its place. */
export const opaqueId: Field<string> = matching('opaque id or token', /^[\w.:/-]{1,64}$/);
/** Free text of an operator's or a developer's making; never of a request's values. */
export const text = (most: number): Field<string> =>
  field(`text, at most ${most} characters`, (value) => typeof value === 'string' && value.length <= most);

export const oneOf = <const T extends string>(...names: readonly T[]): Field<T> =>
  field(names.join(' \\| '), (value) => (names as readonly unknown[]).includes(value));
export const list = <T>(of: Field<T>): Field<readonly T[]> => ({
  ...of,
  ...field(`list of ${of.says}`, (value) => Array.isArray(value) && value.every((one) => of.is(one))),
});
export const nullable = <T>(of: Field<T>): Field<T | null> => ({
  ...of,
  ...field(`${of.says}, or null`, (value) => value === null || of.is(value)),
});
export const optional = <T>(of: Field<T>): Optional<T> => ({ ...of, optional: true });
/** Commitments by path: what was sealed. */
export const sealed: Field<{ readonly [path: string]: string }> = field(
  'commitments by path',
  (value) => isPlain(value) && Object.entries(value).every(([path, one]) => name.is(path) && digest.is(one)),
);
/** An object of exactly these members. */
export const object = <M extends Members>(called: string, members: M): Field<Described<M>> => ({
  ...field(called, (value) => misfit(value, members) === null),
  members,
});

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
