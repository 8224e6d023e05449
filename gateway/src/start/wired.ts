import type { AuthorizationConfig } from '@agency-graph/composition';
import type { Zone } from '@agency-graph/contract';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { permitCounts } from '../access/permit.js';
import type { PermittedOperation } from '../access/permitted-operation.js';
import type { LogState, Running } from '../admin/running.js';
import type { AuditWriter } from '../audit/writer.js';
import type { Rooms } from '../gateway.js';
import { documentCounts } from '../operation/documents.js';
import { planCounts } from '../plan/plan.js';
import { loggedFailure } from '../logged-failure.js';
import type { InquiryRooms } from '../inquire.js';
import type { RefusalReport } from '../http/refusal-report.js';

/** A gateway put together, before it listens. */
export interface Wired {
  /** The rooms that requests of a listener go through. */
  rooms(zone: Zone): Rooms;
  /** Where its keys are, the admin door's token among them. */
  readonly keysDirectory: string;
  /** What an operator may see of it; `degraded` there is what is served in the form that was last good. */
  readonly running: Running;
  /** Whether a log can no longer be written. */
  logBroken(): boolean;
  /** The rooms that auditors' requests go through; null where the log is not asked. */
  inquiry(zone: Zone): InquiryRooms | null;
  /** Pages beside the endpoint. */
  pages(app: FastifyInstance, zone: Zone): Promise<void>;
  /** Closes what the rooms stand on, once nothing is under way. */
  close(): Promise<void>;
}

/** How refusals of fields are reported; to the log by coordinate alone. */
export const refusalReport = ({ errors }: AuthorizationConfig, log: Logger): RefusalReport => ({
  response: errors.response,
  log(permitted, trace) {
    const told = (all: PermittedOperation['refusals']): string[] => [...new Set(all.map((one) => one.coordinate))];
    const [refused, unenforced] = [told(permitted.refusals), told(permitted.unenforced)];
    if (errors.log && refused.length + unenforced.length > 0)
      log.info({ trace, refused, ...(unenforced.length === 0 ? {} : { unenforced }) }, 'unauthorized fields');
  },
});

/** What is to be told of the logs: that no quorum of witnesses answers to one. Agencies are asked for a while yet. */
export const unwitnessed = (...logs: readonly Pick<AuditWriter, 'witnessed'>[]): readonly string[] =>
  logs.every(({ witnessed }) => witnessed) ? [] : ['audit witnesses'];

/** Our own failures and the agencies', told to the log and to nobody else. */
export const failures = (log: Logger) => ({
  request: (error: unknown, trace: string): void => log.error({ trace, error: loggedFailure(error) }, 'request failed'),
  agency: (subgraph: string, cause: unknown, trace: string): void =>
    log.warn({ subgraph, trace, cause: loggedFailure(cause) }, 'agency failed'),
});

/** The caches that every gateway has. */
export const CACHES: Running['caches'] = { documents: documentCounts, permissions: permitCounts, plans: planCounts };

export const logState = ({ broken, log: { next, published, diskLow } }: AuditWriter): LogState => ({
  broken: broken !== null,
  records: next,
  published,
  diskLow,
});
