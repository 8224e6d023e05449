import type { SeedStep } from '@agency-graph/kit';
import { copyRows } from '@agency-graph/postgres';
import type { World } from '@agency-graph/world';
import { createSummaries } from './summaries.js';
import { indexDefinitions, type IndexDefinition } from './indexes.js';
import { UNIQUE_CHECKS } from './quality/unique-checks.js';
import { seedMembers } from './seed-members.js';

type Pool = Parameters<SeedStep['run']>[0];

const TABLES = ['member', 'member_cell', 'quality_issue', 'member_count', 'admin_unit'];

/** What this agency stores of the world, in the order in which it is written; indexes come after the rows. */
export async function seedSteps(world: World, url: string): Promise<readonly SeedStep[]> {
  const indexes = await indexDefinitions();
  return [
    step('administrative units', world.counts.adminUnits, async (pool, done) => {
      for (const { name } of indexes) await pool.query(`drop index if exists ${name}`);
      await pool.query(`truncate ${TABLES.join(', ')}`);
      await seedReferences(pool, world, done);
    }),
    step('members', world.counts.members, (_, done) =>
      seedMembers({ url, size: world.size, seed: world.seed }, world.counts.members, done),
    ),
    step('indexes', indexes.length, (pool, done) => makeIndexes(pool, indexes, done)),
    step('comparisons and counts', 3, async (pool, done) => {
      await pool.query(UNIQUE_CHECKS, [world.now]);
      done(1);
      await createSummaries(pool);
      done(2);
      await pool.query('vacuum (analyze) member');
      for (const table of TABLES.slice(1)) await pool.query(`analyze ${table}`);
    }),
  ];
}

const step = (what: string, of: number, run: SeedStep['run']): SeedStep => ({ what, of, run });

/** Administrative units: what the checks of places look up. The register's copy is the kit's to fill. */
async function seedReferences(pool: Pool, world: World, done: (count: number) => void): Promise<void> {
  const client = await pool.connect();
  try {
    const columns = ['code', 'name', 'type', 'parent_code', 'valid_from', 'valid_to', 'replaced_by'];
    await copyRows(client, 'admin_unit', columns, unitRows(world), { onProgress: done });
  } finally {
    client.release();
  }
}

function* unitRows(world: World) {
  for (const unit of world.adminUnits()) {
    const { code, name, type, parentCode, validFrom, validTo, replacedBy } = unit;
    yield [code, name, type, parentCode, validFrom, validTo, replacedBy];
  }
}

/** Two at a time, on the pool's two connections. */
async function makeIndexes(
  pool: Pool,
  indexes: readonly IndexDefinition[],
  done: (count: number) => void,
): Promise<void> {
  const waiting = indexes.values();
  let made = 0;
  const work = async (): Promise<void> => {
    for (const { sql } of waiting) {
      await pool.query(sql);
      done((made += 1));
    }
  };
  await Promise.all([work(), work()]);
}
