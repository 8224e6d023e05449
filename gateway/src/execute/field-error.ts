import type { AskedKeys } from '../plan/asked-keys.js';
import { isFetched, type Fetched } from '../plan/fetched.js';

/** What may be said of a field that failed: a code of the refusals table and a sentence; nothing of the inside. */
export type FieldError =
  | {
      readonly code: 'SUBGRAPH_UNAVAILABLE' | 'BAD_USER_INPUT';
      readonly message: string;
      /** Public name of the agency; empty where it is not known. */
      readonly agency: string;
      /** It was asked and said nothing: what it was asked to do may have been done. */
      readonly unanswered?: true;
      /** It came to nothing together with another field, of which is told why. */
      readonly taken?: true;
    }
  /** Rows were left out of it: more than the caller may be shown. */
  | { readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE'; readonly coordinate: string; readonly reason: 'VOLUME' };

/** An agency that did not answer at all, or not in the form that was asked. */
export const unavailable = (agency: string, wasAsked: boolean = true): FieldError => ({
  code: 'SUBGRAPH_UNAVAILABLE',
  message: `The agency "${agency}" did not answer.`,
  agency,
  ...(wasAsked && { unanswered: true }),
});

/** What agencies answered is more than one request may hold, whichever of them gave the most. */
export const tooMuch = (agency: string, wasAsked: boolean = true): FieldError => ({
  code: 'SUBGRAPH_UNAVAILABLE',
  message: 'The agencies gave more than one request may hold: ask for less at once.',
  agency,
  ...(wasAsked && { unanswered: true }),
});

/** A value of another form than its type's, which says nothing of what its agency did. */
export function misformed(agency: string): FieldError {
  const who = agency === '' ? 'An agency' : `The agency "${agency}"`;
  return {
    code: 'SUBGRAPH_UNAVAILABLE',
    message: `${who} answered with a value of another type.`,
    agency,
    unanswered: true,
  };
}

type Path = readonly (string | number)[];

/** An error, and how the place it is about is reached from the object that it hangs on. */
export interface AnchoredError {
  readonly rest: Path;
  readonly error: FieldError;
  /** What its agency was asked for of the object: all that it may be about. */
  readonly asked?: AskedKeys;
}

/** Whether an error tells why an object has nothing under a key; null for any of its keys. */
export function tellsOf({ rest, asked }: AnchoredError, object: Fetched, key: string | null): boolean {
  if (rest.length > 0) return rest[0] === key;
  return asked === undefined || key === null || asked.of(object['__typename'] as string).has(key);
}

/**
 * Errors hung on the objects they belong to, with the response keys that lead on from there. Rows are dropped and
 * lists shortened after a fetch, so a path is known only when the answer is shaped.
 */
export class AnchoredErrors {
  readonly #byObject = new Map<Fetched, AnchoredError[]>();

  /**
   * Hangs an error on the last object that its path leads to from one. `asked` is what its agency was asked for of that one.
   */
  add(from: Fetched, path: Path, error: FieldError, asked: AskedKeys | null = null): void {
    let anchor = from;
    let rest = path;
    let value: unknown = from;
    for (const [at, part] of path.entries()) {
      if (Array.isArray(value) ? typeof part !== 'number' : !isFetched(value) || typeof part !== 'string') break;
      value = (value as Record<string | number, unknown>)[part];
      if (isFetched(value)) [anchor, rest] = [value, path.slice(at + 1)];
    }
    const known = this.#byObject.get(anchor);
    const placed = asked === null || anchor !== from ? { rest, error } : { rest, error, asked };
    if (known === undefined) this.#byObject.set(anchor, [placed]);
    else known.push(placed);
  }

  at(anchor: Fetched): readonly AnchoredError[] {
    return this.#byObject.get(anchor) ?? NONE;
  }

  /** What was told of places in a list under this key is told of the whole list: it has other places now. */
  loosePlaces(anchor: Fetched, key: string): void {
    const known = this.#byObject.get(anchor);
    if (known === undefined) return;
    const loosened = known.map((one) => (one.rest[0] === key && one.rest.length > 1 ? { ...one, rest: [key] } : one));
    this.#byObject.set(anchor, loosened);
  }

  get size(): number {
    return this.#byObject.size;
  }
}

const NONE: readonly AnchoredError[] = [];
