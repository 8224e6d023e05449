import pg from 'pg';
import type { SubgraphUnderTest } from './subgraph-harness.js';

/** What a subgraph's database says to a statement of its service's own role: `done`, or why not. */
export async function asService(
  { databaseUrl }: Pick<SubgraphUnderTest<unknown>, 'databaseUrl'>,
  statement: string,
): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end();
  }
}
