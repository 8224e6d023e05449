import type { SeedStep } from '@agency-graph/kit';
import { copyRows } from '@agency-graph/postgres';
import type { World } from '@agency-graph/world';
import { createSummaries } from './summaries.js';
import { indexDefinitions, type IndexDefinition } from './indexes.js';
import { UNIQUE_CHECKS } from './quality/unique-checks.js';
import { seedMembers } from './seed-members.js';

type Pool = Parameters<SeedStep['run']>[0];
type Client = Parameters<typeof copyRows>[0];

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
    step('indexes and counts', indexes.length + 2, (pool, done) => finish(pool, indexes, world.now, done)),
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

/** What comparing all records and building indexes may take, on each of the two connections. */
const FINISHING = `set work_mem = '256MB'; set maintenance_work_mem = '384MB'`;
/** The index that comparing records needs; no other is there yet, so that their marks cost no upkeep. */
const COMPARED_BY = 'member_by_national_id';

/** Compares all records, then builds the indexes and counts, two at a time. */
async function finish(
  pool: Pool,
  indexes: readonly IndexDefinition[],
  now: string,
  done: (count: number) => void,
): Promise<void> {
  const clients = [await pool.connect(), await pool.connect()] as const;
  try {
    for (const client of clients) await client.query(FINISHING);
    const [first] = clients;
    for (const { name, sql } of indexes) if (name === COMPARED_BY) await first.query(sql);
    await first.query(UNIQUE_CHECKS, [now]);
    done(1);
    const rest = indexes.filter(({ name }) => name !== COMPARED_BY);
    const work = [
      createSummaries,
      ...rest.map(
        ({ sql }) =>
          (client: Client) =>
            client.query(sql),
      ),
    ].values();
    let finished = 1;
    const run = async (client: Client): Promise<void> => {
      for (const one of work) {
        await one(client);
        done((finished += 1));
      }
    };
    await Promise.all(clients.map(run));
    for (const table of TABLES) await first.query(`analyze ${table}`);
  } finally {
    // Destroyed, since they have settings of their own.
    for (const client of clients) client.release(true);
  }
}
