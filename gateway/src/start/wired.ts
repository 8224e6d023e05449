import type { AuthorizationConfig } from '@agency-graph/composition';
import type { Zone } from '@agency-graph/contract';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { PermittedOperation } from '../access/narrow.js';
import type { AuditWriter } from '../audit/writer.js';
import type { Rooms } from '../gateway.js';
import type { RefusalReport } from '../http/refusal-report.js';

/** A gateway put together, before it listens. */
export interface Wired {
  /** The rooms that requests of a listener go through. */
  rooms(zone: Zone): Rooms;
  /** What is still missing, or null. */
  notReady(): string | null;
  /** What is served in the form that was last good, because the new one is not; nothing when all is well. */
  degraded(): readonly string[];
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

/** What is to be told of the log: that no quorum of witnesses answers. It stops no answer. */
export const unwitnessed = ({ witnessed }: AuditWriter): readonly string[] => (witnessed ? [] : ['audit witnesses']);

/** Our own failures and the agencies', told to the log and to nobody else. */
export const failures = (log: Logger) => ({
  request: (error: unknown, trace: string): void =>
    log.error({ trace, error: error instanceof Error ? error.stack : String(error) }, 'request failed'),
  agency: (subgraph: string, cause: unknown, trace: string): void =>
    log.warn(
      { subgraph, trace, cause: cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown' },
      'agency failed',
    ),
});
