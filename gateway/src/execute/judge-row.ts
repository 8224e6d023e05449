import { evaluateRowCondition, type RowCondition } from '@agency-graph/contract';
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

/** A row as it came: its type, its key, and its hidden values by field name. */
export interface JudgedRow {
  readonly type: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Judges one row by the condition that its agency was sent. A row is absent where the condition does not hold; where
 * any agency kept it back in the course of the request, so that one moved meanwhile is not shown half; and where it
 * holds only by a path that an older copy of the register gave it. Only what no delay explains is an alarm.
 */
export function judgeRow(row: JudgedRow, condition: RowCondition, rows: RowsFacts, beyond: Beyond): Verdict {
  const { type, id, values } = row;
  if (rows.kept.some((one) => one.type === type && one.ids.has(id))) return 'absent';
  if (!evaluateRowCondition(condition, values, id)) {
    // Nothing but the key: another agency's reference to a row that its own agency did not give.
    if (isResolved(values)) rows.alarms.push(`${type}: a row that its condition does not admit`);
    return 'absent';
  }
  if (isStale(row, condition, rows)) {
    rows.stale.set(type, (rows.stale.get(type) ?? 0) + 1);
    return 'absent';
  }
  return beyond.get(type)?.has(id) === true ? 'beyond' : 'admitted';
}

const isResolved = (values: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(values).some(([name, value]) => name !== 'id' && value !== undefined);

/** Whether the condition would not hold on those of the row's paths alone that no change of the register has overtaken. */
function isStale({ type, id, values }: JudgedRow, condition: RowCondition, rows: RowsFacts): boolean {
  const { register, copies } = rows;
  const since = Math.min(...copies.values());
  if (since >= register.version) return false;
  const scopes = rows.intent.plan.permitted.scopes.get(type) ?? [];
  const standing: Record<string, unknown> = Object.assign(Object.create(null), values);
  const stands = (path: unknown): boolean => typeof path === 'string' && register.stands(path, since);
  for (const scope of scopes) {
    const value = values[scope];
    standing[scope] = Array.isArray(value) ? value.filter(stands) : stands(value) ? value : null;
  }
  return !evaluateRowCondition(condition, standing, id);
}
