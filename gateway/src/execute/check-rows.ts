import type { PermittedOperation } from '../access/permitted-operation.js';
import { appliesTo, isOn, type Shape, type ShapeField } from '../access/shape.js';
import { isSpent, TAKEN } from '../allowance.js';
import type { Made } from '../made.js';
import { HIDDEN, MISFIT, type Fetched } from '../plan/fetched.js';
import { sourceOf } from '../source-of.js';
import type { Rows, RowsFacts } from './execute.js';
import { fateOf, lackingOf, NOBODY, rowOf, typeOf, withFailing, type Withheld } from './fate.js';
import { misformed, unavailable, type AnchoredError, type FieldError } from './field-error.js';
import { holdsOn, RowJudge, type Beyond, type JudgedRow, type Verdict } from './judge-row.js';
import { both, selectionOf, type CheckedField, type MergedSelection } from './merged-selection.js';
import { ABSENT, BEYOND, SeenObjects, SHOWN, type Fate, type Seen } from './seen.js';

export interface CheckedFacts extends RowsFacts {
  /** Every object of the answer, and every row that was dropped, by its place. */
  readonly seen: readonly Seen[];
  /** Ids of the rows in the answer, by type. */
  readonly shown: ReadonlyMap<string, ReadonlySet<string>>;
  readonly withheld: Withheld;
  /** Of objects, response keys of rows that there must be and that were refused, with how. */
  readonly emptied: Emptied;
  /** What became of objects that are in the answer, but not simply shown. */
  readonly fates: ReadonlyMap<Fetched, Fate>;
}

type Emptied = ReadonlyMap<Fetched, ReadonlyMap<string, RefusedRow>>;
type RefusedRow = Exclude<Verdict, 'admitted'>;

/** Rows of which each was judged by the gateway itself. */
export type JudgedRows = Made<CheckedFacts, 'JudgedRows'>;

/** And of which there are no more than the caller may be shown: made by `volume/volume.ts` alone. */
export type CheckedRows = Made<CheckedFacts, 'CheckedRows'>;

/** What became of an object: only of a row nothing shows that it was there; of one that failed somebody else's error tells. */
type Checked = 'kept' | 'dropped' | 'misfit' | 'failed' | 'hidden';

const NONE: Beyond = new Map();

/**
 * Judges every row of what came back by the same condition the agency was sent, and drops what does not hold: a
 * subgraph that forgets, mistakes or ignores its condition leaks nothing. Objects are changed in place. Rows that were
 * checked may be checked again with ids `beyond` what the caller may be shown, which are dropped with an error.
 */
export function checkRows(rows: Rows | JudgedRows, beyond: Beyond = NONE): JudgedRows {
  const { seen, withheld, emptied, fates } = new Walk(rows, beyond).over(rows.data);
  // What a first check dropped is no longer there for a second one.
  const before = 'seen' in rows ? rows : null;
  const denied = before?.seen.filter(({ effect }) => effect === 'deny') ?? [];
  for (const [object, keys] of before?.emptied ?? [])
    emptied.set(object, new Map([...keys, ...(emptied.get(object) ?? [])]));
  const all = [...denied, ...seen.all()];
  const facts: CheckedFacts = { ...rows, seen: all, shown: seen.shown(), withheld, emptied, fates };
  return facts as JudgedRows;
}

/**
 * One walk over an answer. Methods and no closures: what V8 compiled of a closure that lives as long as one request it
 * throws away with the next collection, and compiles again.
 */
class Walk {
  readonly seen = new SeenObjects();
  readonly withheld = new Map<Fetched, Map<string, string>>();
  readonly emptied = new Map<Fetched, Map<string, RefusedRow>>();
  readonly fates = new Map<Fetched, Fate>();
  readonly #rows: RowsFacts;
  readonly #permitted: PermittedOperation;
  readonly #judge: RowJudge;
  /** Items that lists have lost so far, and of these what was neither row nor null. */
  #removed = 0;
  #strays = 0;
  /** The row that was refused last, and how. */
  #refused: Fetched | null = null;
  #refusedAs: RefusedRow = 'absent';
  /** Agencies that failed without saying where, of the object that the walk is at or of one that it is in. */
  #failing: ReadonlySet<string> = NOBODY;

  constructor(rows: RowsFacts, beyond: Beyond) {
    this.#rows = rows;
    this.#permitted = rows.intent.plan.permitted;
    this.#judge = new RowJudge(rows, beyond);
  }

  over(data: Fetched): this {
    const selection = selectionOf(this.#permitted.shape);
    this.#tellUnanswered(data, selection);
    this.#checkObject(data, selection, null);
    return this;
  }

  /** What an agency was asked for at the root and says nothing of it has not answered: that is no null of its own. */
  #tellUnanswered(data: Fetched, { entries }: MergedSelection): void {
    for (const { toggles, field } of entries) {
      if (data[field.key] !== undefined || field.when !== null || !isOn(toggles, this.#permitted.operation.values))
        continue;
      // Nobody is asked for what is refused, or of which nothing is given.
      const agency = this.#rows.intent.plan.compiled.sources.get(field.key);
      if (field.refused || agency === undefined) continue;
      const told = this.#rows.errors.at(data);
      if (told.some((one) => isAbout(one, field.key, agency))) continue;
      if (!told.some(({ error }) => isOf(error, agency))) this.#rows.misformed(agency);
      // A field that may not be null takes the others with it where it fails: what its agency says of it is why they are not there.
      const taken = told.some(({ rest: [first], error }) => {
        return isOf(error, agency) && !('unanswered' in error) && data[String(first)] === undefined;
      });
      this.#rows.errors.add(data, [field.key], { ...unavailable(agency), ...(taken && { taken }) });
    }
  }

  #checkObject(object: Fetched, selection: MergedSelection, row: JudgedRow | null): Checked {
    const permitted = this.#permitted;
    const { shape, shapes, checked } = selection;
    const type = typeOf(object, shape);
    // attacker-controlled: a row that does not say which of its types it is cannot be judged, so it is none.
    if (typeof type !== 'string' || shape.possible?.has(type) === false) {
      // Nobody may see it, and its agency did as its schema says.
      if (typeof type === 'string' && shape.hidden?.has(type) === true)
        return this.#mayBeRow(shape) ? this.#refuse(object, shapes, type, rowOf(object, type), 'absent') : 'hidden';
      // Who gives only an interface's fields cannot say it: whoever could have did not answer.
      const isFailed = type === shape.type && this.#failureOf(object) !== undefined;
      if (!isFailed) this.#rows.alarms.push(`${shape.type}: a row of no type that it may have`);
      if (this.#mayBeRow(shape)) return 'dropped';
      return isFailed ? 'failed' : 'misfit';
    }
    const condition = permitted.rows.get(type);
    const here = condition === undefined ? row : rowOf(object, type);
    if (condition !== undefined) {
      if (here === null) return 'dropped';
      const verdict = this.#judge.judge(here, condition);
      if (verdict === 'beyond') this.#rows.errors.add(object, [], tooMany(type));
      if (verdict !== 'admitted') return this.#refuse(object, shapes, type, here, verdict);
    }
    const failing = this.#failing;
    if (this.#rows.errors.size > 0) this.#failing = withFailing(failing, this.#rows.errors.at(object));
    // Before rows are dropped and fields withheld: these are null too.
    const ungiven = lackingOf(this.#failing, object, type, selection, this.#rows);
    for (const one of checked) {
      const below =
        one.same === null ? this.#below(one, object, type, here) : this.#belowAll(one.same, object, type, here);
      if (below !== null) this.#checkValue(object, one, below, here);
    }
    this.#failing = failing;
    const fate = fateOf(object, type, selection, this.#rows, this.withheld, ungiven);
    if (fate !== SHOWN) this.fates.set(object, fate);
    this.seen.add(shapes, type, here, fate);
    return 'kept';
  }

  /** Here is a row that the caller is not shown, of which the record tells all the same. */
  #refuse(
    object: Fetched,
    shapes: readonly Shape[],
    type: string,
    row: JudgedRow | null,
    verdict: RefusedRow,
  ): 'dropped' {
    this.seen.add(shapes, type, row, verdict === 'beyond' ? BEYOND : ABSENT);
    this.#refused = object;
    this.#refusedAs = verdict;
    return 'dropped';
  }

  /** What is selected below a field of this object: nothing for what is not asked of it, or is withheld on its row and so taken out. */
  #below(
    { entry, selection }: CheckedField,
    object: Fetched,
    type: string,
    row: JudgedRow | null,
  ): MergedSelection | null {
    if (!appliesTo(entry, type, this.#permitted.operation.values)) return null;
    const { field } = entry;
    if (field.when === null || (row !== null && holdsOn(field.when, row.object, row.id))) return selection;
    object[field.key] = undefined;
    withhold(this.withheld, object, field);
    return null;
  }

  /** What was dropped under one selection would not be there for the next: all of one place are walked as one. */
  #belowAll(
    fields: readonly CheckedField[],
    object: Fetched,
    type: string,
    row: JudgedRow | null,
  ): MergedSelection | null {
    let all: MergedSelection | null = null;
    for (const field of fields) {
      const below = this.#below(field, object, type, row);
      if (below !== null) all = all === null ? below : both(all, below);
    }
    return all;
  }

  /** A row is dropped whole; what can be none keeps its place, as null. */
  #mayBeRow({ type, possible }: Shape): boolean {
    return [...(possible ?? [type])].some((one) => this.#permitted.rows.has(one));
  }

  #checkValue(object: Fetched, field: CheckedField, below: MergedSelection, row: JudgedRow | null): void {
    const { entry, isList, isRequired } = field;
    const { key } = entry.field;
    const value = object[key];
    if (value === null || value === undefined || value === HIDDEN) return;
    if (typeof value !== 'object' || isList !== Array.isArray(value)) return this.#tellMisfit(object, field);
    const dropped: Fetched[] = [];
    if (Array.isArray(value)) {
      const removed = this.#removed;
      const strays = this.#strays;
      object[key] = this.#checkList(value as unknown[], below, row, dropped);
      if (this.#removed > removed) this.#rows.errors.loosePlaces(object, key);
      if (this.#strays > strays) {
        this.#rows.alarms.push(`${below.shape.type}: a row of no type that it may have`);
        return this.#rows.errors.add(object, [key], this.#misformed(object, field));
      }
    } else {
      const checked = this.#checkObject(value as Fetched, below, row);
      if (checked === 'misfit') this.#tellMisfit(object, field);
      else if (checked === 'hidden') object[key] = HIDDEN;
      else if (checked !== 'kept') {
        object[key] = null;
        dropped.push(value as Fetched);
        if (isRequired && this.#refused === value) this.#empty(object, key, this.#refusedAs);
      }
    }
    // A row that its agency failed to give is missing with an error, not silently; one error a place is enough.
    for (const one of dropped) {
      const failure = this.#failureOf(one);
      if (failure !== undefined) return this.#rows.errors.add(object, [key], failure);
    }
  }

  /** A row that is refused takes with it what cannot be without it. */
  #empty(object: Fetched, key: string, as: RefusedRow): void {
    const known = this.emptied.get(object);
    if (known === undefined) this.emptied.set(object, new Map([[key, as]]));
    else known.set(key, as);
  }

  /** What was told of an object as a whole. */
  #failureOf(object: Fetched): FieldError | undefined {
    return this.#rows.errors.at(object).find(({ rest }) => rest.length === 0)?.error;
  }

  /** What has not the form of its type is never served: it is null with an error, and in the record as not given. */
  #tellMisfit(object: Fetched, field: CheckedField): void {
    const { key } = field.entry.field;
    // attacker-controlled: as many as there are objects. Those that nothing is left for are told where they are written.
    this.#rows.allowance.left -= TAKEN.error;
    if (isSpent(this.#rows.allowance)) {
      object[key] = MISFIT;
      return;
    }
    object[key] = null;
    this.#rows.errors.add(object, [key], this.#misformed(object, field));
  }

  #misformed(object: Fetched, { entry, within }: CheckedField): FieldError {
    const agency = sourceOf(this.#rows.intent.plan, within, String(typeOf(object, within)), entry.field.key) ?? '';
    if (agency !== '') this.#rows.misformed(agency);
    return misformed(agency);
  }

  /** Moves what may stay together, in place: mostly all of it. */
  #checkList(list: unknown[], selection: MergedSelection, row: JudgedRow | null, dropped: Fetched[]): unknown[] {
    let kept = 0;
    for (const item of list) {
      if (Array.isArray(item)) list[kept++] = this.#checkList(item as unknown[], selection, row, dropped);
      else if (typeof item !== 'object' || item === null) {
        if (!this.#permitted.rows.has(selection.shape.type)) list[kept++] = item;
        else if (item !== null) this.#strays += 1;
      } else {
        const checked = this.#checkObject(item as Fetched, selection, row);
        if (checked === 'dropped' || checked === 'failed') dropped.push(item as Fetched);
        if (checked !== 'dropped') list[kept++] = checked === 'kept' ? item : (IN_PLACE[checked] ?? null);
      }
    }
    this.#removed += list.length - kept;
    list.length = kept;
    return list;
  }
}

/** What stands in a list for an object that keeps its place. */
const IN_PLACE = { misfit: MISFIT, hidden: HIDDEN, failed: null } as const;

const tooMany = (coordinate: string): FieldError => ({
  code: 'UNAUTHORIZED_FIELD_OR_TYPE',
  coordinate,
  reason: 'VOLUME',
});

/** Whether an error is about a key of the root, or about all that its agency was asked for there. */
const isAbout = ({ rest: [first], error }: AnchoredError, key: string, agency: string): boolean =>
  first === key || (first === undefined && isOf(error, agency));

const isOf = (error: FieldError, agency: string): boolean => 'agency' in error && error.agency === agency;

function withhold(withheld: Map<Fetched, Map<string, string>>, object: Fetched, field: ShapeField): void {
  const known = withheld.get(object) ?? new Map<string, string>();
  withheld.set(object, known);
  known.set(field.key, field.coordinate);
}
