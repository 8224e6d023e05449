import type { RecordBody } from '@agency-graph/ledger/records';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { groundOf, readAgreement } from '../access/agreements.js';
import type { AuditWriter } from '../audit/writer.js';
import { keyOf, loadAgreements, type Agreements, type Standing } from '../identity/agreements.js';
import { Refusal } from '../refusals.js';
import { current, type Generations } from '../supergraph/reload.js';
import type { Directory } from './directory.js';

/** The sharing agreements of the gateway's database, held against the graph and the policy that are served. */
export async function openAgreements(
  { db }: Pick<Directory, 'db'>,
  generations: Generations,
  audit: AuditWriter,
  log: Logger,
  today: string,
): Promise<Agreements> {
  const { origin } = audit.log;
  const rows = await db.selectFrom('agreement_recorded').selectAll().where('log', '=', origin).execute();
  /** One after another, so that the last that is recorded of a version is how it stands. */
  let recording = Promise.resolve();
  const record = async (change: RecordBody<'agreement_change'>, standing: Standing | null): Promise<void> => {
    try {
      await audit.event('agreement_change', change);
    } catch (error) {
      // A log that was full takes it later; one that is broken takes nothing any more.
      if (audit.broken !== null || !(error instanceof Refusal)) return;
      await setTimeout(AGAIN_AFTER, undefined, { ref: false });
      return record(change, standing);
    }
    const { agreement, version } = change;
    await db
      .insertInto('agreement_recorded')
      .values({ log: origin, agreement, version, standing })
      .onConflict((conflict) => conflict.columns(['log', 'agreement', 'version']).doUpdateSet({ standing }))
      .execute()
      // Then the next start records it once more.
      .catch(() => {});
  };

  return loadAgreements(
    {
      db,
      read(agreement) {
        const { labels, policy } = current(generations).rules;
        return readAgreement(agreement, groundOf(labels, policy));
      },
      recorded: new Map(rows.map((row) => [keyOf({ id: row.agreement, version: row.version }), row.standing])),
      changed({ id, version }, change, stands) {
        log.info({ agreement: id, version, change }, 'a sharing agreement changed');
        recording = recording.then(() => record({ agreement: id, version, change }, stands));
      },
      unfit({ id, version }, problems) {
        log.error({ agreement: id, version, problems }, NOT_HONOURED);
      },
      clock: () => performance.now(),
    },
    today,
  );
}

/** Milliseconds until what the log did not take is given to it again. */
const AGAIN_AFTER = 200;

const NOT_HONOURED =
  'a sharing agreement is not honoured as it is written: publish a version of it that can be, mend the graph, or revoke it';
