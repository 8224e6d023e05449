import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTurns, type Turns } from '../../../gateway/src/http/turns.js';

/** How busy this thread is, as a test says: a share of the time. */
let busy = 1;
let turns: Turns;
/** Whose requests have begun, in order, and what ends each of them. */
let begun: { readonly client: string; readonly end: () => void }[];
beforeEach(() => {
  vi.useFakeTimers();
  busy = 1;
  begun = [];
  turns = createTurns(() => ({ active: busy, idle: 1 - busy, utilization: busy }));
});
afterEach(() => {
  vi.useRealTimers();
});

const ask = (requests: number, client: string): void => {
  for (let n = 0; n < requests; n += 1) void turns.take(client).then((end) => begun.push({ client, end }));
};
const looks = async (times: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(5 * times));
const clients = (): string => begun.map(({ client }) => client).join('');

describe('turns', () => {
  test('a thread that is busy begins eight requests, and another where one is over', async () => {
    ask(20, 'a');
    await looks(100);
    expect(begun).toHaveLength(8);
    begun[3]!.end();
    await looks(0);
    expect(begun).toHaveLength(9);
  });

  test('clients have theirs one after the other, however much one of them asks', async () => {
    ask(12, 'a');
    ask(2, 'b');
    for (let n = 0; n < 5; n += 1) {
      await looks(0);
      begun[n]!.end();
    }
    await looks(0);
    expect(clients()).toBe('aaaaaaaaababa');
  });

  test('a thread that waits for others begins all that there is, and none more than before where it is busy again', async () => {
    busy = 0.1;
    ask(200, 'a');
    await looks(5);
    expect(begun).toHaveLength(200);
    busy = 1;
    for (const { end } of begun.splice(0)) end();
    await looks(50);
    ask(200, 'a');
    await looks(50);
    expect(begun).toHaveLength(8);
  });

  test('one that is nearly busy begins one more at a time', async () => {
    busy = 0.8;
    ask(200, 'a');
    await looks(10);
    expect(begun).toHaveLength(18);
  });

  test('nothing is looked at where nobody waits', async () => {
    busy = 0.1;
    ask(30, 'a');
    await looks(2);
    for (const { end } of begun) end();
    await looks(100);
    expect(vi.getTimerCount()).toBe(0);
  });
});
