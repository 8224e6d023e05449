import { periodsBehind, volumesOf, type Counted } from '@agency-graph/gateway/inquiry';
import { expect, test } from 'vitest';

const counted = (account: string, token: string, last: string, counts: readonly number[]) =>
  ({ account, token, last, counts }) satisfies Counted & { account: string };

test('an account’s tokens of several months are one account, held against its own usual and its peers’ median', () => {
  const volumes = volumesOf(
    [
      counted('A-1', 'march', '2026-03-09T00:00:00.000000Z', [30, 2, 0, 0, 0]),
      counted('A-1', 'february', '2026-02-27T00:00:00.000000Z', [0, 4, 6, 4, 4]),
      counted('A-2', 'x', '2026-03-08T00:00:00.000000Z', [10, 10, 10, 10, 10]),
      counted('A-3', 'y', '2026-03-07T00:00:00.000000Z', [4, 0, 0, 0, 0]),
    ],
    4,
  );
  expect(volumes.map(({ account, records, usual, peers }) => [account, records, usual, peers])).toEqual([
    ['A-1', 30, 5, 7],
    ['A-3', 4, 0, 20],
    ['A-2', 10, 10, 17],
  ]);
  expect(volumes[0]!.last).toBe('2026-03-09T00:00:00.000000Z');
});

test('who did nothing in the period is nobody’s peer', () => {
  const [only, ...others] = volumesOf(
    [
      counted('A-1', 'x', '2026-03-09T00:00:00.000000Z', [3, 0, 0, 0, 0]),
      counted('A-2', 'y', '2026-02-09T00:00:00.000000Z', [0, 90, 0, 0, 0]),
    ],
    4,
  );
  expect([only?.account, only?.peers, others]).toEqual(['A-1', 0, []]);
});

test('what is usual is of periods that the log has wholly, and nobody’s where it has none', () => {
  const week = { from: '2026-03-08T00:00:00.000000Z', to: '2026-03-15T00:00:00.000000Z' };
  const since = (day: string): number => periodsBehind(week, `2026-${day}T00:00:00.000000Z`);
  expect(['01-01', '02-08', '02-09', '02-22', '03-01', '03-02', '03-10'].map(since)).toEqual([4, 4, 3, 2, 1, 0, 0]);
  expect(periodsBehind(week, null)).toBe(0);

  const one = [counted('A-1', 'x', '2026-03-09T00:00:00.000000Z', [12, 10, 2, 0, 0])];
  expect([0, 1, 2, 4].map((periods) => volumesOf(one, periods)[0]!.usual)).toEqual([null, 10, 6, 3]);
});
