import { OWN_PREFIX, rowPredicate, type RowCondition, type RowPredicate } from '@agency-graph/contract';
import { rowKey } from '../access/shape.js';
import { newFetched, type Fetched } from '../plan/fetched.js';
import type { RowsFacts } from './execute.js';

/** What the gateway itself knows of the organisations register, to judge rows of agencies whose copy is behind. */
export interface RegisterView {
  readonly version: number;
  /** Whether a path stood for its organisation in that version of the register, and still does. */
  stands(path: string, since: number): boolean;
}

/** Ids, by row type, that are more than the caller may be shown. */
export type Beyond = ReadonlyMap<string, ReadonlySet<string>>;

export type Verdict = 'admitted' | 'absent' | 'beyond';

/** A row as it came: its type, its key, and the object that has its hidden values. */
export interface JudgedRow {
  readonly type: string;
  readonly id: string;
  readonly object: Fetched;
}

/** A condition lives as long as the operation is remembered that it was made for. */
const predicates = new WeakMap<RowCondition, RowPredicate>();

/** Whether a condition holds on a row, by the row's hidden values. */
export function holdsOn(condition: RowCondition, object: Fetched, id: string): boolean {
  let predicate = predicates.get(condition);
  if (predicate === undefined) predicates.set(condition, (predicate = rowPredicate(condition, rowKey)));
  return predicate(object, id);
}

/**
 * Judges rows by the condition that their agency was sent. A row is absent where the condition does not hold; where any
 * agency kept it back in the course of the request, so that one moved meanwhile is not shown half; and where it holds
 * only by a path that an older copy of the register gave it. Only what no delay explains is an alarm.
 */
export class RowJudge {
  readonly #rows: RowsFacts;
  readonly #beyond: Beyond;
  readonly #isAnyBehind: boolean;

  constructor(rows: RowsFacts, beyond: Beyond) {
    this.#rows = rows;
    this.#beyond = beyond;
    this.#isAnyBehind = Math.min(...rows.copies.values()) < rows.register.version;
  }

  judge(row: JudgedRow, condition: RowCondition): Verdict {
    const { type, id, object } = row;
    const { kept, alarms, stale, register } = this.#rows;
    for (const one of kept) if (one.type === type && one.ids.has(id)) return 'absent';
    if (!holdsOn(condition, object, id)) {
      // Without a row label no agency filters. Nothing but the key: another's reference to a row that its own did not give.
      if (this.#isFiltered(type) && isResolved(object)) alarms.push(`${type}: a row that its condition does not admit`);
      return 'absent';
    }
    const since = this.#isAnyBehind ? this.#sinceOf(type) : Infinity;
    if (since < register.version && isStale(row, condition, this.#rows, since)) {
      stale.set(type, (stale.get(type) ?? 0) + 1);
      return 'absent';
    }
    return this.#beyond.get(type)?.has(id) === true ? 'beyond' : 'admitted';
  }

  #isFiltered(type: string): boolean {
    return this.#rows.intent.plan.permitted.scopes.has(type);
  }

  /** A row has its paths of the copy of the agency that gives them: another's makes nothing of it old. */
  #sinceOf(type: string): number {
    const { copies, intent } = this.#rows;
    return Math.min(...[...intent.plan.compiled.judgesOf(type)].map((subgraph) => copies.get(subgraph) ?? Infinity));
  }
}

const isResolved = (object: Fetched): boolean =>
  Object.entries(object).some(
    ([key, value]) => key.startsWith(OWN_PREFIX) && key !== rowKey('id') && value !== undefined,
  );

/** Whether the condition would not hold on those of the row's paths alone that no change of the register has overtaken. */
function isStale(
  { type, id, object }: JudgedRow,
  condition: RowCondition,
  { register, intent }: RowsFacts,
  since: number,
): boolean {
  const scopes = intent.plan.permitted.scopes.get(type) ?? [];
  const standing: Fetched = Object.assign(newFetched(), object);
  const stands = (path: unknown): boolean => typeof path === 'string' && register.stands(path, since);
  for (const scope of scopes.map(rowKey)) {
    const value = object[scope];
    standing[scope] = Array.isArray(value) ? value.filter(stands) : stands(value) ? value : null;
  }
  return !holdsOn(condition, standing, id);
}
