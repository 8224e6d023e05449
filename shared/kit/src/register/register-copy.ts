import { sql, type Kysely, type Transaction } from 'kysely';
import { OwnWords } from '../logged-failure.js';

/** A row of `org_register`. */
export interface RegisterRow {
  readonly id: string;
  /** Materialised path, e.g. `TW.G07.C012`; of a withdrawn organisation one of its own outside the tree, e.g. `~G07~C012`. */
  readonly path: string;
  /** `WITHDRAWN` where the register tells nothing of the organisation any more. */
  readonly status: string;
  /** Version of the register in which the row last changed. */
  readonly version: number;
}

/** Changes after a version, in the order of their versions; `version` is the register's newest. */
export interface RegisterChanges {
  readonly version: number;
  readonly changes: readonly RegisterRow[];
}

/**
 * Runs in the transaction that applies changes to `org_register`, so that paths stored beside rows (`cell_path` …)
 * change together with it. `ids` are the organisations that are new, changed or withdrawn.
 */
export type RegisterChangeHook = (
  // oxlint-disable-next-line typescript/no-explicit-any -- each agency has its own tables
  transaction: Transaction<any>,
  ids: readonly string[],
) => Promise<void>;

/** How far this agency's copy is. */
export async function copyState(
  database: Kysely<never>,
): Promise<{ readonly version: number; readonly complete: boolean }> {
  const { rows } = await sql<{ version: string; complete: boolean }>`
    select version, complete from org_register_copy`.execute(database);
  const row = rows[0];
  if (row === undefined) throw new OwnWords('org_register_copy is empty: apply the migration 000-org-register.sql');
  return { version: Number(row.version), complete: row.complete };
}

/** Version of a row that was not seen since all is copied anew: above every version, so that nobody relies on the row. */
export const UNSEEN = Number.MAX_SAFE_INTEGER;
/** A province that moves takes hundreds of thousands of rows along, and who follows may allow its statements seconds. */
const takeTime = sql`set local statement_timeout = '30min'`;

/**
 * Forgets how far the copy is, so that all is applied anew: for a register that was set back to `newest`. Rows stay
 * meanwhile. Changes nothing where another instance has done it already.
 */
export async function startOver(database: Kysely<never>, newest: number): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await takeTime.execute(transaction);
    const { rows } = await sql`
      update org_register_copy set version = 0, complete = false where version > ${newest}
      returning version`.execute(transaction);
    if (rows.length > 0) await sql`update org_register set version = ${UNSEEN}`.execute(transaction);
  });
}

/**
 * Applies one page of changes after version `since` with the subgraph's hook, all or nothing. Pages applied already change
 * nothing. False where another instance has started over meanwhile: then the page is not the copy's next.
 */
export async function applyChanges(
  database: Kysely<never>,
  since: number,
  { version, changes }: RegisterChanges,
  onChange: RegisterChangeHook,
): Promise<boolean> {
  const upTo = changes.at(-1)?.version ?? version;
  return database.transaction().execute(async (transaction) => {
    // Locked, so that several instances over one database apply each page once.
    const { rows } = await sql<{ version: string }>`
      select version from org_register_copy for update`.execute(transaction);
    const at = Number(rows[0]?.version);
    if (at < since) return false;
    await takeTime.execute(transaction);
    // A register without any organisation is not yet a register.
    const isComplete = version > 0 && upTo >= Math.max(version, at);
    const fresh = changes.filter((row) => row.version > at);
    if (fresh.length > 0) await upsert(transaction, fresh);
    const gone = isComplete ? await withdrawUnseen(transaction, version) : [];
    const ids = [...fresh.map(({ id }) => id), ...gone];
    if (ids.length > 0) await onChange(transaction, ids);
    await sql`update org_register_copy
      set version = greatest(version, ${upTo}), complete = complete or ${isComplete}`.execute(transaction);
    return true;
  });
}

/**
 * Organisations that a register which was set back does not have: as rows outside the tree, so that those who read by version
 * hear of it, and no other organisation comes to share a path with them.
 */
async function withdrawUnseen(transaction: Transaction<never>, version: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update org_register set path = '~' || replace(id, '.', '~'), status = 'WITHDRAWN', version = ${version}
    where version = ${UNSEEN} returning id`.execute(transaction);
  return rows.map(({ id }) => id);
}

async function upsert(transaction: Transaction<never>, rows: readonly RegisterRow[]): Promise<void> {
  const column = <K extends keyof RegisterRow>(key: K) => rows.map((row) => row[key]);
  await sql`
    insert into org_register (id, path, status, version)
    select * from unnest(${column('id')}::text[], ${column('path')}::text[], ${column('status')}::text[],
      ${column('version')}::bigint[])
    on conflict (id) do update
      set path = excluded.path, status = excluded.status, version = excluded.version`.execute(transaction);
}
