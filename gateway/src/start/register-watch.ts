import type { Logger } from 'pino';
import type { AuditWriter } from '../audit/writer.js';

/** How long, in milliseconds, the register may be out of reach: a dissolved organisation's access ends within a minute. */
const LOST_AFTER = 60_000;
const LOOK_EVERY = 1_000;

/** Whether the organisations register is still followed. */
export interface RegisterWatch {
  /** That it is not: what was dissolved or moved since is served as it was before. */
  lost(): boolean;
  stop(): void;
}

/**
 * Tells operators, in the log and by an alarm of the audit log, once when the organisations register is not followed any
 * more, and once when it is again. `behind` is milliseconds since it was followed last.
 */
export function watchRegister(
  behind: () => number,
  audit: Pick<AuditWriter, 'event'>,
  log: Pick<Logger, 'error' | 'info'>,
): RegisterWatch {
  const lost = (): boolean => behind() >= LOST_AFTER;
  let told = false;
  let recorded = false;
  let recording = false;
  const record = async (now: boolean): Promise<void> => {
    recording = true;
    try {
      await audit.event('alarm', { kind: now ? 'register_lost' : 'register_answers', n: 1 });
      recorded = now;
    } catch {
      // It is recorded as soon as the log can be written again.
    } finally {
      recording = false;
    }
  };
  const timer = setInterval(() => {
    const now = lost();
    if (now !== recorded && !recording) void record(now);
    if (now === told) return;
    told = now;
    if (now) log.error('the organisations register is lost: what was dissolved or moved since is served as before');
    else log.info('the organisations register is followed again');
  }, LOOK_EVERY);
  timer.unref();
  return { lost, stop: () => clearInterval(timer) };
}
