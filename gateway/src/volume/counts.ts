import { sql, type Kysely } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import type { Meter } from './caps.js';
import { KnownSubjects } from './known-subjects.js';

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
  /**
   * Counts subjects of a day, in their order, as far as all of these meters allow; gives those that are within. What one of
   * them refuses uses up no other. Repeated ones are free.
   */
  subjects(meters: readonly Meter[], day: string, subjects: readonly bigint[]): Promise<ReadonlySet<bigint>>;
  /** Counts calls, all or none, against all of their meters or none: what one of them refuses uses up no other. */
  calls(calls: CountedCalls): Promise<boolean>;
}

const HOUR = 3_600_000;
/** A bucket that refused calls refuses as many for so long without being asked again, in milliseconds: at most. */
const FULL_FOR = 1_000;
/** Full buckets that are remembered. */
const MOST_FULL = 5_000;

/** That a bucket has no room for so many calls under such a cap. */
interface Full {
  readonly number: number;
  readonly most: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** `mostKnown` bounds the subjects that are remembered, so that reading the same again asks no database. */
export function createCounts(db: Kysely<GatewayDatabase>, mostKnown?: number): Counts {
  const known = new KnownSubjects(mostKnown);
  const full = new Map<string, Full>();

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

  /** Those of the subjects that each of the meters has counted; they are asked in turn about what is left. */
  const takeCommon = async (
    on: Kysely<GatewayDatabase>,
    meters: readonly Meter[],
    day: string,
    subjects: readonly bigint[],
  ): Promise<readonly bigint[]> => {
    let within = subjects;
    for (const meter of meters.toSorted(byBucket)) {
      if (within.length === 0) break;
      const taken = await takeSubjects(on, meter, day, within);
      within = within.filter((one) => taken.has(one));
    }
    return within;
  };

  /**
   * What a meter has counted of the subjects, and how many others it has room for. Until the transaction ends nobody else
   * changes that.
   */
  const standingOf = async (
    on: Kysely<GatewayDatabase>,
    meter: Meter,
    day: string,
    subjects: readonly bigint[],
  ): Promise<Standing> => {
    // With room for none it counts nothing, and its bucket is locked all the same.
    const known = await takeSubjects(on, { ...meter, most: 0 }, day, subjects);
    const { rows } = await sql<{ taken: number }>`
      select subjects as taken from volume_day where bucket = ${meter.bucket} and day = ${day}::date`.execute(on);
    return { known, room: meter.most - rows[0]!.taken };
  };

  /** Takes those subjects, in their order, for which every meter has room: what another one refuses uses up none of it. */
  const takeFitting = async (
    on: Kysely<GatewayDatabase>,
    meters: readonly Meter[],
    day: string,
    subjects: readonly bigint[],
  ): Promise<readonly bigint[]> => {
    const standings: Standing[] = [];
    for (const meter of meters.toSorted(byBucket)) standings.push(await standingOf(on, meter, day, subjects));
    return takeCommon(on, meters, day, fitting(subjects, standings));
  };

  /** Takes the same of all meters: where one refuses some, the others give them back and are asked for what fits them all. */
  const takeOfAll = async (
    meters: readonly Meter[],
    day: string,
    subjects: readonly bigint[],
  ): Promise<readonly bigint[]> => {
    if (subjects.length === 0) return subjects;
    try {
      return await db.transaction().execute(async (transaction) => {
        const within = await takeCommon(transaction, meters, day, subjects);
        if (within.length < subjects.length) throw BEYOND;
        return within;
      });
    } catch (cause) {
      if (cause !== BEYOND) throw cause;
      return db.transaction().execute((transaction) => takeFitting(transaction, meters, day, subjects));
    }
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
    const { taken } = rows[0]!;
    if (!taken) full.set(bucket, { number, most, until: Math.min(at + FULL_FOR, await nextRoom(on, bucket, at)) });
    if (full.size > MOST_FULL) full.delete(full.keys().next().value!);
    return taken;
  };

  /** When the oldest call of the hour is over, which nothing gives back before. */
  const nextRoom = async (on: Kysely<GatewayDatabase>, bucket: string, at: number): Promise<number> => {
    const { rows } = await sql<{ oldest: string | null }>`
      select extract(epoch from min(call)) * 1000 as oldest from volume_hour, unnest(calls) as call
      where bucket = ${bucket} and call > ${new Date(at - HOUR).toISOString()}::timestamptz`.execute(on);
    const { oldest } = rows[0]!;
    return oldest === null ? Infinity : Number(oldest) + HOUR;
  };

  const isFull = ({ bucket, most }: Meter, { at, number }: CountedCalls): boolean => {
    const one = full.get(bucket);
    return one !== undefined && at < one.until && number >= one.number && most <= one.most;
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
    async subjects(meters, day, subjects) {
      // What is counted stays counted for its day, whatever was read since.
      if (meters.every(({ bucket }) => known.has(bucket, day, subjects))) return new Set(subjects);
      const wanted = [...new Set(subjects)];
      const within = await (meters.length === 1 ? takeCommon(db, meters, day, wanted) : takeOfAll(meters, day, wanted));
      // Not before it is committed.
      for (const { bucket } of meters) known.add(bucket, day, within);
      return new Set(within);
    },
    async calls(calls) {
      if (calls.hourly.some((meter) => isFull(meter, calls))) return false;
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

interface Standing {
  readonly known: ReadonlySet<bigint>;
  readonly room: number;
}

/** Those of the subjects, the first before others, that each meter has counted or has room for. */
function fitting(subjects: readonly bigint[], standings: readonly Standing[]): readonly bigint[] {
  const left = standings.map(({ known, room }) => ({ known, room }));
  return subjects.filter((one) => {
    const uncounted = left.filter(({ known }) => !known.has(one));
    if (uncounted.some(({ room }) => room <= 0)) return false;
    for (const meter of uncounted) meter.room -= 1;
    return true;
  });
}

/** Gives back, by ending the transaction, what other meters counted. */
const BEYOND = new Error('more calls than a meter allows');

/** Everybody locks buckets in one order; an account's own are held before those that its organisation shares. */
const byBucket = (a: Meter, b: Meter): number => (a.bucket < b.bucket ? -1 : 1);
