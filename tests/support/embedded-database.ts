import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createDatabase, dropDatabase, reachableDataDir, startEmbedded, withClient } from '@agency-graph/postgres';

/** One agency's database with its two roles, on a real PostgreSQL; gone when closed. */
export interface EmbeddedDatabase {
  /** The service's role: reads. */
  readonly url: string;
  /** Another role of it. */
  as(role: string): string;
  /** The owner's role: migrates and seeds. */
  readonly ownerUrl: string;
  /** A folder that only this test has. */
  readonly directory: string;
  close(): Promise<void>;
}

/**
 * Makes a database of its own on the server that test files running at once share: the first starts it, the last stops
 * it. The server's data stays, so that only the first run ever waits for it to be made.
 */
export async function embeddedDatabase(agency: string, roles: readonly string[] = []): Promise<EmbeddedDatabase> {
  const shared = join(tmpdir(), `agency-graph-tests-${userInfo().uid}`);
  const server = await startEmbedded({ dataDir: reachableDataDir(join(shared, 'postgres')) });
  const name = `${agency}_${randomBytes(4).toString('hex')}`;
  const directory = mkdtempSync(join(tmpdir(), `agency-graph-${name}-`));
  const close = async (): Promise<void> => {
    // PostgreSQL waits a while for connections that are about to end: put out by force they would fail after their test.
    await withClient(server.url('postgres'), (admin) => admin.query(`drop database if exists ${name}`)).catch(() =>
      dropDatabase(server.url('postgres'), name),
    );
    const made = [name, ...['owner', ...roles].map((role) => `${name}_${role}`)];
    await withClient(server.url('postgres'), (admin) => admin.query(`drop role if exists ${made.join(', ')}`));
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await createDatabase((database, user) => server.url(database, user), name, roles);
  } catch (error) {
    await close();
    throw error;
  }
  const as = (role: string): string => server.url(name, `${name}_${role}`);
  return { url: server.url(name, name), ownerUrl: as('owner'), as, directory, close };
}
