import { createPool, remakeSchema } from '@agency-graph/postgres';
import { createEntries } from './entry.js';
import { openLogFolder } from './log-folder.js';
import { createShipper, type Shipped } from './shipper.js';

export interface RebuildOptions {
  /** Folder of the log. */
  readonly directory: string;
  /** May drop the index. */
  readonly ownerUrl: string;
  /** May insert into it and read it. */
  readonly databaseUrl: string;
  /** Folder of the gateway’s migrations, which say what an index is. */
  readonly migrations: string;
  readonly onProgress: (shipped: Shipped) => void;
}

/** Makes the index anew from the log, whatever is left of it, also while a gateway feeds it: each leaf is posted once. */
export async function rebuildIndex({
  directory,
  ownerUrl,
  databaseUrl,
  migrations,
  onProgress,
}: RebuildOptions): Promise<Shipped> {
  const entries = createEntries(openLogFolder(directory));
  await remakeSchema(ownerUrl, migrations, 'audit_index');
  const pool = createPool({ url: databaseUrl, applicationName: 'agency-graph rebuild', statementTimeout: 120_000 });
  try {
    return await createShipper({ entries, writer: pool, reader: pool, onProgress }).ship();
  } finally {
    await pool.end();
  }
}
