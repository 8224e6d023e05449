import { sql, type Kysely, type Selectable } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { spelled, type SubjectName } from '../subject-name.js';
import { otherNamesOf, type Erasure } from './rules.js';

/** Requests for erasure and holds in the gateway's database: one truth for all gateways on it. */
export interface ErasureStore {
  add(erasure: Erasure): Promise<void>;
  /** Locks all of them while `decide` looks at one and changes it; what it throws leaves everything as it was. */
  change<T>(id: string, decide: (asked: Erasure | null, change: Change) => Promise<T>): Promise<T>;
  find(id: string): Promise<Erasure | null>;
  newest(): Promise<readonly Erasure[]>;
  /** Ids of approved shreds that were not carried out in a log, or not for all subjects; the oldest first. */
  toCarryOut(log: string): Promise<readonly string[]>;
  /**
   * Locks all of them while a log destroys what is left of one and no hold keeps: what a hold keeps waits until it is
   * lifted. What `shred` throws leaves all of it to be done; whose keys it destroyed by then is counted all the same.
   */
  carryOut(id: string, log: ErasedLog, now: number): Promise<void>;
}

/** A log, which has keys of its own. */
export interface ErasedLog {
  readonly origin: string;
  /** Those of these subjects that have a key in it. */
  readonly having: (of: string, ids: readonly string[]) => readonly string[];
  /** Destroys keys in it; returns ids of subjects that had one. What fails is tried again, and doing it twice does no harm. */
  readonly shred: (part: ErasurePart) => Promise<readonly string[]>;
}

/** As much of a shred as can be carried out. */
export interface ErasurePart {
  readonly erasure: Erasure;
  /** Those whose keys are destroyed now. */
  readonly ids: readonly string[];
  /** How many of the request's ids a hold keeps. */
  readonly refused: number;
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

type Row = Selectable<GatewayDatabase['erasure']> & {
  readonly waiting: readonly string[];
  readonly keys: number | null;
  readonly logs: number;
};
type Database = Kysely<GatewayDatabase>;

export function createErasureStore(db: Database): ErasureStore {
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
      locked(db, async (transaction) => {
        const row = await requests(transaction).where('id', '=', id).executeTakeFirst();
        const holds = await holdsInForce(transaction);
        return decide(row === undefined ? null : erasureOf(row), {
          held: async (of, ids) => heldBy(holds, of, ids),
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
      const row = await requests(db).where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : erasureOf(row);
    },

    async newest() {
      const rows = await requests(db).orderBy('asked_at', 'desc').limit(MOST_LISTED).execute();
      return rows.map(erasureOf);
    },

    async toCarryOut(log) {
      const rows = await db
        .selectFrom('erasure')
        .select('id')
        .where('kind', '=', 'SHRED')
        .where('approved_at', 'is not', null)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('erasure_done')
                .select('log')
                .whereRef('erasure_done.erasure', '=', 'erasure.id')
                .where('log', '=', log)
                .where('waiting', '=', sql<string[]>`'{}'`),
            ),
          ),
        )
        .orderBy('approved_at')
        .execute();
      return rows.map(({ id }) => id);
    },

    async carryOut(id, { origin: log, having, shred }, now) {
      // What waits for the end of a hold is looked at all the time: nobody else is kept waiting by that.
      const due = await leftOf(db, id, log);
      if (!due.isDue) return;
      // INVARIANT: committed before a key is destroyed. Afterwards nothing tells whose it was, should the rest not be.
      const found = having(due.erasure.of, due.ids).map((one) => ({ erasure: id, log, id: one }));
      if (found.length > 0)
        await db
          .insertInto('erasure_found')
          .values(found)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      await locked(db, async (transaction) => {
        const { erasure, ids, waiting, isDue } = await leftOf(transaction, id, log);
        if (!isDue) return;
        const refused = erasure.kept.length + waiting.length;
        const had = ids.length > 0 ? await shred({ erasure, ids, refused }) : [];
        const hadBefore = await transaction
          .deleteFrom('erasure_found')
          .where('erasure', '=', id)
          .where('log', '=', log)
          .where(sql<boolean>`id = any(${ids})`)
          .returning('id')
          .execute();
        const whose = [...had, ...hadBefore.map((one) => one.id)];
        const keys = new Set(whose.map((one) => spelled({ of: erasure.of, id: one }))).size;
        const did = { done_at: new Date(now), waiting };
        const before = sql<number | null>`erasure_done.keys`;
        await transaction
          .insertInto('erasure_done')
          .values({ erasure: id, log, ...did, keys })
          .onConflict((conflict) =>
            conflict.columns(['erasure', 'log']).doUpdateSet({ ...did, keys: sql`${before} + ${keys}` }),
          )
          .execute();
      });
    },
  };
}

/** Of a shred in a log: whose keys can be destroyed, who waits for the end of a hold, and whether there is anything to do. */
async function leftOf(db: Database, id: string, log: string) {
  const erasure = erasureOf(await requests(db).where('id', '=', id).executeTakeFirstOrThrow());
  const done = await db
    .selectFrom('erasure_done')
    .select('waiting')
    .where('erasure', '=', id)
    .where('log', '=', log)
    .executeTakeFirst();
  const left = done?.waiting ?? erasure.ids.filter((one) => !erasure.kept.includes(one));
  const waiting = heldBy(await holdsInForce(db), erasure.of, left);
  const ids = left.filter((one) => !waiting.includes(one));
  return { erasure, ids, waiting, isDue: ids.length > 0 || done === undefined };
}

/** One after the other, on all gateways: what is decided of keys, and what is done to them. */
const locked = <T>(db: Database, run: (transaction: Database) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
    return run(transaction);
  });

const requests = (db: Database) =>
  db
    .selectFrom('erasure')
    .selectAll()
    .select([
      sql<string[]>`array(
        select distinct unnest(waiting) from erasure_done where erasure_done.erasure = erasure.id order by 1
      )`.as('waiting'),
      sql<number | null>`(
        select sum(keys)::integer from erasure_done where erasure_done.erasure = erasure.id having count(*) = count(keys)
      )`.as('keys'),
      sql<number>`(select count(*)::integer from erasure_done where erasure_done.erasure = erasure.id)`.as('logs'),
    ]);

type Hold = Pick<Row, 'id' | 'of_type' | 'ids'>;

/** Holds that were approved, and that no approved request lifted. */
const holdsInForce = (db: Database): Promise<readonly Hold[]> =>
  db
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

/** Which of these ids a hold keeps, however it spells them: also one that has another name in common with whom it is on. */
function heldBy(holds: readonly Hold[], of: string, ids: readonly string[]): string[] {
  const namesOf = (subject: SubjectName): readonly string[] =>
    [subject, ...otherNamesOf(subject)].map((name) => `${name.of}\n${spelled(name)}`);
  const kept = new Set(holds.flatMap((hold) => hold.ids.flatMap((id) => namesOf({ of: hold.of_type, id }))));
  return ids.filter((id) => namesOf({ of, id }).some((name) => kept.has(name)));
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
  waiting: row.waiting,
  keys: row.keys,
  logs: row.logs,
});
