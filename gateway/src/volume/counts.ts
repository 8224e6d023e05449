import { sql, type Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import type { Meter } from './caps.js';

/** Calls of a field that one operation makes. */
export interface CountedCalls {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly number: number;
  /** What they count against within an hour before. */
  readonly hourly: readonly Meter[];
  readonly day: string;
  /** Who or what they are about, which counts against these within the day. */
  readonly subjects: readonly bigint[];
  readonly daily: readonly Meter[];
}

/** What was read so far, counted in the gateway's database: one count for all gateways, kept over a restart. */
export interface Counts {
  /** Counts subjects of a day, in their order, as far as `most` allows; gives those that are within. Repeated ones are free. */
  subjects(bucket: string, day: string, subjects: readonly bigint[], most: number): Promise<ReadonlySet<bigint>>;
  /** Counts calls, all or none, against all of their meters or none: what one of them refuses uses up no other. */
  calls(calls: CountedCalls): Promise<boolean>;
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

  const takeSubjects = async (
    on: Kysely<GatewayDatabase>,
    { bucket, most }: Meter,
    day: string,
    subjects: readonly bigint[],
  ): Promise<ReadonlySet<bigint>> => {
    const { rows } = await sql<{ taken: readonly string[] }>`
      select take_subjects(${bucket}, ${day}::date, ${subjects.map(String)}::bigint[], ${most}) as taken`.execute(on);
    return new Set(rows[0]!.taken.map(BigInt));
  };

  const takeCalls = async (
    on: Kysely<GatewayDatabase>,
    { bucket, most }: Meter,
    { at, number }: CountedCalls,
  ): Promise<boolean> => {
    const { rows } = await sql<{ taken: boolean }>`
      select take_calls(${bucket}, ${new Date(at).toISOString()}::timestamptz, ${number}, ${most}) as taken`.execute(
      on,
    );
    return rows[0]!.taken;
  };

  /** Throws `BEYOND` at the first meter that refuses. */
  const takeAll = async (on: Kysely<GatewayDatabase>, calls: CountedCalls): Promise<void> => {
    const { hourly, daily, day, subjects } = calls;
    const wanted = new Set(subjects).size;
    for (const meter of hourly.toSorted(byBucket)) if (!(await takeCalls(on, meter, calls))) throw BEYOND;
    for (const meter of daily.toSorted(byBucket))
      if ((await takeSubjects(on, meter, day, subjects)).size < wanted) throw BEYOND;
  };

  return {
    async subjects(bucket, day, subjects, most) {
      const key = `${day} ${bucket}`;
      const before = known.get(key);
      // What is counted stays counted for its day, whatever was read since.
      if (before !== undefined && subjects.every((one) => before.has(one))) return new Set(subjects);
      const taken = await takeSubjects(db, { bucket, most }, day, subjects);
      remember(key, taken);
      return taken;
    },
    async calls(calls) {
      // One meter of calls counts all or none by itself.
      const isOne = calls.hourly.length === 1 && calls.daily.length === 0;
      try {
        if (isOne) await takeAll(db, calls);
        else await db.transaction().execute((transaction) => takeAll(transaction, calls));
        return true;
      } catch (cause) {
        if (cause === BEYOND) return false;
        throw cause;
      }
    },
  };
}

/** Gives back, by ending the transaction, what other meters counted. */
const BEYOND = new Error('more calls than a meter allows');

/** Everybody locks buckets in one order; an account's own are held before those that its organisation shares. */
const byBucket = (a: Meter, b: Meter): number => (a.bucket < b.bucket ? -1 : 1);
