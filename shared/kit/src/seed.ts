import type { Pool } from 'pg';

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

/** Runs the steps in order with progress as JSON lines on stdout, and writes `seed_state` last: a row there means complete. */
export declare function seedDatabase(options: SeedOptions): Promise<void>;

/** Reads `--url`, `--size` and `--seed` of a seed command line; throws a sentence for anything else. */
export declare function readSeedArguments(argv: readonly string[]): { url: string; size: string; seed: string };
