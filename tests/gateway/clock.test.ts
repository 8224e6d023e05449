import { afterEach, expect, test, vi } from 'vitest';
import { createSteadyClock, steadyNow, steadyPolicyTime } from '../../gateway/src/clock.js';

const DAY = 24 * 3_600_000;
afterEach(() => vi.restoreAllMocks());

test('no clock of a decision goes back when the system’s clock is set back', () => {
  const [moment, day] = [steadyNow(), steadyPolicyTime()];
  vi.spyOn(Date, 'now').mockReturnValue(moment - DAY);
  expect(steadyNow()).toBeGreaterThanOrEqual(Math.floor(moment));
  expect(steadyPolicyTime() >= day).toBe(true);
});

test('a clock that was set forward and back goes on from the latest that it showed, as fast as time does', () => {
  let [wall, steady] = [10 * DAY, 500];
  const pass = (time: number, set = 0): void => {
    steady += time;
    wall += time + set;
  };
  const now = createSteadyClock(
    () => wall,
    () => steady,
  );
  expect(now()).toBe(10 * DAY);
  pass(1_000);
  expect(now()).toBe(10 * DAY + 1_000);
  pass(0, DAY);
  expect(now()).toBe(11 * DAY + 1_000);
  pass(1_000, -DAY);
  expect(now()).toBe(11 * DAY + 2_000);
  pass(1_000, -DAY);
  expect(now()).toBe(11 * DAY + 3_000);
  pass(0, 3 * DAY);
  expect(now()).toBe(12 * DAY + 3_000);
});
