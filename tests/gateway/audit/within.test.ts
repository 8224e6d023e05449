import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { within } from '../../../gateway/src/audit/within.js';

/** When the disk got what it must take, by the clock; null while this thread is what holds it up. */
let givenAt: number | null;
/** What became of a record that may take 250 ms. */
let became: string;
let durable: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  givenAt = performance.now();
  became = 'waits';
  const { promise, resolve } = Promise.withResolvers<void>();
  durable = resolve;
  within(250, promise, () => (givenAt === null ? 0 : performance.now() - givenAt)).then(
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
  givenAt = null;
  expect(await after(2_000)).toBe('waits');
  durable();
  expect(await after(1)).toBe('durable');
  expect(vi.getTimerCount()).toBe(0);
});

test('the time of the disk begins when it is given the record', async () => {
  givenAt = null;
  await after(240);
  givenAt = performance.now();
  expect([await after(249), await after(1)]).toEqual(['waits', 'not in time']);
});

test('a time in which the process was held up counts once more, and once only', async () => {
  const now = performance.now.bind(performance);
  // As if nothing had run for a second: the timer fires that much too late.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 1_000);
  expect(await after(250)).toBe('waits');
  expect([await after(249), await after(1)]).toEqual(['waits', 'not in time']);
  clock.mockRestore();
});
