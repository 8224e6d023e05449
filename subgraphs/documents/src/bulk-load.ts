import type { SeedStep } from '@agency-graph/kit';

type Pool = Parameters<SeedStep['run']>[0];

/** Index builds at a time: more would only share the same two cores. */
const BUILDERS = 2;

const KEPT = `create table if not exists seed_dropped_index (name text primary key, definition text not null)`;

/**
 * Empties the tables and takes the indexes and triggers off `document`, to be put back by `rebuild`. The definitions are
 * kept in a table until then, so that a seed which was interrupted can be run again.
 */
export async function clear(pool: Pool): Promise<void> {
  await pool.query(KEPT);
  const { rows } = await pool.query<{ name: string }>(`
    with indexes as (
      select i.indexname, i.indexdef from pg_indexes i
      where i.schemaname = current_schema and i.tablename = 'document'
        and not exists (select from pg_constraint c where c.conname = i.indexname and c.contype in ('p', 'u'))
    )
    insert into seed_dropped_index select indexname, indexdef from indexes
    on conflict (name) do update set definition = excluded.definition
    returning name`);
  for (const { name } of rows) await pool.query(`drop index "${name}"`);
  await pool.query('truncate document, document_path, org_register');
  await pool.query('update org_register_copy set version = 0, complete = false');
  await pool.query('alter table document disable trigger user');
  // A vacuum in the middle would only hold up the index builds that follow.
  await pool.query('alter table document set (autovacuum_enabled = false)');
}

/** Builds the indexes that `clear` took off, the costly ones first, and gives the planner its figures. */
export async function rebuild(pool: Pool, done: (count: number) => void): Promise<void> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    "select name, definition from seed_dropped_index order by definition like '% USING gin %' desc, name",
  );
  const queue = [...rows];
  let built = 0;
  const build = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await pool.query(next.definition);
      built += 1;
      done(built);
    }
  };
  await Promise.all(Array.from({ length: BUILDERS }, build));
  await pool.query('alter table document enable trigger user');
  await pool.query('alter table document reset (autovacuum_enabled)');
  await pool.query('drop table seed_dropped_index');
  await pool.query('analyze document');
}
