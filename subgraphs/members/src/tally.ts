import { sql, type RawBuilder } from 'kysely';
import { DIMENSION_CHECKS } from './quality/catalogue.js';

/** Organisations of the upper three levels are counted when members are stored or move; lower ones when asked for. */
export const SUMMARY_DEPTH = 3;

/** The first segments of a path, in SQL. */
export const prefix = (path: string, segments: RawBuilder<unknown>): RawBuilder<string> =>
  sql`array_to_string((string_to_array(${sql.ref(path)}, '.'))[1:${segments}], '.')`;

/**
 * How many members of `from` (a table or subquery called `m`) fall into each group: `(owner, grouping, key, n)` per value
 * of the column `owner`. Ages are kept by year of birth, so that the policy clock can make bands of them; quality by dimension,
 * once for records with a check that applies and once for those that fail none. TOP_SECRET records are not counted.
 */
export function tally(owner: string, from: RawBuilder<unknown>): RawBuilder<unknown> {
  const quality = DIMENSION_CHECKS.flatMap(({ dimension, mask }) => [
    sql`('APPLICABLE', case when m.checks_applied & ${sql.lit(mask)} <> 0 then ${sql.lit(dimension)} end)`,
    sql`('PASSED', case when m.checks_applied & ${sql.lit(mask)} <> 0 and m.checks_failed & ${sql.lit(mask)} = 0
      then ${sql.lit(dimension)} end)`,
  ]);
  const groups = sql.join([
    sql`('GENDER', m.gender)`,
    sql`('BIRTH_YEAR', extract(year from m.date_of_birth)::text)`,
    sql`('THEORY_LEVEL', m.theory_level)`,
    sql`('STATUS', m.status)`,
    sql`('ETHNICITY_BAND', case when m.ethnicity = 'E01' then 'E01' else 'OTHER' end)`,
    ...quality,
  ]);
  return sql`
    select ${sql.ref(owner)} as owner, g.grouping, g.key, count(*)::integer as n
    from ${from} cross join lateral (values ${groups}) as g(grouping, key)
    where m.secrecy <> 'TOP_SECRET' and g.key is not null
    group by 1, 2, 3`;
}
