import { sql, type Kysely, type Transaction } from 'kysely';

/** A row of `org_register`. */
export interface RegisterRow {
  readonly id: string;
  /** Materialised path, e.g. `TW.G07.C012`. */
  readonly path: string;
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
 * change together with it. `ids` are the organisations that are new or changed.
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
  if (row === undefined) throw new Error('org_register_copy is empty: apply the migration 000-org-register.sql');
  return { version: Number(row.version), complete: row.complete };
}

/** Forgets how far the copy is, so that all is applied anew: for a register that was set back. Rows stay meanwhile. */
export async function startOver(database: Kysely<never>): Promise<void> {
  await sql`update org_register_copy set version = 0, complete = false`.execute(database);
}

/** Applies one page of changes with the subgraph's hook, all or nothing. Pages applied already change nothing. */
export async function applyChanges(
  database: Kysely<never>,
  { version, changes }: RegisterChanges,
  onChange: RegisterChangeHook,
): Promise<void> {
  const upTo = changes.at(-1)?.version ?? version;
  // A register without any organisation is not yet a register.
  const isComplete = version > 0 && upTo >= version;
  await database.transaction().execute(async (transaction) => {
    // Locked, so that several instances over one database apply each page once.
    const { rows } = await sql<{ version: string }>`
      select version from org_register_copy for update`.execute(transaction);
    const fresh = changes.filter((row) => row.version > Number(rows[0]?.version));
    if (fresh.length > 0) {
      await upsert(transaction, fresh);
      await onChange(
        transaction,
        fresh.map(({ id }) => id),
      );
    }
    await sql`update org_register_copy
      set version = greatest(version, ${upTo}), complete = complete or ${isComplete}`.execute(transaction);
  });
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
