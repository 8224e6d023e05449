import { sql, type Kysely, type Selectable } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { spelled } from '../subject-name.js';
import type { Erasure } from './rules.js';

/** Requests for erasure and holds in the gateway's database: one truth for all gateways on it. */
export interface ErasureStore {
  add(erasure: Erasure): Promise<void>;
  /** Locks all of them while `decide` looks at one and changes it; what it throws leaves everything as it was. */
  change<T>(id: string, decide: (asked: Erasure | null, change: Change) => Promise<T>): Promise<T>;
  find(id: string): Promise<Erasure | null>;
  newest(): Promise<readonly Erasure[]>;
  /** Approved shreds that a node's logs have not carried out, the oldest first. */
  toCarryOut(node: string): Promise<readonly Erasure[]>;
  carriedOut(id: string, node: string, now: number): Promise<void>;
}

export interface Change {
  /** Which of these ids a hold keeps, however it spells them. */
  held(of: string, ids: readonly string[]): Promise<readonly string[]>;
  /** Whether the hold is in force. */
  isInForce(hold: string): Promise<boolean>;
  approve(erasure: Erasure, person: string, now: number): Promise<void>;
}

/** Requests listed at most. */
const MOST_LISTED = 500;
/** Number of the lock under which requests are decided, one after the other: a hold and a shred never cross. */
const LOCK = 7_301;

type Row = Selectable<GatewayDatabase['erasure']>;

export function createErasureStore(db: Kysely<GatewayDatabase>): ErasureStore {
  return {
    async add(one) {
      await db
        .insertInto('erasure')
        .values({
          id: one.id,
          kind: one.kind,
          of_type: one.of,
          ids: [...one.ids],
          hold: one.hold,
          ground: one.ground,
          asked_by: one.askedBy,
          asked_person: one.askedPerson,
          asked_at: new Date(one.askedAt),
          lapses_at: new Date(one.lapsesAt),
        })
        .execute();
    },

    change: (id, decide) =>
      db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
        const row = await transaction.selectFrom('erasure').selectAll().where('id', '=', id).executeTakeFirst();
        const holds = await transaction
          .selectFrom('erasure as one')
          .select(['one.id', 'one.of_type', 'one.ids'])
          .where('one.kind', '=', 'HOLD')
          .where('one.approved_at', 'is not', null)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('erasure as lift')
                  .select('lift.id')
                  .whereRef('lift.hold', '=', 'one.id')
                  .where('lift.approved_at', 'is not', null),
              ),
            ),
          )
          .execute();
        return decide(row === undefined ? null : erasureOf(row), {
          held: async (of, ids) => {
            const inHolds = holds.filter((hold) => hold.of_type === of).flatMap((hold) => hold.ids);
            const kept = new Set(inHolds.map((id) => spelled({ of, id })));
            return ids.filter((id) => kept.has(spelled({ of, id })));
          },
          isInForce: async (hold) => holds.some((one) => one.id === hold),
          async approve(erasure, person, now) {
            await transaction
              .updateTable('erasure')
              .set({
                approved_by: erasure.approvedBy,
                approved_person: person,
                approved_at: new Date(now),
                kept: [...erasure.kept],
              })
              .where('id', '=', erasure.id)
              .execute();
          },
        });
      }),

    async find(id) {
      const row = await db.selectFrom('erasure').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : erasureOf(row);
    },

    async newest() {
      const rows = await db.selectFrom('erasure').selectAll().orderBy('asked_at', 'desc').limit(MOST_LISTED).execute();
      return rows.map(erasureOf);
    },

    async toCarryOut(node) {
      const rows = await db
        .selectFrom('erasure')
        .selectAll()
        .where('kind', '=', 'SHRED')
        .where('approved_at', 'is not', null)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('erasure_done')
                .select('node')
                .whereRef('erasure_done.erasure', '=', 'erasure.id')
                .where('node', '=', node),
            ),
          ),
        )
        .orderBy('approved_at')
        .execute();
      return rows.map(erasureOf);
    },

    async carriedOut(erasure, node, now) {
      await db
        .insertInto('erasure_done')
        .values({ erasure, node, done_at: new Date(now) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}

const erasureOf = (row: Row): Erasure => ({
  id: row.id,
  kind: row.kind,
  of: row.of_type,
  ids: row.ids,
  hold: row.hold,
  ground: row.ground,
  askedBy: row.asked_by,
  askedPerson: row.asked_person,
  askedAt: row.asked_at.getTime(),
  lapsesAt: row.lapses_at.getTime(),
  approvedBy: row.approved_by,
  kept: row.kept,
});
