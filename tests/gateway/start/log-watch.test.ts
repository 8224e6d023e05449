import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchLogs } from '../../../gateway/src/start/log-watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface State {
  readonly log: { readonly origin: string; diskLow: boolean };
  broken: Error | null;
}

const SECOND = 1_000;

function watched() {
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const of = (origin: string): State => ({ log: { origin, diskLow: false }, broken: null });
  const [accesses, auditors] = [of('node'), of('node.auditors')];
  const told = () => logged.map((line) => JSON.parse(line) as object);
  return { accesses, auditors, told, watch: watchLogs(accesses, [auditors], log) };
}

test('a disk that is nearly full is told of once for both logs, and once that it is not any more', async () => {
  const { accesses, auditors, told, watch } = watched();
  accesses.log.diskLow = auditors.log.diskLow = true;
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect(watch.lacks()).toBe('audit disk');
  expect(told()).toEqual([expect.objectContaining({ level: 40, msg: expect.stringContaining('nearly full') })]);
  accesses.log.diskLow = auditors.log.diskLow = false;
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect(watch.lacks()).toBeNull();
  expect(told().slice(1)).toEqual([expect.objectContaining({ level: 30, msg: expect.stringContaining('room again') })]);
  watch.stop();
});

test('why a log cannot be written is told once, of each; without that of auditors agencies are asked all the same', async () => {
  const { accesses, auditors, told, watch } = watched();
  auditors.broken = new Error('EIO: i/o error, write');
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect([watch.lacks(), watch.broken()]).toEqual([null, true]);
  accesses.broken = new Error('ENOSPC: no space left on device, write');
  // What broke since the last look is told of when it stops.
  watch.stop();
  expect([watch.lacks(), watch.broken()]).toEqual(['audit log', true]);
  expect(told()).toEqual([
    expect.objectContaining({ level: 60, origin: 'node.auditors', cause: 'EIO: i/o error, write' }),
    expect.objectContaining({ level: 60, origin: 'node', cause: 'ENOSPC: no space left on device, write' }),
  ]);
});
