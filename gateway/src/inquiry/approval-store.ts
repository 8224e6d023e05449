import { sql, type Kysely, type Selectable } from 'kysely';
import type { GatewayDatabase } from '../database.js';
import type { Approval } from './approval-rules.js';

/** Whom auditors asked about and what was approved, in the gateway's database: one truth for all gateways on it. */
export interface ApprovalStore {
  /** Takes note that an auditor asks about a person, unless that makes more than `most` of them: then false. */
  ask(asked: AskedAbout): Promise<boolean>;
  /** What was approved for them under a case and holds, and what waits. */
  of(person: string, caseReference: string, now: Date): Promise<readonly Approval[]>;
  add(approval: Approval): Promise<void>;
  /** Locks one request while `decide` looks at it and approves it; what it throws leaves everything as it was. */
  change<T>(id: string, decide: (asked: Approval | null, approve: Approve) => Promise<T>): Promise<T>;
  newest(): Promise<readonly Approval[]>;
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
  readonly most: number;
}

type Approve = (approval: Approval, person: string, organisation: string) => Promise<void>;

/** Requests listed at most. */
const MOST_LISTED = 200;

export function createApprovalStore(db: Kysely<GatewayDatabase>): ApprovalStore {
  return {
    ask: ({ person, caseReference, subject, at, since, most }) =>
      db.transaction().execute(async (transaction) => {
        // One after the other, so that many at once are not each the last that is allowed.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`${person}\n${caseReference}`}, 0))`.execute(
          transaction,
        );
        const { others } = await transaction
          .selectFrom('audit_asked')
          .select(({ fn }) => fn.countAll<string>().as('others'))
          .where('person', '=', person)
          .where('case_reference', '=', caseReference)
          .where('subject', '<>', subject)
          .where('asked_at', '>=', since)
          .executeTakeFirstOrThrow();
        if (Number(others) + 1 > most) return false;
        await transaction
          .insertInto('audit_asked')
          .values({ person, case_reference: caseReference, subject, asked_at: at })
          .onConflict((conflict) =>
            conflict.columns(['person', 'case_reference', 'subject']).doUpdateSet({ asked_at: at }),
          )
          .execute();
        return true;
      }),

    async of(person, caseReference, now) {
      const rows = await db
        .selectFrom('audit_approval')
        .selectAll()
        .where('asked_person', '=', person)
        .where('case_reference', '=', caseReference)
        .where((where) =>
          where.or([
            where('ends_at', '>', now),
            where.and([where('approved_by', 'is', null), where('lapses_at', '>', now)]),
          ]),
        )
        .orderBy('asked_at', 'desc')
        .execute();
      return rows.map(approvalOf);
    },

    async add(one) {
      await db
        .insertInto('audit_approval')
        .values({
          id: one.id,
          case_reference: one.caseReference,
          asked_by: one.askedBy,
          asked_person: one.askedPerson,
          asked_org: one.askedOrganisation,
          asked_at: new Date(one.askedAt),
          lapses_at: new Date(one.lapsesAt),
        })
        .execute();
    },

    change: (id, decide) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('audit_approval')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        return decide(row === undefined ? null : approvalOf(row), async (approval, person, organisation) => {
          await transaction
            .updateTable('audit_approval')
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

    async newest() {
      const rows = await db
        .selectFrom('audit_approval')
        .selectAll()
        .orderBy('asked_at', 'desc')
        .limit(MOST_LISTED)
        .execute();
      return rows.map(approvalOf);
    },
  };
}

const approvalOf = (row: Selectable<GatewayDatabase['audit_approval']>): Approval => ({
  id: row.id,
  caseReference: row.case_reference,
  askedBy: row.asked_by,
  askedPerson: row.asked_person,
  askedOrganisation: row.asked_org,
  askedAt: row.asked_at.getTime(),
  lapsesAt: row.lapses_at.getTime(),
  approvedBy: row.approved_by,
  approvedAt: row.approved_at?.getTime() ?? null,
  endsAt: row.ends_at?.getTime() ?? null,
});
