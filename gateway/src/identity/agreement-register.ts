import { sql, type Kysely } from 'kysely';
import type { SharingAgreement } from '../access/agreements.js';
import type { GatewayDatabase } from '../database.js';
import { agreementOf } from './agreement-row.js';

/** Why an agreement is not published or revoked: a sentence each. */
export class AgreementRefused extends Error {
  override readonly name = 'AgreementRefused';

  constructor(what: string, problems: readonly string[]) {
    super(`${what}:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  }
}

/** A version to be published, with the dataset that it is about. */
export interface NewAgreement extends Omit<SharingAgreement, 'status'> {
  readonly dataset: string;
}

/** Where stewards publish and revoke what they share. Gateways on the same database follow within a second. */
export interface AgreementRegister {
  /**
   * Writes a version down; none is ever changed. `problemsOf` says why it could not be honoured. Throws
   * `AgreementRefused`, and nothing is written.
   */
  publish(agreement: NewAgreement, problemsOf: (agreement: SharingAgreement) => readonly string[]): Promise<void>;
  /** Ends every version of an agreement; returns how many were in force or would have been. Throws `AgreementRefused`. */
  revoke(id: string): Promise<number>;
  /** Every version of every agreement, by id and version. */
  list(): Promise<readonly SharingAgreement[]>;
}

export function createAgreementRegister(db: Kysely<GatewayDatabase>): AgreementRegister {
  return {
    publish: (agreement, problemsOf) =>
      db.transaction().execute(async (trx) => {
        await hold(agreement.id, trx);
        const problems = [
          ...problemsOf({ ...agreement, status: 'IN_FORCE' }),
          ...(await wrongVersion(trx, agreement)),
          ...(await strangers(trx, agreement.assignees)),
        ];
        if (problems.length > 0)
          throw new AgreementRefused(`${agreement.id}, version ${agreement.version}, is not published`, problems);
        await trx.insertInto('sharing_agreement').values(rowOf(agreement)).execute();
      }),
    revoke: (id) =>
      db.transaction().execute(async (trx) => {
        await hold(id, trx);
        const ended = await trx
          .updateTable('sharing_agreement')
          .set({ status: 'REVOKED' })
          .where('id', '=', id)
          .where('status', '<>', 'REVOKED')
          .executeTakeFirstOrThrow();
        const versions = Number(ended.numUpdatedRows);
        if (versions === 0)
          throw new AgreementRefused(`${id} is not revoked`, ['no version of it is in force or to come']);
        return versions;
      }),
    async list() {
      const rows = await db.selectFrom('sharing_agreement').selectAll().orderBy('id').orderBy('version').execute();
      return rows.map(agreementOf);
    },
  };
}

/** Seed of the hash that is an agreement's lock. */
const LOCK = 7_304;

/**
 * Waits until nobody else publishes or revokes the agreement, and keeps them out until the end of the transaction: what
 * is read from now on is all that was published.
 */
const hold = (id: string, transaction: Kysely<GatewayDatabase>): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended(${id}, ${LOCK}))`.execute(transaction);

/** Versions go forward one by one, so that nobody overwrites what another has just published. */
async function wrongVersion(db: Kysely<GatewayDatabase>, { id, version, steward }: NewAgreement): Promise<string[]> {
  const newest = await db
    .selectFrom('sharing_agreement')
    .select(['version', 'steward'])
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const next = (newest?.version ?? 0) + 1;
  return [
    ...(version === next ? [] : [`its version must be ${next}: ${next - 1} versions are published`]),
    ...(newest === undefined || newest.steward === steward ? [] : [`it is an agreement of ${newest.steward}'s`]),
  ];
}

/** Assignees that are neither an organisation nor a block of them. */
async function strangers(db: Kysely<GatewayDatabase>, assignees: readonly string[]): Promise<string[]> {
  const known = await db
    .selectFrom('organisation')
    .select(['id', 'block'])
    .where((where) => where.or([where('id', 'in', [...assignees]), where('block', 'in', [...assignees])]))
    .execute();
  const names = new Set(known.flatMap(({ id, block }) => [id, block]));
  return assignees.filter((one) => !names.has(one)).map((one) => `${one} is no organisation and no block of any`);
}

const rowOf = (agreement: NewAgreement): GatewayDatabase['sharing_agreement'] => ({
  id: agreement.id,
  version: agreement.version,
  steward: agreement.steward,
  assignees: [...agreement.assignees],
  dataset: agreement.dataset,
  coordinates: [...agreement.coordinates],
  purposes: [...agreement.purposes],
  valid_from: agreement.validFrom,
  valid_to: agreement.validTo,
  max_rows_per_query: agreement.maxRowsPerQuery,
  max_subjects_per_day: agreement.maxSubjectsPerDay,
  duties: [...agreement.duties],
  status: 'IN_FORCE',
});
