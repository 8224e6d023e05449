import { withClient } from '@agency-graph/postgres';

/** What a database holds of the synthetic world. */
export interface SeedState {
  readonly size: string;
  readonly seed: string;
  readonly generator: string;
}

export type Contents =
  /** No table at all. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'seeded'; readonly state: SeedState }
  /** A load was announced and did not end. */
  | { readonly kind: 'half' }
  /** Tables that no load of ours announced. */
  | { readonly kind: 'own' };

/** Announces a load, before the first migration: migrations write rows too, which must not look like the owner's own. */
const BEGUN = 'seed_begun';

/** What is in a database. `seed_state` is written last by a load: a row there means complete. */
export const contentsOf = (ownerUrl: string): Promise<Contents> =>
  withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string; may: boolean }>(
      `select tablename as name, has_table_privilege(format('public.%I', tablename), 'select') as may
       from pg_tables where schemaname = 'public'`,
    );
    const tables = rows.map(({ name }) => name);
    if (rows.some(({ name, may }) => name === 'seed_state' && may)) {
      const found = await client.query<SeedState>('select size, seed, generator from seed_state');
      if (found.rows[0] !== undefined) return { kind: 'seeded', state: found.rows[0] };
    }
    if (tables.includes(BEGUN)) return { kind: 'half' };
    return tables.length === 0 ? { kind: 'empty' } : { kind: 'own' };
  });

export const markSeedBegun = async (ownerUrl: string): Promise<void> => {
  await withClient(ownerUrl, (client) => client.query(`create table if not exists ${BEGUN} ()`));
};

export const markSeedEnded = async (ownerUrl: string): Promise<void> => {
  await withClient(ownerUrl, (client) => client.query(`drop table if exists ${BEGUN}`));
};
