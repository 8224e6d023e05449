import type { Logger } from 'pino';
import { groundOf, readAgreement } from '../access/agreements.js';
import type { AuditWriter } from '../audit/writer.js';
import { loadAgreements, type Agreements } from '../identity/agreements.js';
import { current, type Generations } from '../supergraph/reload.js';
import type { Directory } from './directory.js';

/** The sharing agreements of the gateway's database, held against the graph and the policy that are served. */
export function openAgreements(
  { db }: Pick<Directory, 'db'>,
  generations: Generations,
  audit: AuditWriter,
  log: Logger,
  today: string,
): Promise<Agreements> {
  return loadAgreements(
    {
      db,
      read(agreement) {
        const { labels, policy } = current(generations).rules;
        return readAgreement(agreement, groundOf(labels, policy));
      },
      changed({ id, version, status }, problems, change) {
        log.info({ agreement: id, version, status, change }, 'a sharing agreement changed');
        if (problems.length > 0) log.error({ agreement: id, version, problems, change }, NOT_HONOURED);
        audit.event('agreement_change', { agreement: id, version, change }).catch(() => {});
      },
      clock: () => performance.now(),
    },
    today,
  );
}

const NOT_HONOURED =
  'a sharing agreement is not honoured as it is written: publish a version of it that can be, mend the graph, or revoke it';
