import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, startEmbedded } from '@agency-graph/postgres';

/** An embedded PostgreSQL with one agency's database and its two roles, gone when closed. */
export interface EmbeddedDatabase {
  /** The service's role: reads. */
  readonly url: string;
  /** The owner's role: migrates and seeds. */
  readonly ownerUrl: string;
  /** A folder beside it that only this test has. */
  readonly directory: string;
  close(): Promise<void>;
}

/** Starts a server of its own, so that test files share nothing. About a second. */
export async function embeddedDatabase(name: string): Promise<EmbeddedDatabase> {
  const directory = mkdtempSync(join(tmpdir(), `agency-graph-test-${name}-`));
  // The server runs as another user where we are root, and must get through.
  chmodSync(directory, 0o755);
  const server = await startEmbedded({ dataDir: join(directory, 'postgres') });
  const close = async (): Promise<void> => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await createDatabase((database, user) => server.url(database, user), name);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: server.url(name, name), ownerUrl: server.url(name, `${name}_owner`), directory, close };
}
