import type { RegisterChangeHook } from '@agency-graph/kit';
import { sql } from 'kysely';
import { prefix, SUMMARY_DEPTH, tally } from './tally.js';

/**
 * Gives members of cells that the register moved their new path, and takes them from the counts of the organisations
 * they left to those they came under; in the transaction that changes the register's copy.
 */
export const onRegisterChange: RegisterChangeHook = async (transaction, ids) => {
  const { rows } = await sql<{ cell_id: string; old: string; new: string }>`
    select c.cell_id, c.cell_path as old, r.path as new
    from member_cell c join org_register r on r.id = c.cell_id
    where c.cell_id = any(${ids}) and c.cell_path <> r.path`.execute(transaction);
  if (rows.length === 0) return;
  const moved = sql`unnest(${rows.map((row) => row.cell_id)}::text[], ${rows.map((row) => row.old)}::text[],
    ${rows.map((row) => row.new)}::text[]) as moved(cell_id, old, new)`;
  await sql`
    with counted as materialized (${tally(
      'm.cell_id',
      sql`(select m.* from ${moved}
      join member m on m.cell_path = moved.old and m.cell_id = moved.cell_id) as m`,
    )})
    insert into member_count (parent_path, org_path, grouping, key, n)
    select ${prefix('side.path', sql`depth - 1`)}, ${prefix('side.path', sql`depth`)}, grouping, key, sum(n * side.sign)
    from counted join ${moved} on moved.cell_id = counted.owner
    cross join lateral (values (moved.old, -1), (moved.new, 1)) as side(path, sign)
    cross join generate_series(1, ${sql.lit(SUMMARY_DEPTH)}) as depth
    where depth <= cardinality(string_to_array(side.path, '.'))
    group by 1, 2, 3, 4
    on conflict (org_path, grouping, key) do update set n = member_count.n + excluded.n`.execute(transaction);
  await sql`
    update member m set cell_path = moved.new, province_path = ${prefix('moved.new', sql.lit(2))},
      commune_path = ${prefix('moved.new', sql.lit(3))}
    from ${moved} where m.cell_path = moved.old and m.cell_id = moved.cell_id`.execute(transaction);
  await sql`update member_cell c set cell_path = moved.new from ${moved} where c.cell_id = moved.cell_id`.execute(
    transaction,
  );
};
