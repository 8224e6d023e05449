import { followRegister } from '@agency-graph/kit';
import { createKysely, createPool } from '@agency-graph/postgres';
import { sql, type Kysely } from 'kysely';
import type { Logger } from 'pino';
import { DATABASE_WANTED, type ProcessConfig } from '../config.js';
import type { GatewayDatabase } from '../database.js';
import { createBreakGlassStore, type BreakGlassStore } from '../break-glass/store.js';
import { createErasureStore, type ErasureStore } from '../erasure/store.js';
import { createAccounts, type Accounts } from '../identity/accounts.js';
import { loadOrganisations, type Organisations } from '../identity/organisations.js';
import { createCounts, type Counts } from '../volume/counts.js';
import type { GatewayKeys } from './keys.js';

/** How often, in milliseconds, the copy in memory follows the copy in the database. */
const REFRESH = 250;

/** The gateway's database: accounts and agreements, counts, and the register's copy, which follows the register. */
export interface Directory {
  readonly db: Kysely<GatewayDatabase>;
  readonly accounts: Accounts;
  readonly organisations: Organisations;
  readonly breakGlass: BreakGlassStore;
  readonly erasure: ErasureStore;
  readonly counts: Counts;
  /** What of it there is not yet, or not at present; null once the copy in memory is as new as a complete one. */
  missing(): string | null;
  /** Milliseconds since the register was followed last: what changed there since is not known here. */
  behindRegister(): number;
  /** Size of the synthetic world that it was filled from; null when it was not. */
  seededSize(): Promise<WorldSize | null>;
  close(): Promise<void>;
}

type WorldSize = 'tiny' | 'small' | 'medium' | 'full';

export async function openDirectory(
  { databaseUrl, registerUrl }: ProcessConfig,
  keys: GatewayKeys,
  log: Logger,
): Promise<Directory> {
  if (databaseUrl === null) throw new Error(DATABASE_WANTED);
  const db = createKysely<GatewayDatabase>(createPool({ url: databaseUrl, applicationName: 'agency-graph gateway' }));
  const organisations = await loadOrganisations(db);
  const register = followRegister({
    database: db as never,
    databaseUrl,
    url: registerUrl,
    name: 'gateway',
    key: keys.signing,
    onChange: async () => {},
    log,
  });
  let followed = false;
  let answers = true;
  const refresh = async (): Promise<void> => {
    const complete = register.isReady();
    await organisations.refresh();
    followed ||= complete;
  };
  let refreshing = false;
  const timer = setInterval(() => {
    // A database that answers slowly is not asked by ever more at once.
    if (refreshing) return;
    refreshing = true;
    void refresh()
      .then(
        () => (answers = true),
        () => (answers = false),
      )
      .finally(() => (refreshing = false));
  }, REFRESH);
  return {
    db,
    accounts: createAccounts(db),
    organisations,
    breakGlass: createBreakGlassStore(db),
    erasure: createErasureStore(db),
    counts: createCounts(db),
    missing: () => (!answers ? 'account directory' : followed ? null : 'organisations register'),
    behindRegister: register.behind,
    async seededSize() {
      const { rows } = await sql<{ size: WorldSize }>`select size from seed_state limit 1`
        .execute(db)
        .catch(() => ({ rows: [] }));
      return rows[0]?.size ?? null;
    },
    async close() {
      clearInterval(timer);
      await register.close();
      await db.destroy();
    },
  };
}
