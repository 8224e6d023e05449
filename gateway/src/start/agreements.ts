import { openLogDirectory, type LogDirectory } from '@agency-graph/ledger/log-directory';
import type { RecordBody } from '@agency-graph/ledger/records';
import { setTimeout } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import type { Logger } from 'pino';
import { groundOf, readAgreement } from '../access/agreements.js';
import type { LogPosition } from '../audit/record.js';
import type { AuditWriter } from '../audit/writer.js';
import { dayOf } from '../clock.js';
import type { GatewayDatabase } from '../database.js';
import { loadAgreements, type Agreements } from '../identity/agreements.js';
import { keyOf, type Standing } from '../identity/honoured-version.js';
import { Refusal } from '../refusals.js';
import { current, type Generations } from '../supergraph/reload.js';
import type { AuditPlaces } from './audit.js';
import type { Directory } from './directory.js';

/** The log in which it is recorded what becomes of agreements, and where it lies. */
export interface RecordedIn {
  readonly audit: AuditWriter;
  readonly places: Pick<AuditPlaces, 'directory'>;
}

export interface OpenedAgreements extends Agreements {
  /** They are followed no longer while nobody asks. */
  stop(): void;
}

/**
 * The sharing agreements of the gateway's database, held against the graph and the policy that are served. They are
 * followed also while nobody asks, so that what begins or ends on a day is recorded when that comes.
 */
export async function openAgreements(
  { db }: Pick<Directory, 'db'>,
  generations: Generations,
  { audit, places }: RecordedIn,
  log: Logger,
  policyNow: () => string,
): Promise<OpenedAgreements> {
  const { origin } = audit.log;
  const rows = await db.selectFrom('agreement_recorded').selectAll().where('log', '=', origin).execute();
  const written = openLogDirectory(places.directory);
  /** One after another, so that the last that is recorded of a version is how it stands. */
  let recording = Promise.resolve();
  const record = async (change: RecordBody<'agreement_change'>, standing: Standing | null): Promise<void> => {
    let position: LogPosition;
    try {
      position = await audit.event('agreement_change', change);
    } catch (error) {
      // A log that was full takes it later; one that is broken takes nothing any more.
      if (audit.broken !== null || !(error instanceof Refusal)) return;
      await setTimeout(AGAIN_AFTER, undefined, { ref: false });
      return record(change, standing);
    }
    const { agreement, version } = change;
    const stands = { standing, index: String(position.index), leaf: position.leaf };
    await db
      .insertInto('agreement_recorded')
      .values({ log: origin, agreement, version, ...stands })
      .onConflict((conflict) => conflict.columns(['log', 'agreement', 'version']).doUpdateSet(stands))
      .execute()
      // Then the next start records it once more.
      .catch(() => {});
  };

  const agreements = await loadAgreements(
    {
      db,
      read(agreement) {
        const { labels, policy } = current(generations).rules;
        return readAgreement(agreement, groundOf(labels, policy));
      },
      recorded: new Map(
        rows.map((row) => [
          keyOf({ id: row.agreement, version: row.version }),
          // What the log has lost is told anew, also that a version has ended.
          isIn(written, row) ? row.standing : null,
        ]),
      ),
      changed({ id, version }, change, stands) {
        log.info({ agreement: id, version, change }, 'a sharing agreement changed');
        recording = recording.then(() => record({ agreement: id, version, change }, stands));
      },
      unfit({ id, version }, problems) {
        log.error({ agreement: id, version, problems }, NOT_HONOURED);
      },
      clock: () => performance.now(),
    },
    dayOf(policyNow()),
  );
  let following = false;
  const timer = setInterval(() => {
    // A database that answers slowly is not asked by ever more at once.
    if (following) return;
    following = true;
    void agreements
      .followTo(dayOf(policyNow()))
      // One that does not answer is told of by the door, and asked again.
      .catch(() => {})
      .finally(() => (following = false));
  }, FOLLOW_EVERY);
  timer.unref();
  return { ...agreements, stop: () => clearInterval(timer) };
}

/** Whether a log still says what it said of a version: not where it was restored to before that, or begun anew. */
function isIn(log: LogDirectory, { index, leaf }: Selectable<GatewayDatabase['agreement_recorded']>): boolean {
  try {
    return log.entry(Number(index))?.leaf.toString('base64') === leaf;
  } catch {
    // What cannot be read says nothing.
    return false;
  }
}

/** Milliseconds between two looks at what became of agreements. */
const FOLLOW_EVERY = 1_000;
/** Milliseconds until what the log did not take is given to it again. */
const AGAIN_AFTER = 200;

const NOT_HONOURED =
  'a sharing agreement is not honoured as it is written: publish a version of it that can be, mend the graph, or revoke it';
