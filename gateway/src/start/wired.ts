import type { Zone } from '@agency-graph/contract';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Rooms } from '../gateway.js';

/** A gateway put together, before it listens. */
export interface Wired {
  /** The rooms that requests of a listener go through. */
  rooms(zone: Zone): Rooms;
  /** What is still missing, or null. */
  notReady(): string | null;
  /** What is served in the form that was last good, because the new one is not; nothing when all is well. */
  degraded(): readonly string[];
  /** Pages beside the endpoint. */
  pages(app: FastifyInstance): Promise<void>;
  /** Closes what the rooms stand on, once nothing is under way. */
  close(): Promise<void>;
}

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
