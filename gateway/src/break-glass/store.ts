import { under } from '@agency-graph/kit';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { personOf } from '../four-eyes.js';
import type { CallerFacts, Emergency, EmergencyHolder } from '../identity/caller.js';
import { keepFresh } from '../keep-fresh.js';
import type { BreakGlass } from './rules.js';

/** Requests for wider access in the gateway's database: one truth for all gateways on it. */
export interface BreakGlassStore {
  /** Locks all requests of one person while `decide` knows how many of them wait, and adds one; what it throws adds none. */
  ask<T>(person: string, now: number, decide: (waiting: number, add: Add) => Promise<T>): Promise<T>;
  /** Locks all requests of one account while `decide` looks at one and changes it; what it throws leaves everything as it was. */
  change<T>(id: string, decide: (asked: BreakGlass | null, change: Change) => Promise<T>): Promise<T>;
  /** Those that a caller may see: first what is in force, then what waits, then the newest. */
  seenBy(caller: CallerFacts, now: number): Promise<readonly BreakGlass[]>;
  /**
   * The wider access that an account has, as the database said at most 900 ms ago, mostly less than half of it. It was
   * approved for a person of an organisation: an account that is somebody else's since, or bound elsewhere, has none.
   */
  inForce(holder: EmergencyHolder, now: number): Promise<Emergency | null>;
}

type Add = (breakGlass: BreakGlass, organisation: string) => Promise<void>;

export interface Change {
  /** Approves it, tells the stewards, and ends another that the same account has: resolves with what was ended. */
  approve(breakGlass: BreakGlass, person: string, now: number): Promise<readonly BreakGlass[]>;
  end(breakGlass: BreakGlass, by: string): Promise<void>;
}

/** Requests listed at most. */
const MOST_LISTED = 500;
/** Seed of the hash that is an account's lock: of all its requests for wider access at most one is in force. */
const LOCK = 7_302;
/** Seed of the hash that is a person's lock: few of their requests wait at once. */
const ASKING = 7_303;

type Row = Selectable<GatewayDatabase['break_glass']>;

/** Wider access in force, and whom it was approved for. */
interface InForce extends Emergency {
  readonly person: string;
  readonly organisation: string;
}

export function createBreakGlassStore(
  db: Kysely<GatewayDatabase>,
  clock: () => number = () => performance.now(),
): BreakGlassStore {
  let current: ReadonlyMap<string, InForce> = new Map();

  const fresh = keepFresh(async (now: number) => {
    const rows = await db.selectFrom('break_glass').selectAll().where(isInForce(now)).orderBy('approved_at').execute();
    current = new Map(
      rows.map((row) => [
        row.asked_by,
        {
          id: row.id,
          incident: row.incident,
          approver: row.approved_by!,
          until: row.ends_at!.getTime(),
          type: row.row_type,
          ids: row.row_ids,
          purpose: row.purpose,
          person: row.asked_person,
          organisation: row.asked_org,
        },
      ]),
    );
  }, clock);

  return {
    ask: (person, now, decide) =>
      db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${person}, ${ASKING}))`.execute(transaction);
        const { waiting } = await transaction
          .selectFrom('break_glass')
          .select(({ fn }) => fn.countAll<string>().as('waiting'))
          .where('asked_person', '=', person)
          .where(waits(now))
          .executeTakeFirstOrThrow();
        return decide(Number(waiting), async (one, organisation) => {
          await transaction
            .insertInto('break_glass')
            .values({
              id: one.id,
              incident: one.incident,
              reason: one.reason,
              row_type: one.type,
              row_ids: [...one.ids],
              purpose: one.purpose,
              minutes: one.minutes,
              asked_by: one.askedBy,
              asked_person: one.askedPerson,
              asked_org: organisation,
              asked_path: one.askedPath,
              asked_at: new Date(one.askedAt),
              lapses_at: new Date(one.lapsesAt),
              stewards: [...one.stewards],
            })
            .execute();
        });
      }),

    change: (id, decide) =>
      db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(asked_by, ${LOCK})) from break_glass where id = ${id}`.execute(
          transaction,
        );
        const row = await transaction.selectFrom('break_glass').selectAll().where('id', '=', id).executeTakeFirst();
        return decide(row === undefined ? null : breakGlassOf(row), {
          async approve(breakGlass, person, now) {
            const at = new Date(now);
            const ended = await transaction
              .updateTable('break_glass')
              .set({ ended_at: at, ended_by: breakGlass.approvedBy })
              .where('asked_by', '=', breakGlass.askedBy)
              .where('ends_at', '>', at)
              .where('ended_at', 'is', null)
              .returningAll()
              .execute();
            await transaction
              .updateTable('break_glass')
              .set({
                approved_by: breakGlass.approvedBy,
                approved_person: person,
                approved_at: at,
                ends_at: new Date(breakGlass.endsAt!),
              })
              .where('id', '=', breakGlass.id)
              .execute();
            await transaction
              .insertInto('break_glass_notice')
              .values(breakGlass.stewards.map((steward) => ({ break_glass: breakGlass.id, steward, told_at: at })))
              .execute();
            return ended.map(breakGlassOf);
          },
          async end(breakGlass, by) {
            await transaction
              .updateTable('break_glass')
              .set({ ended_at: new Date(breakGlass.endedAt!), ended_by: by })
              .where('id', '=', breakGlass.id)
              .execute();
          },
        });
      }),

    async seenBy(caller, now) {
      const rows = await db
        .selectFrom('break_glass')
        .selectAll()
        .where(isSeenBy(caller))
        .orderBy(sql`${isInForce(now)} is true`, 'desc')
        .orderBy(waits(now), 'desc')
        .orderBy('asked_at', 'desc')
        .limit(MOST_LISTED)
        .execute();
      return rows.map(breakGlassOf);
    },

    async inForce(holder, now) {
      await fresh(now);
      const known = current.get(holder.accountId);
      if (known === undefined || now >= known.until) return null;
      const { person, organisation, ...emergency } = known;
      return person === personOf(holder) && organisation === holder.organisation ? emergency : null;
    },
  };
}

const isInForce = (now: number) => sql<boolean>`(ended_at is null and ends_at > ${new Date(now)})`;
const waits = (now: number) =>
  sql<boolean>`(ended_at is null and approved_by is null and lapses_at > ${new Date(now)})`;

/** `maySee`, in the database: what others asked for takes no place in a caller's list. */
function isSeenBy({ accountId, functions, organisation: { id, path } }: CallerFacts) {
  const own = sql<boolean>`${accountId} in (asked_by, approved_by)`;
  if (functions.size === 0) return own;
  return sql<boolean>`(${own} or ${id} = any(stewards) or ${under(sql.ref('asked_path'), false, [path])})`;
}

const breakGlassOf = (row: Row): BreakGlass => ({
  id: row.id,
  incident: row.incident,
  reason: row.reason,
  type: row.row_type,
  ids: row.row_ids,
  minutes: row.minutes,
  purpose: row.purpose,
  askedBy: row.asked_by,
  askedPerson: row.asked_person,
  askedPath: row.asked_path,
  askedAt: row.asked_at.getTime(),
  lapsesAt: row.lapses_at.getTime(),
  approvedBy: row.approved_by,
  endsAt: row.ends_at?.getTime() ?? null,
  endedAt: row.ended_at?.getTime() ?? null,
  stewards: row.stewards,
});
