import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { databaseProblem, type AgencyDatabase } from '../database-problem.js';
import { loggedFailure } from '../logged-failure.js';

const RETRY_MS = 250;

/** Asks the database until it answers once; what it returns tells whether it has. Ends with the pool. */
export function watchDatabase(pool: Pool, database: AgencyDatabase, log: Logger): () => boolean {
  let answered = false;
  let warned = false;
  async function ask(): Promise<void> {
    while (!answered && !pool.ending) {
      answered = await pool.query('select 1').then(
        () => true,
        (error: unknown) => {
          if (!warned)
            log.warn(
              { ...loggedFailure(error), problem: databaseProblem(error, database) },
              'database does not answer',
            );
          warned = true;
          return false;
        },
      );
      if (!answered) await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }
  void ask();
  return () => answered;
}
