import type { Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';

/** An organisation as far as a decision needs it. */
export interface KnownOrganisation {
  readonly path: string;
  readonly status: string;
  readonly block: string;
  readonly level: string;
}

/** The register's copy in memory: paths and status follow the register, block and level never change. */
export interface Organisations {
  find(id: string): KnownOrganisation | undefined;
  /** Version of the register that this copy shows. */
  readonly version: number;
  /** Reads again what changed. */
  refresh(): Promise<void>;
}

export async function loadOrganisations(db: Kysely<GatewayDatabase>): Promise<Organisations> {
  const known = new Map<string, KnownOrganisation>();
  let version = 0;

  const refresh = async (): Promise<void> => {
    const rows = await db
      .selectFrom('org_register')
      .leftJoin('organisation', 'organisation.id', 'org_register.id')
      .select(['org_register.id', 'path', 'status', 'version', 'block', 'level'])
      .where('version', '>', String(version))
      .execute();
    for (const row of rows) {
      known.set(row.id, {
        path: row.path,
        status: row.status,
        block: row.block ?? 'UNKNOWN',
        level: row.level ?? 'UNKNOWN',
      });
      version = Math.max(version, Number(row.version));
    }
  };

  await refresh();
  return {
    find: (id) => known.get(id),
    get version() {
      return version;
    },
    refresh,
  };
}
