import { sql, type Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';

/** What was read so far, counted in the gateway's database: one count for all gateways, kept over a restart. */
export interface Counts {
  /** Counts subjects of a day, in their order, as far as `most` allows; gives those that are within. Repeated ones are free. */
  subjects(bucket: string, day: string, subjects: readonly bigint[], most: number): Promise<ReadonlySet<bigint>>;
  /** Counts calls, all or none, of which a bucket may have `most` within an hour before `at` (milliseconds since 1970). */
  calls(bucket: string, at: number, number: number, most: number): Promise<boolean>;
}

/** Buckets whose counted subjects are remembered, so that reading the same again asks no database. */
const MOST_BUCKETS = 5_000;
const MOST_SUBJECTS = 2_000;

export function createCounts(db: Kysely<GatewayDatabase>): Counts {
  const known = new Map<string, Set<bigint>>();

  const remember = (key: string, subjects: Iterable<bigint>): void => {
    const before = known.get(key) ?? new Set();
    known.delete(key);
    for (const subject of subjects) if (before.size < MOST_SUBJECTS) before.add(subject);
    known.set(key, before);
    if (known.size > MOST_BUCKETS) known.delete(known.keys().next().value!);
  };

  return {
    async subjects(bucket, day, subjects, most) {
      const key = `${day} ${bucket}`;
      const before = known.get(key);
      // What is counted stays counted for its day, whatever was read since.
      if (before !== undefined && subjects.every((one) => before.has(one))) return new Set(subjects);
      const { rows } = await sql<{ taken: readonly string[] }>`
        select take_subjects(${bucket}, ${day}::date, ${subjects.map(String)}::bigint[], ${most}) as taken`.execute(db);
      const taken = new Set(rows[0]!.taken.map(BigInt));
      remember(key, taken);
      return taken;
    },
    async calls(bucket, at, number, most) {
      const { rows } = await sql<{ taken: boolean }>`
        select take_calls(${bucket}, ${new Date(at).toISOString()}::timestamptz, ${number}, ${most}) as taken`.execute(
        db,
      );
      return rows[0]!.taken;
    },
  };
}
