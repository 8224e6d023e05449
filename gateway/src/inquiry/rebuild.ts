import { createPool, withClient } from '@agency-graph/postgres';
import { createEntries } from './entry.js';
import { openLogFolder } from './log-folder.js';
import { createShipper, type Shipped } from './shipper.js';

export interface RebuildOptions {
  /** Folder of the log. */
  readonly directory: string;
  /** May empty the index. */
  readonly ownerUrl: string;
  /** May insert into it and read it. */
  readonly databaseUrl: string;
  readonly onProgress: (shipped: Shipped) => void;
}

/** Empties the index and makes it anew from the log, also while a gateway feeds it: each leaf is posted once. */
export async function rebuildIndex({ directory, ownerUrl, databaseUrl, onProgress }: RebuildOptions): Promise<Shipped> {
  const entries = createEntries(openLogFolder(directory));
  await withClient(ownerUrl, (owner) =>
    owner.query('truncate audit_index.posting, audit_index.batch, audit_index.fieldset, audit_index.operation'),
  );
  const pool = createPool({ url: databaseUrl, applicationName: 'agency-graph rebuild', statementTimeout: 120_000 });
  try {
    return await createShipper({ entries, writer: pool, reader: pool, onProgress }).ship();
  } finally {
    await pool.end();
  }
}
