import type { copyRows } from '@agency-graph/postgres';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { prefix, SUMMARY_DEPTH, tally } from './tally.js';

type Client = Parameters<typeof copyRows>[0];

/** Writes SQL and asks no database. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Fills what is kept of members beside their rows: their cells, and the counts of the upper organisations. */
export async function createSummaries(client: Client): Promise<void> {
  await client.query('insert into member_cell select distinct cell_id, cell_path from member');
  const counts = sql`
    with counted as materialized (${tally('m.commune_path', sql`member as m`)})
    insert into member_count (parent_path, org_path, grouping, key, n)
    select ${prefix('counted.owner', sql`depth - 1`)}, ${prefix('counted.owner', sql`depth`)}, grouping, key, sum(n)
    from counted cross join generate_series(1, ${sql.lit(SUMMARY_DEPTH)}) as depth
    where depth <= cardinality(string_to_array(counted.owner, '.'))
    group by 1, 2, 3, 4`.compile(compiler);
  await client.query(counts.sql, [...counts.parameters]);
}
