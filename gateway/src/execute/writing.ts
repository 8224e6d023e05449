import type { FieldNode } from 'graphql';
import { narrowest, type Refused, type Shape } from '../access/shape.js';
import type { AskedKeys } from '../plan/asked-keys.js';
import { isFetched, type Fetched } from '../plan/fetched.js';
import { sourceOf } from '../source-of.js';
import { asFarAsAsked, askedFields, type AskedField } from './asked-fields.js';
import type { CheckedRows } from './check-rows.js';
import { misformed, type FieldError } from './field-error.js';
import { Lost, type Cause } from './lost.js';
import { ToldPlaces } from './told-places.js';

type Path = readonly (string | number)[];

/** An error with the place it is about. */
export interface PlacedError {
  readonly path: Path;
  readonly error:
    FieldError | { readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE'; readonly coordinate: string; readonly reason?: never };
}

/** `__schema` or `__type` as one place of an operation asks it: all fields that have its response key there. */
export type Introspection = readonly FieldNode[];

/** A field as objects of one type are asked for it. */
export interface Asked {
  readonly within: Shape;
  readonly type: string;
  readonly key: string;
}

/** What of an object may be lacking. */
interface LackingIn {
  readonly type: string;
  readonly fields: readonly AskedField[];
  readonly asked: AskedKeys;
}

/** Row-dependent refusals told one by one, at most; the rest are counted. */
const MAX_ROW_REFUSALS = 100;
/** Errors of all kinds, likewise. */
const MAX_ERRORS = 1_000;

/** One answer while it is written: where the writer is, and the errors found on the way. */
export class Writing {
  /** Response keys and list places down to where the writer is; what is left beyond its depth is of earlier places. */
  readonly path: (string | number)[] = [];
  readonly errors: PlacedError[] = [];
  readonly hasErrors: boolean;
  readonly hasWithheld: boolean;
  /** Whether texts need no looking through. */
  readonly arePlain: boolean;
  readonly lost: Lost;
  /** How often something has turned out so far to have no place here, and why the last did. */
  losses = 0;
  cause: Cause = 'failed';
  readonly #introspect: (asked: Introspection) => unknown;
  /** What the schema answered: however many objects stand at a place, it is asked once. */
  readonly #introspected = new Map<Introspection, string>();
  readonly #rows: CheckedRows;
  readonly #told = new ToldPlaces();
  /** Whether these may be rows, of which places among all that there are say more than is shown. */
  readonly #mayBeShort = (shapes: readonly Shape[]): boolean =>
    shapes.some(({ type, possible }) =>
      [...(possible ?? [type])].some((one) => this.#rows.intent.plan.permitted.rows.has(one)),
    );
  /** Where it was known last why a field is null: what is null for its sake is so at once. */
  #explained: Path = [];
  #explainedBy: Cause = 'failed';
  /** Whether the caller was told: not of what nobody sees. */
  #isExplainedToCaller = true;
  #beyondTheMost: Cause | null = null;
  #rowRefusals = 0;
  #moreErrors = 0;

  constructor(rows: CheckedRows, introspect: (asked: Introspection) => unknown) {
    this.#rows = rows;
    this.#introspect = introspect;
    this.lost = new Lost(rows.allowance);
    this.hasErrors = rows.errors.size > 0;
    this.hasWithheld = rows.withheld.size > 0;
    this.arePlain = rows.texts.arePlain;
  }

  /** Refusals on single rows beyond those among the errors. */
  get moreRefused(): number {
    return Math.max(0, this.#rowRefusals - MAX_ROW_REFUSALS);
  }

  /** Errors beyond those that are told. */
  get moreErrors(): number {
    return this.#moreErrors;
  }

  /** Here is a value of another form than its type's; it is answered as null. */
  misfit(depth: number, asked: Asked | null): 'null' {
    const { intent, misformed: tell } = this.#rows;
    // attacker-controlled: of what is only counted it does not matter whose it is.
    const isTold = asked !== null && this.errors.length < MAX_ERRORS;
    const agency = (isTold && sourceOf(intent.plan, asked.within, asked.type, asked.key)) || '';
    if (agency !== '') tell(agency);
    this.#lose('failed');
    this.#fail(depth, misformed(agency));
    return 'null';
  }

  /** Here is a value that clients see none of: null, and nobody's failure. */
  hidden(depth: number): 'null' {
    this.#lose('withheld');
    this.#explain(this.#path(depth), 'withheld', false);
    return 'null';
  }

  /** Here nothing came of what there must be: it is not its agency's doing where a row was refused. */
  blame(source: Fetched, key: string, depth: number): void {
    const as = this.#rows.emptied.get(source)?.get(key);
    if (as === undefined) return;
    this.cause = as === 'absent' ? 'withheld' : this.#beyond;
    this.#explain(this.#path(depth), this.cause);
  }

  /** One for all that falls so, by which what they come to is told once. */
  get #beyond(): Cause {
    const rule = this.#rows.intent.plan.permitted.policy.vetoes.get('volume') ?? 'none';
    return (this.#beyondTheMost ??= { reason: 'VOLUME', rule });
  }

  #lose(cause: Cause): void {
    this.losses += 1;
    this.cause = cause;
  }

  /** Here is nothing where there must be something. One error is enough to tell why. */
  missing(depth: number): void {
    const here = this.#path(depth);
    const isExplained = this.#explained.length >= depth && here.every((part, at) => part === this.#explained[at]);
    const by = isExplained ? this.#explainedBy : 'failed';
    this.#lose(by);
    if (isExplained && this.#isExplainedToCaller) return;
    if (this.#told.touches(here)) return this.#explain(here, by);
    const message = 'An agency gave no value where there always is one.';
    this.#fail(depth, { code: 'SUBGRAPH_UNAVAILABLE', message, agency: '' }, by);
  }

  /** Here is a field that is refused whatever the row, and takes no null: it is told already. */
  refused(why: Refused, depth: number): undefined {
    this.#explain(this.#path(depth), why);
    this.#lose(why);
  }

  /** Here no agency was asked, but the schema itself. */
  introspected(introspection: Introspection): string {
    let text = this.#introspected.get(introspection);
    if (text === undefined) {
      text = JSON.stringify(this.#introspect(introspection) ?? null);
      this.#introspected.set(introspection, text);
    }
    return text;
  }

  /** Tells that the field is refused on this row, if it is. */
  tellWithheld(source: Fetched, key: string, depth: number): void {
    const coordinate = this.#rows.withheld.get(source)?.get(key);
    if (coordinate === undefined) return;
    this.#explain(this.#path(depth), 'withheld');
    if ((this.#rowRefusals += 1) <= MAX_ROW_REFUSALS)
      this.#tell(this.#explained, { code: 'UNAUTHORIZED_FIELD_OR_TYPE', coordinate });
  }

  /**
   * Places the errors that hang on an object: as far down their paths as the client asked, and those about all that an
   * agency was asked for at each of the client's fields that has nothing for it.
   */
  placeErrors(source: Fetched, type: string, fields: readonly AskedField[], depth: number): void {
    const about = this.#rows.errors.at(source);
    if (about.length === 0) return;
    const here = this.#path(depth);
    const placed = new Set<FieldError>();
    const ofAll = new Set<FieldError>();
    const isLacking = new Map<AskedKeys, boolean>();
    for (const { rest, error, asked } of about) {
      const below = asFarAsAsked(rest, source, fields, this.#values, this.#mayBeShort);
      const isFirst = below.length === 0 && asked !== undefined && !isLacking.has(asked);
      if (isFirst) isLacking.set(asked, this.#placeLacking(error, source, { type, fields, asked }, here));
      if (below.length > 0) this.#place([...here, ...below], error);
      else if (asked === undefined || isLacking.get(asked) === false) {
        ofAll.add(error);
        continue;
        // attacker-controlled: of a hundred errors about all that one agency was asked for, one is told at each field.
      } else if (!isFirst) this.#moreErrors += 1;
      placed.add(error);
    }
    for (const error of ofAll) if (!placed.has(error)) this.#place(here, error);
  }

  /** Places an error at each field of an object, or of objects in it, for which nothing came; false where there is none. */
  #placeLacking(error: FieldError, source: Fetched, { type, fields, asked }: LackingIn, path: Path): boolean {
    const keys = asked.of(type);
    const withheld = this.#rows.withheld.get(source);
    let isAny = false;
    for (const { key, selections, isAsked } of fields) {
      const below = keys.get(key);
      if (below === undefined || !isAsked || withheld?.has(key) === true) continue;
      const value = source[key];
      if (value !== undefined) isAny = this.#placeLackingIn(error, value, selections, below, [...path, key]) || isAny;
      else {
        // attacker-controlled: of what is only counted it is enough to know which object it is of.
        this.#place([...path, key], error, this.errors.length < MAX_ERRORS ? undefined : path);
        isAny = true;
      }
    }
    return isAny;
  }

  /** The same of what another agency gave a part of. */
  #placeLackingIn(error: FieldError, value: unknown, shapes: readonly Shape[], asked: AskedKeys, path: Path): boolean {
    if (Array.isArray(value)) {
      const placed = value.map((one, at) => this.#placeLackingIn(error, one, shapes, asked, [...path, at]));
      return placed.includes(true);
    }
    if (!isFetched(value)) return false;
    const { type: named, possible } = narrowest(shapes);
    const type = possible === null ? named : String(value['__typename'] ?? named);
    return this.#placeLacking(error, value, { type, fields: askedFields(shapes, type, this.#values), asked }, path);
  }

  get #values(): Readonly<Record<string, unknown>> {
    return this.#rows.intent.plan.permitted.operation.values;
  }

  #explain(path: Path, by: Cause, isTold = true): void {
    this.#explained = path;
    this.#explainedBy = by;
    this.#isExplainedToCaller = isTold;
  }

  #path(depth: number): (string | number)[] {
    return this.path.slice(0, depth);
  }

  #place(path: Path, error: FieldError, about: Path = path): void {
    this.#told.add(about);
    // What came to nothing for another field's sake is told at that one.
    if (!('taken' in error)) this.#tell(path, error);
  }

  #fail(depth: number, error: FieldError, by: Cause = 'failed'): void {
    this.#explain(this.#path(depth), by);
    // attacker-controlled: there may be a million such places.
    if (this.errors.length < MAX_ERRORS) this.#told.add(this.#explained);
    this.#tell(this.#explained, error);
  }

  // attacker-controlled: an agency may give a million values that are none.
  #tell(path: Path, error: PlacedError['error']): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push({ path, error });
    else this.#moreErrors += 1;
  }
}
