import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSteadyClock } from '../../../gateway/src/clock.js';
import { watchClock } from '../../../gateway/src/start/clock-watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a clock that was ahead and was set back by more than tokens are forgiven is told of once, for it stays', async () => {
  let set = 0;
  const wall = (): number => Date.now() + set;
  const steady = createSteadyClock(wall, () => performance.now());
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const clock = watchClock(() => steady() - wall(), log);
  const setTo = async (ahead: number): Promise<boolean> => {
    set = ahead;
    await vi.advanceTimersByTimeAsync(3_000);
    return clock.isAhead();
  };
  expect([await setTo(0), await setTo(5_000), await setTo(0)]).toEqual([false, false, false]);
  expect(await setTo(3_600_000)).toBe(false);
  expect(logged).toEqual([]);
  expect([await setTo(0), await setTo(0)]).toEqual([true, true]);
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 50, ahead: 3_600_000, msg: expect.stringContaining('restart the gateway') }),
  ]);
  clock.stop();
});
