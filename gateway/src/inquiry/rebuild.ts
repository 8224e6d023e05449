import { createPool, remakeSchema } from '@agency-graph/postgres';
import { createEntries } from './entry.js';
import { openLogFolder } from './log-folder.js';
import type { IndexUrls } from './protocol.js';
import { createShipper, type Shipped } from './shipper.js';

export interface RebuildOptions {
  /** Folder of the log. */
  readonly directory: string;
  /** May drop the index. */
  readonly ownerUrl: string;
  readonly index: IndexUrls;
  /** Folder of the gateway’s migrations, which say what an index is. */
  readonly migrations: string;
  readonly onProgress: (shipped: Shipped) => void;
}

/** Makes the index anew from the log, whatever is left of it, also while a gateway feeds it: each leaf is posted once. */
export async function rebuildIndex({
  directory,
  ownerUrl,
  index,
  migrations,
  onProgress,
}: RebuildOptions): Promise<Shipped> {
  const entries = createEntries(openLogFolder(directory));
  await remakeSchema(ownerUrl, migrations, 'audit_index');
  const open = (url: string) => createPool({ url, applicationName: 'agency-graph rebuild', statementTimeout: 120_000 });
  const [writer, reader] = [open(index.writerUrl), open(index.readerUrl)];
  try {
    return await createShipper({ entries, writer, reader, onProgress }).ship();
  } finally {
    await Promise.all([writer.end(), reader.end()]);
  }
}
