import type { RecordBody } from '@agency-graph/ledger/records';
import type { Log } from './log.js';
import type { LogPosition } from './record.js';
import type { UtcClock } from './utc.js';

/** How often a node says that it lives, and how often it looks at clock and keys. Milliseconds. */
const HEARTBEAT = 10_000;
const LOOK = 1_000;

export interface TimeParts {
  readonly log: Log;
  readonly clock: UtcClock;
  readonly record: <T extends 'heartbeat' | 'clock_step' | 'key_rotation'>(
    type: T,
    body: RecordBody<T>,
  ) => Promise<LogPosition>;
}

/** Records what time brings: heartbeats, a clock that was set, a key's new day. What cannot be recorded stops the log itself. */
export function keepTime({ log, clock, record }: TimeParts): { stop(): void } {
  let { epoch } = log;
  const ignore = (): void => {};
  const beat = setInterval(() => void record('heartbeat', { size: log.next }).catch(ignore), HEARTBEAT);
  const look = setInterval(() => {
    const microseconds = clock.step();
    if (microseconds !== 0) void record('clock_step', { microseconds }).catch(ignore);
    if (log.epoch === epoch) return;
    const [from, to] = [String(epoch), String(log.epoch)];
    ({ epoch } = log);
    void record('key_rotation', { key: 'checkpoint', epoch, from, to }).catch(ignore);
  }, LOOK);
  beat.unref();
  look.unref();
  return {
    stop() {
      clearInterval(beat);
      clearInterval(look);
    },
  };
}
