import type { Fetched } from '../plan/fetched.js';

/** What may be said of a field that failed: a code of the refusals table and a sentence; nothing of the inside. */
export type FieldError =
  | {
      readonly code: 'SUBGRAPH_UNAVAILABLE' | 'BAD_USER_INPUT';
      readonly message: string;
      /** Public name of the agency. */
      readonly agency: string;
    }
  /** Rows were left out of it: more than the caller may be shown. */
  | { readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE'; readonly coordinate: string; readonly reason: 'VOLUME' };

/** An agency that did not answer at all, or not in the form that was asked. */
export const unavailable = (agency: string): FieldError => ({
  code: 'SUBGRAPH_UNAVAILABLE',
  message: `The agency "${agency}" did not answer.`,
  agency,
});

/**
 * Errors hung on the objects they belong to, with the response keys that lead on from there. Rows are dropped and
 * lists shortened after a fetch, so a path is known only when the answer is shaped.
 */
export class AnchoredErrors {
  readonly #byObject = new Map<
    Fetched,
    { readonly rest: readonly (string | number)[]; readonly error: FieldError }[]
  >();

  add(anchor: Fetched, rest: readonly (string | number)[], error: FieldError): void {
    const known = this.#byObject.get(anchor) ?? [];
    this.#byObject.set(anchor, known);
    known.push({ rest, error });
  }

  at(anchor: Fetched): readonly { readonly rest: readonly (string | number)[]; readonly error: FieldError }[] {
    return this.#byObject.get(anchor) ?? [];
  }

  get size(): number {
    return this.#byObject.size;
  }
}
