import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { within } from '../../../gateway/src/audit/within.js';

/** The disk's time until it last began or ended to work, and when that was; null while it does not work. */
let before: number;
let worksSince: number | null;
const diskTime = (): number => before + (worksSince === null ? 0 : performance.now() - worksSince);
const work = (): void => void (worksSince = performance.now());
const rest = (): void => {
  before = diskTime();
  worksSince = null;
};
/** What became of a record that may take 250 ms. */
let became: string;
let durable: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  [before, worksSince] = [0, null];
  work();
  became = 'waits';
  const { promise, resolve } = Promise.withResolvers<void>();
  durable = resolve;
  within(250, promise, diskTime).then(
    () => (became = 'durable'),
    () => (became = 'not in time'),
  );
});
afterEach(() => vi.useRealTimers());

const after = async (milliseconds: number): Promise<string> => {
  await vi.advanceTimersByTimeAsync(milliseconds);
  return became;
};

test('a record that the disk does not take in time is refused then', async () => {
  expect([await after(249), await after(1)]).toEqual(['waits', 'not in time']);
});

test('one that is durable in time is not, nor later; and no timer is left', async () => {
  await after(200);
  durable();
  expect(await after(1)).toBe('durable');
  expect(vi.getTimerCount()).toBe(0);
  expect(await after(1_000)).toBe('durable');
});

test('while this thread has not handed it over, or not heard of it, nothing is refused', async () => {
  rest();
  expect(await after(2_000)).toBe('waits');
  durable();
  expect(await after(1)).toBe('durable');
  expect(vi.getTimerCount()).toBe(0);
});

test('what the disk takes before it counts as well, and what is between does not', async () => {
  // The batch before, until it was taken; then this thread is late to hand over the next.
  await after(100);
  rest();
  await after(1_000);
  work();
  expect([await after(149), await after(1)]).toEqual(['waits', 'not in time']);
});

test('a time in which the process was held up counts once more, and once only', async () => {
  const now = performance.now.bind(performance);
  // As if nothing had run for a second: the timer fires that much too late.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 1_000);
  expect(await after(250)).toBe('waits');
  expect([await after(249), await after(1)]).toEqual(['waits', 'not in time']);
  clock.mockRestore();
});
