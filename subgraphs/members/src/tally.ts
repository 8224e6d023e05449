import { sql, type RawBuilder } from 'kysely';
import { DIMENSION_CHECKS } from './quality/catalogue.js';

/** Organisations of the upper three levels are counted when members are stored or move; lower ones when asked for. */
export const SUMMARY_DEPTH = 3;

/** The first segments of a path, in SQL. */
export const prefix = (path: string, segments: RawBuilder<unknown>): RawBuilder<string> =>
  sql`array_to_string((string_to_array(${sql.ref(path)}, '.'))[1:${segments}], '.')`;

/** Whether a record passes the checks of a dimension, as SQL; null where none of them applies. */
const quality = DIMENSION_CHECKS.map(({ dimension, mask }) => {
  const bits = sql.lit(mask);
  const state = sql`case when m.checks_applied & ${bits} = 0 then null
    when m.checks_failed & ${bits} = 0 then 'PASSED' else 'FAILED' end`;
  return [dimension, state] as const;
});

/**
 * What members are counted by, as SQL of a member `m`. Ages are kept by year of birth, so that the policy clock can make
 * bands of them.
 */
const GROUPINGS: readonly (readonly [grouping: string, key: RawBuilder<unknown>])[] = [
  ['GENDER', sql`m.gender`],
  ['BIRTH_YEAR', sql`extract(year from m.date_of_birth)::text`],
  ['THEORY_LEVEL', sql`m.theory_level`],
  ['STATUS', sql`m.status`],
  ['ETHNICITY_BAND', sql`case when m.ethnicity = 'E01' then 'E01' else 'OTHER' end`],
  ...quality,
];

/**
 * How many members of `from` (a table or subquery called `m`) fall into each group: `(owner, grouping, key, n)` per value
 * of the column `owner`, in one pass. TOP_SECRET records are not counted.
 */
export function tally(owner: string, from: RawBuilder<unknown>): RawBuilder<unknown> {
  const columns = GROUPINGS.map(([grouping, key]) => sql`${key} as ${sql.ref(grouping)}`);
  const sets = GROUPINGS.map(([grouping]) => sql`(owner, ${sql.ref(grouping)})`);
  const names = GROUPINGS.map(([grouping]) => sql`when grouping(${sql.ref(grouping)}) = 0 then ${sql.lit(grouping)}`);
  const key = sql`coalesce(${sql.join(GROUPINGS.map(([grouping]) => sql.ref(grouping)))})`;
  return sql`
    select owner, case ${sql.join(names, sql` `)} end as grouping, ${key} as key, count(*)::integer as n
    from (select ${sql.ref(owner)} as owner, ${sql.join(columns)} from ${from} where m.secrecy <> 'TOP_SECRET') as grouped
    group by grouping sets (${sql.join(sets)}) having ${key} is not null`;
}
