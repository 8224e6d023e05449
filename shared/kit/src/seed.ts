import { createPool } from '@agency-graph/postgres';
import type { Pool } from 'pg';
import { UNSEEN } from './register/register-copy.js';

/** One kind of record to write. */
export interface SeedStep {
  /** What is counted, e.g. `members`. */
  readonly what: string;
  readonly of: number;
  /** Writes them all; calls `done(n)` with the count so far, as often as it likes. */
  run(pool: Pool, done: (count: number) => void): Promise<void>;
}

export interface SeedOptions {
  /** The database's owner (may create and truncate). */
  readonly url: string;
  /** Size and seed of the synthetic world, and the version of what generated it. */
  readonly size: string;
  readonly seed: string;
  readonly generator: string;
  readonly steps: readonly SeedStep[];
}

/** A bulk load and its indexes take minutes at full size. */
const STATEMENT_MS = 1_800_000;
const PROGRESS_MS = 200;

/**
 * Runs the steps in order with progress as JSON lines on stdout (`{"done":5,"of":10,"what":"members"}`), and writes
 * `seed_state` last: a row there means complete, and what with.
 */
export async function seedDatabase(options: SeedOptions): Promise<void> {
  const pool = createPool({
    url: options.url,
    max: 2,
    statementTimeout: STATEMENT_MS,
    applicationName: 'agency-graph seed',
  });
  try {
    await pool.query(SEED_STATE);
    await pool.query('delete from seed_state');
    for (const step of options.steps) await runStep(step, pool);
    await pool.query(FORGET);
    await pool.query('insert into seed_state (size, seed, generator) values ($1, $2, $3)', [
      options.size,
      options.seed,
      options.generator,
    ]);
  } finally {
    await pool.end();
  }
}

const SEED_STATE = `create table if not exists seed_state (
  size text not null,
  seed text not null,
  generator text not null,
  finished_at timestamptz not null default current_timestamp
)`;

/**
 * What was kept of the rows before: the rows' paths are the world's again, so all that the register says is to be applied
 * anew, and no change has been made yet.
 */
const FORGET = `do $$ begin
  if to_regclass('org_register_copy') is not null then
    update org_register_copy set version = 0, complete = false;
    -- As one that starts over does: what the register does not tell of again is withdrawn.
    update org_register set version = ${UNSEEN};
  end if;
  if to_regclass('change_once') is not null then
    delete from change_once;
  end if;
end $$`;

async function runStep({ what, of, run }: SeedStep, pool: Pool): Promise<void> {
  const say = (done: number): void => void process.stdout.write(`${JSON.stringify({ done, of, what })}\n`);
  let saidAt = 0;
  await run(pool, (count) => {
    if (performance.now() - saidAt < PROGRESS_MS) return;
    saidAt = performance.now();
    say(count);
  });
  say(of);
}
