import { withClient } from '@agency-graph/postgres';

/** What a database holds of the synthetic world. */
export interface SeedState {
  readonly size: string;
  readonly seed: string;
  readonly generator: string;
}

export type Contents =
  | { readonly kind: 'empty' }
  | { readonly kind: 'seeded'; readonly state: SeedState }
  /** A load began and did not end. */
  | { readonly kind: 'half' }
  /** Rows that no load of ours announced. */
  | { readonly kind: 'own' };

/** Marks a load that has begun: with a database that is not ours, its rows must not be taken for the owner's own. */
const BEGUN = 'seed_begun';
const BOOKKEEPING = ['schema_migration', 'seed_state', BEGUN];

/** What is in a migrated database. `seed_state` is written last by a load: a row there means complete. */
export const contentsOf = (ownerUrl: string): Promise<Contents> =>
  withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const tables = rows.map(({ name }) => name);
    if (tables.includes('seed_state')) {
      const found = await client.query<SeedState>('select size, seed, generator from seed_state');
      if (found.rows[0] !== undefined) return { kind: 'seeded', state: found.rows[0] };
    }
    if (tables.includes(BEGUN)) return { kind: 'half' };
    for (const table of tables.filter((name) => !BOOKKEEPING.includes(name))) {
      const { rowCount } = await client.query(`select from ${client.escapeIdentifier(table)} limit 1`);
      if (rowCount) return { kind: 'own' };
    }
    return { kind: 'empty' };
  });

export const markSeedBegun = async (ownerUrl: string): Promise<void> => {
  await withClient(ownerUrl, (client) => client.query(`create table if not exists ${BEGUN} ()`));
};

export const markSeedEnded = async (ownerUrl: string): Promise<void> => {
  await withClient(ownerUrl, (client) => client.query(`drop table if exists ${BEGUN}`));
};
