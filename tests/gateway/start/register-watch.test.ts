import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchRegister } from '../../../gateway/src/start/register-watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a register that is not followed for a minute is told of once, and once when it is followed again', async () => {
  let followedAt = performance.now();
  const [alarms, logged]: [string[], string[]] = [[], []];
  const register = watchRegister(
    () => performance.now() - followedAt,
    {
      event: async (_type, body) => {
        alarms.push('kind' in body ? String(body.kind) : '');
        return { origin: 'node', index: alarms.length, leaf: '' };
      },
    },
    pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
  );
  await vi.advanceTimersByTimeAsync(59_000);
  expect([register.lost(), alarms]).toEqual([false, []]);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect([register.lost(), alarms]).toEqual([true, ['register_lost']]);
  followedAt = performance.now();
  expect(register.lost()).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(alarms).toEqual(['register_lost', 'register_answers']);
  expect(logged.length).toBe(2);
  register.stop();
});

test('an alarm that the audit log refuses is recorded once it takes it, and told of once', async () => {
  let isFull = true;
  const [alarms, logged]: [string[], string[]] = [[], []];
  const register = watchRegister(
    () => 60_000,
    {
      event: async (_type, body) => {
        if (isFull) throw new Error('the log is full');
        alarms.push('kind' in body ? String(body.kind) : '');
        return { origin: 'node', index: alarms.length, leaf: '' };
      },
    },
    pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
  );
  await vi.advanceTimersByTimeAsync(5_000);
  expect([alarms, logged.length]).toEqual([[], 1]);
  isFull = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect([alarms, logged.length]).toEqual([['register_lost'], 1]);
  register.stop();
});
