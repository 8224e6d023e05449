import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { loggedFailure } from './logged-failure.js';
import { setTimeout as wait } from 'node:timers/promises';

/** Time for requests under way once no new ones are taken. Milliseconds. */
const DRAIN = 25_000;

export interface StopParts {
  readonly servers: readonly FastifyInstance[];
  /** Milliseconds for load balancers to notice, and for kept connections to be closed in order, before the doors close. */
  readonly grace: number;
  /** Closes what the servers stand on. */
  readonly close: () => Promise<void>;
  /** Whether what it stands on is broken: whoever started it is told by its exit code. */
  readonly broken: () => boolean;
  readonly log: Logger;
}

/** Stops a gateway in order: not ready, doors closed, requests under way answered, then the rest. */
export interface Stopping {
  /** Whether it has begun: then every answer tells its client to come in by another connection. */
  readonly begun: () => boolean;
  /** Once the gateway listens: stops on SIGTERM, on SIGINT and, where `supervised`, with the parent. Twice forces it. */
  listen(parts: StopParts, supervised: boolean): void;
}

export function createStopping(): Stopping {
  let begun = false;

  const stop = async ({ servers, grace, close, broken, log }: StopParts): Promise<number> => {
    log.info('stopping');
    await wait(grace);
    const late = setTimeout(() => servers.forEach((app) => app.server.closeAllConnections()), DRAIN);
    await Promise.all(servers.map((app) => app.close()));
    clearTimeout(late);
    const code = broken() ? 1 : 0;
    await close();
    log.info('stopped');
    return code;
  };

  return {
    begun: () => begun,
    listen(parts, supervised) {
      const onSignal = (): void => {
        if (begun) {
          parts.log.warn('told to stop twice: ending at once');
          process.exit(1);
        }
        begun = true;
        stop(parts).then(
          (code) => process.exit(code),
          (error: unknown) => {
            parts.log.error({ error: loggedFailure(error) }, 'stopping failed');
            process.exit(1);
          },
        );
      };
      process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
      if (supervised) process.once('disconnect', () => begun || onSignal());
    },
  };
}
