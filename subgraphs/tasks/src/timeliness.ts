import { sql, type RawBuilder, type SqlBool } from 'kysely';

export type TimelinessValue = 'EARLY' | 'ON_TIME' | 'DUE_SOON' | 'OVERDUE' | 'DONE_LATE';

/** A task completed at least this many days before its due day was early. */
const EARLY_DAYS = 10;
/** Days before its due day from which an unfinished task is due soon. */
const DUE_SOON_DAYS = 15;
/** Minutes that the country's clocks are ahead of UTC, all year. */
const UTC_OFFSET_MINUTES = 7 * 60;

/** The calendar day of an instant where the agencies work, `YYYY-MM-DD`: due days are days there. */
export function policyDay(now: string): string {
  return new Date(Date.parse(now) + UTC_OFFSET_MINUTES * 60_000).toISOString().slice(0, 10);
}

/**
 * When each value holds for a row of `task as t` on `day`. Exactly one holds for any row: a completed task is judged by
 * its completion, any other by the days that are left, and a day is a value, never the database's clock.
 */
const HOLDS: Readonly<Record<TimelinessValue, (day: string) => RawBuilder<SqlBool>>> = {
  EARLY: () => sql`t.completed_on <= t.due_on - ${EARLY_DAYS}::int`,
  ON_TIME: (day) => sql`
    (t.completed_on > t.due_on - ${EARLY_DAYS}::int and t.completed_on <= t.due_on)
    or (t.completed_on is null and t.due_on > ${day}::date + ${DUE_SOON_DAYS}::int)`,
  DUE_SOON: (day) => sql`
    t.completed_on is null and t.due_on between ${day}::date and ${day}::date + ${DUE_SOON_DAYS}::int`,
  OVERDUE: (day) => sql`t.completed_on is null and t.due_on < ${day}::date`,
  DONE_LATE: () => sql`t.completed_on > t.due_on`,
};

const VALUES = Object.keys(HOLDS) as readonly TimelinessValue[];

/** Condition on `task as t`: its timeliness on that day is this one. */
export const timelinessIs = (value: TimelinessValue, day: string): RawBuilder<SqlBool> => sql`(${HOLDS[value](day)})`;

/** The timeliness of `task as t` on that day. */
export function timeliness(day: string): RawBuilder<TimelinessValue> {
  const cases = VALUES.map((value) => sql`when ${HOLDS[value](day)} then ${sql.lit(value)}`);
  return sql`(case ${sql.join(cases, sql` `)} end)`;
}
