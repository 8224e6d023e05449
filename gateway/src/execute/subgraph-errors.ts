import { OWN_PREFIX, TWIN_PREFIX } from '@agency-graph/contract';
import type { FieldError } from './field-error.js';

/**
 * Errors read at most from one answer, about all the places that wait for it; a hostile agency may send a million. Far
 * more than are told one by one: what is beyond those is counted, and is known to the record as not given.
 */
export const MOST_READ = 10_000;
/** Parts of all their paths that are looked at. */
export const MOST_PARTS = 100_000;
const MAX_PATH = 40;
const NAME = /^[A-Za-z_]\w{0,63}$/;
/** `first`, `filter.status`, `$variable`. */
const ARGUMENT = /^\$?[A-Za-z_]\w{0,63}(?:\.[A-Za-z_]\w{0,63}){0,4}$/;

/** What an argument must be, where the name says it; nothing that an agency wrote is repeated to a client. */
const MUST: Readonly<Record<string, string>> = {
  first: 'must be from 1 to 100',
  after: 'is not a cursor of this list',
};

/** An error that may be told, and where in the agency's answer it is. */
export interface ReadError {
  readonly path: readonly (string | number)[];
  readonly error: FieldError;
}

/**
 * An agency's errors as the client may see them: which field, and for the caller's own mistake which argument. Where
 * there are more than are read, one about all of the answer stands for the rest. Each is told at so many `places`.
 * attacker-controlled: messages, extensions and paths are the agency's; only names and numbers of a known form pass.
 */
export function readErrors(errors: readonly unknown[], agency: string, places = 1): readonly ReadError[] {
  const most = Math.ceil(MOST_READ / places);
  let parts = Math.ceil(MOST_PARTS / places);
  const read: ReadError[] = [];
  for (const raw of errors) {
    const { path, extensions } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
    const given: readonly unknown[] = Array.isArray(path) && path.length <= MAX_PATH ? path : [];
    parts -= given.length;
    if (read.length === most || parts < 0) return [...read, { path: [], error: errorOf(null, null, agency) }];
    const { code, argument } = (typeof extensions === 'object' && extensions !== null ? extensions : {}) as Record<
      string,
      unknown
    >;
    read.push({ path: readPath(given), error: errorOf(code, argument, agency) });
  }
  return read;
}

function readPath(path: readonly unknown[]): readonly (string | number)[] {
  const known = path.every(
    (part: unknown) => (typeof part === 'string' && NAME.test(part)) || (Number.isInteger(part) && Number(part) >= 0),
  );
  if (!known) return [];
  // What the gateway asked for on its own account has no place in an answer: the object that lacks it has.
  const own = path.findIndex((part) => typeof part === 'string' && isOwn(part));
  return (own === -1 ? path : path.slice(0, own)) as (string | number)[];
}

/**
 * Whether a key is asked for on the gateway's own account. `_ag_e0`, the list of entities of one of several fetches, is so
 * too, but is read as such.
 */
export const isOwn = (key: string): boolean =>
  key.startsWith(TWIN_PREFIX) || (key.startsWith(OWN_PREFIX) && !/^_ag_e\d+$/.test(key));

function errorOf(code: unknown, argument: unknown, agency: string): FieldError {
  if (code === 'BAD_USER_INPUT' && typeof argument === 'string' && ARGUMENT.test(argument)) {
    const what = argument.startsWith('$') ? 'Variable' : 'Argument';
    const last = argument.split('.').at(-1)!;
    const must = Object.hasOwn(MUST, last) ? MUST[last]! : 'has a value that is not accepted';
    return { code: 'BAD_USER_INPUT', message: `${what} "${argument}" ${must}.`, agency };
  }
  return { code: 'SUBGRAPH_UNAVAILABLE', message: `The agency "${agency}" could not answer this field.`, agency };
}
