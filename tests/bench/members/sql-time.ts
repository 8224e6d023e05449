import { ALWAYS } from '@agency-graph/contract';
import { createLoaders, type MembersDatabase } from '@agency-graph/members';
import { createPool, preparingPool } from '@agency-graph/postgres';
import { Kysely, PostgresDialect } from 'kysely';
import { quantiles, type Quantiles } from '../statistics.js';

/** What the batch over HTTP selects. */
const PROPERTIES = ['id', 'fullName', 'status', 'cellId', 'partyPosition', 'secrecy', 'rowCellPath'];

/** Statements left out at first, while the connection prepares and the driver's code grows warm. */
const WARM = 100;

/** How long the batch's one statement takes, from the driver's call until its rows are there, without HTTP or GraphQL. */
export async function timeBatchSql(url: string, batches: readonly (readonly string[])[]): Promise<Quantiles> {
  const sample: number[] = [];
  const db = new Kysely<MembersDatabase>({
    dialect: new PostgresDialect({
      pool: preparingPool(createPool({ url, applicationName: 'agency-graph bench', max: 1 })),
    }),
    log: ({ queryDurationMillis }) => void sample.push(queryDurationMillis),
  });
  try {
    for (const ids of batches) {
      const request = { db, agency: { rows: { Member: ALWAYS } }, withheld: { add() {}, list: () => ({}) } };
      await createLoaders(request as unknown as Parameters<typeof createLoaders>[0])
        .member(PROPERTIES)
        .loadMany(ids);
    }
  } finally {
    await db.destroy();
  }
  return quantiles(sample.slice(Math.min(WARM, sample.length / 4)));
}
