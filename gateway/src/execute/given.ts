import { appliesTo } from '../access/shape.js';
import type { Fetched } from '../plan/fetched.js';
import type { CheckedFacts } from './check-rows.js';
import { rowOf, typeOf } from './fate.js';
import type { Cause, Lost } from './lost.js';
import { both, selectionOf, type CheckedField, type MergedSelection } from './merged-selection.js';
import { SeenObjects, SHOWN, type Fate, type Seen } from './seen.js';

/** The row that an object is, or is part of. */
type Row = { readonly type: string; readonly id: string } | null;

/**
 * Objects of an answer as they are given, once it is known what of them has no place in it. Nothing is judged again: the
 * answer is written.
 */
export function seenAsGiven(rows: CheckedFacts, lost: Lost): readonly Seen[] {
  const walk = new GivenWalk(rows, lost);
  walk.object(rows.data, selectionOf(rows.intent.plan.permitted.shape), null, null);
  return [...rows.seen.filter(({ effect }) => effect === 'deny'), ...walk.seen.all()];
}

class GivenWalk {
  readonly seen = new SeenObjects();
  readonly #rows: CheckedFacts;
  readonly #lost: Lost;
  /** Fates of objects that were shown but for being lost as a whole: one for all of a selection. */
  readonly #wholly = new Map<Cause, Map<MergedSelection, Fate>>();

  constructor(rows: CheckedFacts, lost: Lost) {
    this.#rows = rows;
    this.#lost = lost;
  }

  /** `within` says why what the object is in is lost; null where it is not. */
  object(object: Fetched, selection: MergedSelection, around: Row, within: Cause | null): void {
    const { permitted } = this.#rows.intent.plan;
    const type = String(typeOf(object, selection.shape));
    const row = permitted.rows.has(type) ? rowOf(object, type) : around;
    const cause = this.#lost.objects.get(object) ?? within;
    const values = this.#lost.values.get(object);
    for (const one of selection.checked) {
      const below = this.#below(one, object, type);
      const key = one.entry.field.key;
      if (below !== null) this.#value(object[key], below, row, values?.get(key) ?? cause);
    }
    const fate = this.#rows.fates.get(object) ?? SHOWN;
    const given = cause === null ? without(fate, values ?? NONE) : this.#whole(fate, selection, cause);
    this.seen.add(selection.shapes, type, row, given);
  }

  #value(value: unknown, selection: MergedSelection, row: Row, cause: Cause | null): void {
    if (Array.isArray(value)) for (const one of value as unknown[]) this.#value(one, selection, row, cause);
    else if (typeof value === 'object' && value !== null) this.object(value as Fetched, selection, row, cause);
  }

  #below(field: CheckedField, object: Fetched, type: string): MergedSelection | null {
    const { values } = this.#rows.intent.plan.permitted.operation;
    const asked = (field.same ?? [field]).filter(({ entry }) => appliesTo(entry, type, values));
    const selections = asked.flatMap(({ selection }) => (selection === null ? [] : [selection]));
    if (this.#rows.withheld.get(object)?.has(field.entry.field.key) === true) return null;
    return selections.length === 0 ? null : selections.reduce(both);
  }

  #whole(fate: Fate, selection: MergedSelection, cause: Cause): Fate {
    let wholly = this.#wholly.get(cause);
    if (wholly === undefined) this.#wholly.set(cause, (wholly = new Map()));
    const known = fate === SHOWN ? wholly.get(selection) : undefined;
    if (known !== undefined) return known;
    const given = without(fate, new Map(selection.entries.map(({ field }) => [field.key, cause])));
    if (fate === SHOWN) wholly.set(selection, given);
    return given;
  }
}

const NONE: ReadonlyMap<string, Cause> = new Map();

/** What became of an object of which these keys are not given either; what was known of them before stays so. */
function without(fate: Fate, lost: ReadonlyMap<string, Cause>): Fate {
  if (lost.size === 0) return fate;
  const told = new Set([...fate.withheld, ...fate.failed, ...fate.missing]);
  const untold = [...lost].filter(([key]) => !told.has(key)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const more = (known: readonly string[], cause: Cause): string[] =>
    [...known, ...untold.flatMap(([key, why]) => (why === cause ? [key] : []))].toSorted();
  const fallen = untold.flatMap(([key, why]) =>
    typeof why === 'string' ? [] : [{ key, reason: why.reason, rule: why.rule }],
  );
  return { ...fate, withheld: more(fate.withheld, 'withheld'), fallen, failed: more(fate.failed, 'failed') };
}
