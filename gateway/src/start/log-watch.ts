import type { Logger } from 'pino';
import type { AuditWriter } from '../audit/writer.js';

const LOOK_EVERY = 1_000;

/** A log, as far as it tells whether it can be written. */
type WatchedLog = Pick<AuditWriter, 'broken'> & {
  readonly log: Pick<AuditWriter['log'], 'origin' | 'diskLow'>;
};

/** Whether the logs of a node take all that is to be recorded. */
export interface LogWatch {
  /** What the log of accesses lacks for agencies to be asked; null when nothing. */
  lacks(): 'audit log' | 'audit disk' | null;
  /** Whether any log can no longer be written. */
  broken(): boolean;
  /** Looks for the last time. */
  stop(): void;
}

/**
 * Tells operators once of each log why it can no longer be written, and once when the disk of that of accesses is nearly
 * full, and when it is not any more. `beside` are logs without which agencies are asked all the same.
 */
export function watchLogs(
  accesses: WatchedLog,
  beside: readonly WatchedLog[],
  log: Pick<Logger, 'fatal' | 'warn' | 'info'>,
): LogWatch {
  const logs = [accesses, ...beside];
  const told = new Set<WatchedLog>();
  let low = false;
  const look = (): void => {
    for (const one of logs) {
      if (one.broken === null || told.has(one)) continue;
      told.add(one);
      // The cause is the writer's own, who knows files and no request.
      log.fatal(
        { origin: one.log.origin, cause: one.broken.message },
        'the audit log cannot be written any more: nothing that it must record is answered',
      );
    }
    if (accesses.broken !== null || accesses.log.diskLow === low) return;
    low = !low;
    if (low) log.warn('the disk of the audit log is nearly full: no agency is asked');
    else log.info('the disk of the audit log has room again');
  };
  const timer = setInterval(look, LOOK_EVERY);
  timer.unref();
  return {
    lacks() {
      if (accesses.broken !== null) return 'audit log';
      return accesses.log.diskLow ? 'audit disk' : null;
    },
    broken: () => logs.some((one) => one.broken !== null),
    stop() {
      clearInterval(timer);
      look();
    },
  };
}
