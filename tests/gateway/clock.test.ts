import { afterEach, expect, test, vi } from 'vitest';
import { steadyNow, steadyPolicyTime } from '../../gateway/src/clock.js';

const DAY = 24 * 3_600_000;
afterEach(() => vi.restoreAllMocks());

test('no clock of a decision goes back when the system’s clock is set back', () => {
  const [moment, day] = [steadyNow(), steadyPolicyTime()];
  vi.spyOn(Date, 'now').mockReturnValue(moment - DAY);
  expect(steadyNow()).toBeGreaterThanOrEqual(Math.floor(moment));
  expect(steadyPolicyTime() >= day).toBe(true);
});
