import { periodsBehind, volumesOf, type Counted } from '@agency-graph/gateway/inquiry';
import { expect, test } from 'vitest';
import { periodOf } from '../../gateway/src/inquiry/ask.js';
import { countVolumes, pastOf } from '../../gateway/src/inquiry/volumes.js';
import { contextOf, REQUEST, searchIn, token } from './support/small-log.js';

const week = { from: '2026-03-08T00:00:00.000000Z', to: '2026-03-15T00:00:00.000000Z' };
const LONG_AGO = '2026-01-01T00:00:00.000000Z';

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
    week,
    LONG_AGO,
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
    week,
    LONG_AGO,
  );
  expect([only?.account, only?.peers, others]).toEqual(['A-1', 0, []]);
});

test('what is usual is of periods that the log has wholly, and nobody’s where it has none', () => {
  const since = (day: string): number => periodsBehind(week, `2026-${day}T00:00:00.000000Z`);
  expect(['01-01', '02-08', '02-09', '02-22', '03-01', '03-02', '03-10'].map(since)).toEqual([4, 4, 3, 2, 1, 0, 0]);
  expect(periodsBehind(week, null)).toBe(0);

  const one = [counted('A-1', 'x', '2026-03-09T00:00:00.000000Z', [12, 10, 2, 0, 0])];
  const usual = ['03-10', '03-01', '02-22', '01-01'].map((day) => volumesOf(one, week, `2026-${day}T00:00:00.000000Z`));
  expect(usual.map(([volume]) => volume!.usual)).toEqual([null, 10, 6, 3]);
});

test('of what stands by its token of a month only periods of that month are known', () => {
  const since = (from: string) => {
    const period = { from: `2026-03-${from}T00:00:00.000000Z`, to: '2026-03-31T00:00:00.000000Z' };
    return volumesOf([counted('march', 'march', '2026-03-30T00:00:00.000000Z', [12, 10, 2, 0, 0])], period, LONG_AGO);
  };
  expect(['16', '15', '21', '24'].map((from) => since(from)[0]!.usual)).toEqual([10, null, 6, 4]);
});

test('a period that is not over is compared with times as long as it lasts so far', () => {
  const period = periodOf('2026-03-01', '2026-03-31');
  const during = Date.parse('2026-03-10T00:00:00Z');
  expect(pastOf(period, during)).toEqual({ from: period.from, to: '2026-03-10T00:00:00.000000Z' });
  expect(pastOf(period, Date.parse('2026-04-01T00:00:00Z'))).toEqual(period);
  expect(pastOf(period, Date.parse('2026-02-01T00:00:00Z'))).toEqual(period);
});

test('a week of the middle of a month counts what lies in it, to the microsecond, and so do those before', async () => {
  const [february, march] = [0, 1];
  const at = (context: number, time: string) => ({
    ...REQUEST,
    type: 'outcome',
    context,
    access: [],
    at: `2026-${time}Z`,
  });
  const records = [
    contextOf('february', 'G07'),
    contextOf('march', 'G07'),
    at(february, '02-14T16:59:59.999999'),
    at(february, '02-14T17:00:00.000000'),
    at(february, '02-28T16:59:59.999999'),
    at(february, '02-28T17:00:00.000000'),
    at(march, '03-07T16:59:59.999999'),
    at(march, '03-07T17:00:00.000000'),
    at(march, '03-14T16:59:59.999999'),
    at(march, '03-14T17:00:00.000000'),
    at(march, '03-21T16:59:59.999999'),
    at(march, '03-21T17:00:00.000000'),
  ];
  const period = periodOf('2026-03-15', '2026-03-21');
  const { counted: found, all, oldest } = await countVolumes(searchIn(records), 'G07', period, null);
  expect(all).toBe(true);
  expect(oldest).toBe('2026-02-14T17:00:00.000000Z');
  expect(new Map(found.map((one) => [one.token, one.counts]))).toEqual(
    new Map([
      [token('march'), [2, 2, 1, 0, 0]],
      [token('february'), [0, 0, 1, 1, 1]],
    ]),
  );
  const [volume] = volumesOf(
    found.map((one) => ({ ...one, account: 'A-1' })),
    period,
    oldest,
  );
  expect(volume).toMatchObject({ records: 2, usual: 1.5, last: '2026-03-21T16:59:59.999999Z' });
});
