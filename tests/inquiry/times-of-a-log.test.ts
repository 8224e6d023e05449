import { createEntries, createSearch, type Leaf } from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createPool } from '@agency-graph/postgres';
import { afterAll, expect, test } from 'vitest';
import { monthsOfLog } from '../../gateway/src/inquiry/months.js';
import { EVER } from '../../gateway/src/inquiry/question.js';
import { timesOf } from '../../gateway/src/inquiry/stretches.js';

// Nothing listens there: the log itself is searched.
const reader = createPool({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' });
afterAll(() => reader.end());

/** A log of records of these days; what begins with `<` says that the clock was set, as a log that was let go on does not. */
function logOf(days: readonly string[]) {
  const leafAt = (index: number): Leaf => {
    const day = days[index]!;
    const body = day.startsWith('<') ? { type: 'clock_step', microseconds: -1 } : { type: 'heartbeat', size: 0 };
    const at = `${day.replace('<', '')}T00:00:00.000000Z`;
    const record = { ...body, v: 1, at, nonce: `${'0'.repeat(21)}A` } as unknown as LogRecord;
    const bytes = Buffer.from(writeRecord(record));
    return { index, bytes, leaf: leafHash(bytes) };
  };
  return createEntries({
    origin: 'times',
    size: () => days.length,
    published: () => days.length,
    leaf: (index) => (index >= 0 && index < days.length ? leafAt(index) : null),
    *leaves(from) {
      for (let index = from; index < days.length; index += 1) yield leafAt(index);
    },
  });
}

const searchIn = (days: readonly string[]) => createSearch({ entries: logOf(days), reader, check: null });
const monthsIn = async (days: readonly string[], now: string, period = EVER) => {
  const times = timesOf(logOf(days), await searchIn(days).setBack());
  return monthsOfLog({ times: () => Promise.resolve(times) }, period, Date.parse(now));
};

test('a log is of every month between its first and its last record, and of the present one', async () => {
  expect(await monthsIn(['2025-11-20', '2026-02-01'], '2026-03-15')).toEqual([
    '2025-11',
    '2025-12',
    '2026-01',
    '2026-02',
    '2026-03',
  ]);
  expect(await monthsIn([], '2026-03-15')).toEqual(['2026-03']);
});

test('a log whose clock was ahead and set back is of the months that it was ahead in, too', async () => {
  const days = ['2026-11-30', '2026-12-02', '<2026-11-30', '2026-11-30'];
  expect(await monthsIn(days, '2026-11-30')).toEqual(['2026-11', '2026-12']);
  expect(await monthsIn(['2031-05-01', '<2026-11-30'], '2026-11-30')).toEqual(['2031-05', '2026-11']);
});

test('of the months of a log a period has those that it touches', async () => {
  const period = { from: '2026-01-31T00:00:00.000000Z', to: '2026-02-02T00:00:00.000000Z' };
  expect(await monthsIn(['2025-11-20', '2026-05-01'], '2026-06-01', period)).toEqual(['2026-01', '2026-02']);
  expect(await monthsIn(['2026-05-01'], '2026-06-01', period)).toEqual([]);
});

test('a clock that was off by thousands of years does not keep its log from being asked', async () => {
  const months = await monthsIn(['2026-11-30', '9998-01-01'], '2026-12-01');
  expect(months.slice(0, 2)).toEqual(['2026-11', '2026-12']);
  expect(months).toHaveLength(1_200);
});

test('time goes back at each leaf that is older than the one before, whether or not anything says so', async () => {
  const days = ['2026-01-02', '<2026-01-01', '2026-01-02', '2026-01-01', '<2026-01-01', '2026-01-03'];
  expect(await searchIn(days).setBack()).toEqual([1, 3]);
  expect(await searchIn([]).setBack()).toEqual([]);
});

test('of a log that is too long to look through it is not told where its time goes back', async () => {
  const days = Array.from({ length: 100_001 }, () => '2026-01-01');
  expect(await searchIn(days).setBack()).toBeNull();
});
