import { sql, type Kysely, type Selectable } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import { isOpening, type Approval, type Opening } from './approval-rules.js';

/** Whom auditors asked about and what was approved, in the gateway's database: one truth for all gateways on it. */
export interface ApprovalStore {
  /** Takes note that an auditor asks about a person, unless that makes too many of them: then says where. */
  ask(asked: AskedAbout): Promise<'too many under the case' | 'too many in all' | null>;
  /** What was approved for somebody under a case and holds, and what waits. */
  of(wanted: WantedApproval, now: Date): Promise<readonly Approval[]>;
  /** The request that holds or waits, or else the one that is made now: one, however many ask at once. */
  waiting(wanted: WantedApproval, now: Date, make: () => Promise<Approval>): Promise<Approval>;
  /** Locks one request while `decide` looks at it and approves it; what it throws leaves everything as it was. */
  change<T>(id: string, decide: (asked: Approval | null, approve: Approve) => Promise<T>): Promise<T>;
  find(id: string): Promise<Approval | null>;
  /** Those that wait, newest first, then the newest others. However much one auditor asks, what others ask is among them. */
  newest(now: Date): Promise<readonly Approval[]>;
}

/** Whose request it is, under which case and for what. */
export interface WantedApproval {
  /** The auditor. */
  readonly person: string;
  readonly caseReference: string;
  /** Null where more persons are to be asked about. */
  readonly opens: Opening | null;
}

export interface AskedAbout {
  /** The auditor. */
  readonly person: string;
  readonly caseReference: string;
  /** Whom they ask about. */
  readonly subject: string;
  readonly at: Date;
  /** Those asked about before are not counted. */
  readonly since: Date;
  /** Persons under the case at most, and under all cases. */
  readonly most: number;
  readonly mostInAll: number;
}

const TABLES = ['audit_approval', 'audit_opening'] as const;
type Table = (typeof TABLES)[number];

type Approve = (approval: Approval, person: string, organisation: string) => Promise<void>;

/** Requests listed at most: of each kind that wait, and of the others. */
const MOST_LISTED = 200;

export function createApprovalStore(db: Kysely<GatewayDatabase>): ApprovalStore {
  /** What one auditor does is done one after the other, so that many at once are not each the last that is allowed. */
  const one = <T>(person: string, run: (transaction: Kysely<GatewayDatabase>) => Promise<T>): Promise<T> =>
    db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${person}, 0))`.execute(transaction);
      return run(transaction);
    });

  return {
    ask: ({ person, caseReference, subject, at, since, most, mostInAll }) =>
      one(person, async (transaction) => {
        const { here, inAll } = await transaction
          .selectFrom('audit_asked')
          .select(({ fn }) => [
            fn.count<string>('subject').filterWhere('case_reference', '=', caseReference).as('here'),
            fn.count<string>('subject').distinct().as('inAll'),
          ])
          .where('person', '=', person)
          .where('subject', '<>', subject)
          .where('asked_at', '>=', since)
          .executeTakeFirstOrThrow();
        if (Number(here) + 1 > most) return 'too many under the case';
        if (Number(inAll) + 1 > mostInAll) return 'too many in all';
        await transaction
          .insertInto('audit_asked')
          .values({ person, case_reference: caseReference, subject, asked_at: at })
          .onConflict((conflict) =>
            conflict.columns(['person', 'case_reference', 'subject']).doUpdateSet({ asked_at: at }),
          )
          .execute();
        return null;
      }),

    of: (wanted, now) => held(db, wanted, now),

    waiting: (wanted, now, make) =>
      one(wanted.person, async (transaction) => {
        const [waits] = await held(transaction, wanted, now);
        if (waits !== undefined) return waits;
        const made = await make();
        await transaction
          .insertInto(tableOf(made.opens !== null))
          .values({
            id: made.id,
            case_reference: made.caseReference,
            asked_by: made.askedBy,
            asked_person: made.askedPerson,
            asked_org: made.askedOrganisation,
            asked_at: new Date(made.askedAt),
            lapses_at: new Date(made.lapsesAt),
            ...(made.opens === null ? {} : { ...whatOpens(made.opens), reason: made.opens.reason }),
          })
          .execute();
        return made;
      }),

    change: (id, decide) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom(tableOf(isOpening(id)))
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        return decide(row === undefined ? null : approvalOf(row), async (approval, person, organisation) => {
          await transaction
            .updateTable(tableOf(isOpening(id)))
            .set({
              approved_by: approval.approvedBy,
              approved_person: person,
              approved_org: organisation,
              approved_at: new Date(approval.approvedAt!),
              ends_at: new Date(approval.endsAt!),
            })
            .where('id', '=', approval.id)
            .execute();
        });
      }),

    async find(id) {
      const row = await db
        .selectFrom(tableOf(isOpening(id)))
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : approvalOf(row);
    },

    async newest(now) {
      const listed = async (list: typeof waitingIn): Promise<Approval[]> => {
        const rows = await Promise.all(TABLES.map((table) => list(db, table, now)));
        return rows
          .flat()
          .map(approvalOf)
          .toSorted((one, other) => other.askedAt - one.askedAt);
      };
      const [waiting, others] = await Promise.all([listed(waitingIn), listed(othersIn)]);
      return [...waiting, ...others.slice(0, MOST_LISTED)];
    },
  };
}

/**
 * Where requests stand. INVARIANT: what was approved to open one record allows nothing else, on no gateway of an earlier
 * version either: these read all of the one table by person and case alone.
 */
const tableOf = (opens: boolean): Table => (opens ? 'audit_opening' : 'audit_approval');

/** The columns that say which record is opened. */
const whatOpens = ({ origin, index, leaf }: Opening) => ({
  opens_log: origin,
  opens_index: String(index),
  opens_leaf: leaf,
});

/** What was approved under a case and is in force, and what waits, newest first. */
async function held(
  db: Kysely<GatewayDatabase>,
  { person, caseReference, opens }: WantedApproval,
  now: Date,
): Promise<readonly Approval[]> {
  const rows = await db
    .selectFrom(tableOf(opens !== null))
    .selectAll()
    .where('asked_person', '=', person)
    .where('case_reference', '=', caseReference)
    .where((where) => where.and(opens === null ? {} : whatOpens(opens)))
    .where((where) =>
      where.or([
        where('ends_at', '>', now),
        where.and([where('approved_by', 'is', null), where('lapses_at', '>', now)]),
      ]),
    )
    .orderBy('asked_at', 'desc')
    .execute();
  return rows.map(approvalOf);
}

/** Requests that wait, the newest of each auditor before the second newest of any. */
const waitingIn = (db: Kysely<GatewayDatabase>, table: Table, now: Date): Promise<Row[]> =>
  db
    .selectFrom(table)
    .selectAll()
    .where('approved_by', 'is', null)
    .where('lapses_at', '>', now)
    .orderBy(({ fn }) =>
      fn.agg('row_number').over((over) => over.partitionBy('asked_person').orderBy('asked_at', 'desc')),
    )
    .orderBy('asked_at', 'desc')
    .limit(MOST_LISTED)
    .execute();

/** Requests that wait no longer, newest first. */
const othersIn = (db: Kysely<GatewayDatabase>, table: Table, now: Date): Promise<Row[]> =>
  db
    .selectFrom(table)
    .selectAll()
    .where((where) => where.or([where('approved_by', 'is not', null), where('lapses_at', '<=', now)]))
    .orderBy('asked_at', 'desc')
    .limit(MOST_LISTED)
    .execute();

/** Of a request of either table. */
type Row = Selectable<GatewayDatabase['audit_approval']> & Partial<Selectable<GatewayDatabase['audit_opening']>>;

const approvalOf = (row: Row): Approval => ({
  id: row.id,
  caseReference: row.case_reference,
  opens: opensOf(row),
  askedBy: row.asked_by,
  askedPerson: row.asked_person,
  askedOrganisation: row.asked_org,
  askedAt: row.asked_at.getTime(),
  lapsesAt: row.lapses_at.getTime(),
  approvedBy: row.approved_by,
  approvedAt: row.approved_at?.getTime() ?? null,
  endsAt: row.ends_at?.getTime() ?? null,
});

const opensOf = ({ opens_log: origin, opens_index: index, opens_leaf: leaf, reason }: Row): Approval['opens'] =>
  origin === undefined || index === undefined || leaf === undefined || reason === undefined
    ? null
    : { origin, index: Number(index), leaf, reason };
