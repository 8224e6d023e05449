import { isUnder } from '@agency-graph/contract';
import { sql, type Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';

/** An organisation as far as a decision needs it. */
export interface KnownOrganisation {
  readonly path: string;
  readonly status: string;
  readonly block: string;
  readonly level: string;
  /** Version of the register in which it last changed. */
  readonly version: number;
}

/** The register's copy in memory: paths and status follow the register, block and level never change once they are known. */
export interface Organisations {
  find(id: string): KnownOrganisation | undefined;
  /** The organisation whose path this is. */
  at(path: string): KnownOrganisation | undefined;
  /** Ids of the organisation of a path and of all below it. */
  under(path: string): readonly string[];
  /** Version of the register that this copy shows. */
  readonly version: number;
  /** Whether a path is an organisation's, and was so in that version of the register. */
  stands(path: string, since: number): boolean;
  /** Reads again what changed. */
  refresh(): Promise<void>;
}

/** Below every version of the register. */
const NOTHING_YET = -1;
/** Block and level of an organisation that is in the register, and not in the directory yet. */
const UNKNOWN = 'UNKNOWN';

export async function loadOrganisations(db: Kysely<GatewayDatabase>): Promise<Organisations> {
  const known = new Map<string, KnownOrganisation>();
  const byPath = new Map<string, KnownOrganisation>();
  /** Ids of those whose block and level the directory did not say yet. */
  const unknown = new Set<string>();
  let version = NOTHING_YET;

  /** The directory may come to know an organisation after the register does: asked for as long as one is unknown. */
  const learn = async (): Promise<void> => {
    if (unknown.size === 0) return;
    const rows = await db
      .selectFrom('organisation')
      .selectAll()
      .where('id', '=', sql<string>`any(${[...unknown]}::text[])`)
      .execute();
    for (const { id, block, level } of rows) {
      const before = known.get(id)!;
      const one = { ...before, block, level };
      known.set(id, one);
      if (byPath.get(before.path) === before) byPath.set(before.path, one);
      unknown.delete(id);
    }
  };

  const refresh = async (): Promise<void> => {
    // One row says whether any of the others changed.
    const copy = await db.selectFrom('org_register_copy').select('version').executeTakeFirstOrThrow();
    const now = Number(copy.version);
    if (now === version) return learn();
    // A register that was set back is copied anew, so nothing of what was known before may stay.
    const since = now < version ? NOTHING_YET : version;
    const rows = await db
      .selectFrom('org_register')
      .leftJoin('organisation', 'organisation.id', 'org_register.id')
      .select(['org_register.id', 'path', 'status', 'version', 'block', 'level'])
      .where('version', '>', String(since))
      .execute();
    if (since === NOTHING_YET) {
      known.clear();
      byPath.clear();
      unknown.clear();
    }
    // All old paths go before a new one comes: organisations may have changed places.
    for (const { id } of rows) byPath.delete(known.get(id)?.path ?? '');
    for (const { id, path, status, version: changed, block, level } of rows) {
      const one = { path, status, version: Number(changed), block: block ?? UNKNOWN, level: level ?? UNKNOWN };
      known.set(id, one);
      byPath.set(path, one);
      if (block === null) unknown.add(id);
      else unknown.delete(id);
    }
    version = now;
    await learn();
  };

  await refresh();
  return {
    find: (id) => known.get(id),
    at: (path) => byPath.get(path),
    under: (path) => [...known].flatMap(([id, one]) => (isUnder(one.path, path) ? [id] : [])),
    get version() {
      return Math.max(version, 0);
    },
    stands: (path, since) => (byPath.get(path)?.version ?? Infinity) <= since,
    refresh,
  };
}
