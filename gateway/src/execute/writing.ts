import type { ShapeField } from '../access/shape.js';
import type { Fetched } from '../plan/fetched.js';
import type { CheckedRows } from './check-rows.js';
import type { FieldError } from './field-error.js';

type Path = readonly (string | number)[];

/** An error with the place it is about. */
export interface PlacedError {
  readonly path: Path;
  readonly error:
    FieldError | { readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE'; readonly coordinate: string; readonly reason?: never };
}

/** Row-dependent refusals told one by one, at most; the rest are counted. */
const MAX_ROW_REFUSALS = 100;

/** One answer while it is written: where the writer is, and the errors found on the way. */
export class Writing {
  /** Response keys and list places down to where the writer is; what is left beyond its depth is of earlier places. */
  readonly path: (string | number)[] = [];
  readonly errors: PlacedError[] = [];
  readonly hasErrors: boolean;
  readonly hasWithheld: boolean;
  readonly introspect: (field: ShapeField) => unknown;
  readonly #rows: CheckedRows;
  readonly #refused: Path[] = [];
  #rowRefusals = 0;

  constructor(rows: CheckedRows, introspect: (field: ShapeField) => unknown) {
    this.#rows = rows;
    this.introspect = introspect;
    this.hasErrors = rows.errors.size > 0;
    this.hasWithheld = rows.withheld.size > 0;
  }

  /** Refusals on single rows beyond those among the errors. */
  get moreRefused(): number {
    return Math.max(0, this.#rowRefusals - MAX_ROW_REFUSALS);
  }

  /** Here is a value of another form than its type's; it is answered as null. */
  misfit(depth: number): 'null' {
    this.#fail(depth, 'An agency answered with a value of another type.');
    return 'null';
  }

  /** Here is nothing where there must be something. One error is enough to tell why. */
  missing(depth: number): void {
    const here = this.#path(depth);
    const isHere = (path: Path): boolean => here.every((part, at) => at >= path.length || path[at] === part);
    if (!this.errors.some(({ path }) => isHere(path)) && !this.#refused.some(isHere))
      this.#fail(depth, 'An agency gave no value where there always is one.');
  }

  /** Here is a field that takes no null and that is refused whatever the row, as is told already. */
  refused(depth: number): undefined {
    this.#refused.push(this.#path(depth));
  }

  /** Tells that the field is refused on this row, if it is. */
  tellWithheld(source: Fetched, key: string, depth: number): void {
    const coordinate = this.#rows.withheld.get(source)?.get(key);
    if (coordinate === undefined || (this.#rowRefusals += 1) > MAX_ROW_REFUSALS) return;
    this.errors.push({ path: this.#path(depth), error: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', coordinate } });
  }

  /** Places the errors that hang on an object, each as far down its path as the answer still has it. */
  placeErrors(source: Fetched, depth: number): void {
    for (const { rest, error } of this.#rows.errors.at(source)) {
      const path = this.#path(depth);
      let at: unknown = source;
      for (const part of rest) {
        if (typeof at !== 'object' || at === null) break;
        path.push(part);
        at = (at as Record<string | number, unknown>)[part];
      }
      this.errors.push({ path, error });
    }
  }

  #path(depth: number): (string | number)[] {
    return this.path.slice(0, depth);
  }

  #fail(depth: number, message: string): void {
    this.errors.push({ path: this.#path(depth), error: { code: 'SUBGRAPH_UNAVAILABLE', message, agency: '' } });
  }
}

/** What no agency is asked for: a refused field that takes no null, which was told already, and introspection. */
export const asksNothing = (field: ShapeField, writing: Writing, depth: number): string | undefined =>
  field.refused ? writing.refused(depth) : JSON.stringify(writing.introspect(field) ?? null);
