import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import { createCounts, type CountedCalls, type Counts } from '../../../gateway/src/volume/counts.js';
import type { EmbeddedDatabase } from '../../support/embedded-database.js';
import { testDirectory } from '../fixture/directory.js';

let database: EmbeddedDatabase;
const opened: { destroy(): Promise<void> }[] = [];
beforeAll(async () => {
  database = await testDirectory([]);
});
afterAll(async () => {
  for (const one of opened) await one.destroy();
  await database?.close();
});

/** The counts as one more gateway on the database sees them. */
const gateway = (): Counts => {
  const db = createKysely<GatewayDatabase>(
    createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 4 }),
  );
  opened.push(db);
  return createCounts(db);
};
const numbers = (from: number, to: number): bigint[] =>
  Array.from({ length: to - from }, (_, index) => BigInt(from + index));
const TODAY = '2026-03-15';

describe('subjects of a day', () => {
  test('the 201st is not within 200, and those counted stay so', async () => {
    const counts = gateway();
    expect(await counts.subjects('a', TODAY, numbers(0, 201), 200)).toEqual(new Set(numbers(0, 200)));
    expect(await counts.subjects('a', TODAY, numbers(150, 250), 200)).toEqual(new Set(numbers(150, 200)));
    expect(await counts.subjects('a', TODAY, numbers(300, 301), 200)).toEqual(new Set());
  });

  test('50 queries in parallel on two gateways show no more together than one', async () => {
    const [one, other] = [gateway(), gateway()];
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? one : other).subjects('b', TODAY, numbers(index * 7, index * 7 + 20), 200),
      ),
    );
    const shown = new Set(taken.flatMap((set) => [...set]));
    expect(shown.size).toBe(200);
  });

  test('a gateway that starts later, or anew, knows what others counted', async () => {
    await gateway().subjects('c', TODAY, numbers(0, 5), 5);
    const later = gateway();
    expect(await later.subjects('c', TODAY, numbers(4, 9), 5)).toEqual(new Set(numbers(4, 5)));
    expect(await later.subjects('c', '2026-03-16', numbers(4, 9), 5)).toEqual(new Set(numbers(4, 9)));
  });

  test('whoever begins a day takes with it what is over, also of somebody who never comes again', async () => {
    const counts = gateway();
    await counts.subjects('gone', '2026-03-12', numbers(0, 50), 200);
    await counts.subjects('yesterday', '2026-03-14', numbers(0, 50), 200);
    await counts.subjects('comes', TODAY, numbers(0, 1), 200);
    const kept = async (table: string): Promise<string[]> => {
      const asked = `select distinct bucket from ${table} where bucket in ('gone', 'yesterday')`;
      const { rows } = await withClient(database.ownerUrl, (client) => client.query<{ bucket: string }>(asked));
      return rows.map(({ bucket }) => bucket);
    };
    expect([await kept('volume_subject'), await kept('volume_day')]).toEqual([['yesterday'], ['yesterday']]);
  });

  test('repeated ones count once; buckets do not touch each other; a lower cap takes nothing new', async () => {
    const counts = gateway();
    expect(await counts.subjects('d', TODAY, [1n, 1n, 2n, 1n], 2)).toEqual(new Set([1n, 2n]));
    expect(await counts.subjects('e', TODAY, [1n, 3n], 2)).toEqual(new Set([1n, 3n]));
    expect(await counts.subjects('d', TODAY, [3n], 1)).toEqual(new Set());
    expect(await counts.subjects('d', TODAY, [-1n, 2n ** 63n - 1n], 4)).toEqual(new Set([-1n, 2n ** 63n - 1n]));
  });
});

/** Calls of which a bucket may have 50 an hour. */
const calls = (bucket: string, at: number, number: number): CountedCalls => ({
  at,
  number,
  hourly: [{ bucket, most: 50 }],
  day: TODAY,
  subjects: [],
  daily: [],
});

describe('calls of an hour', () => {
  const HOUR = 3_600_000;
  const NOW = Date.parse('2026-03-15T02:00:00Z');

  test('the 51st is refused, until an hour after the first', async () => {
    const counts = gateway();
    for (let call = 0; call < 50; call += 1) expect(await counts.calls(calls('v', NOW + call, 1))).toBe(true);
    expect(await counts.calls(calls('v', NOW + HOUR - 1, 1))).toBe(false);
    expect(await counts.calls(calls('v', NOW + HOUR, 1))).toBe(true);
    expect(await counts.calls(calls('v', NOW + HOUR, 1))).toBe(false);
  });

  test('several at once count all or none', async () => {
    const counts = gateway();
    expect(await counts.calls(calls('w', NOW, 30))).toBe(true);
    expect(await counts.calls(calls('w', NOW, 21))).toBe(false);
    expect(await counts.calls(calls('w', NOW, 20))).toBe(true);
  });

  test('60 in parallel on two gateways are 50', async () => {
    const [one, other] = [gateway(), gateway()];
    const taken = await Promise.all(
      Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? one : other).calls(calls('x', NOW, 1))),
    );
    expect(taken.filter(Boolean)).toHaveLength(50);
  });
});

describe('calls that count against several meters', () => {
  const AT = Date.parse('2026-03-15T02:00:00Z');
  const meter = (bucket: string, most: number) => ({ bucket, most });
  const both = (hourly: number, ...subjects: readonly bigint[]): CountedCalls => ({
    at: AT,
    number: 1,
    hourly: [meter('agreement z', hourly), meter('account z', 3)],
    day: TODAY,
    subjects,
    daily: [meter('agreement z', 1), meter('another z', 5)],
  });

  test('use up none of them where one refuses, whichever', async () => {
    const counts = gateway();
    expect(await counts.calls(both(2, 1n))).toBe(true);
    for (let call = 0; call < 5; call += 1) {
      expect(await counts.calls(both(1, 1n))).toBe(false);
      expect(await counts.calls(both(2, 2n))).toBe(false);
    }
    expect(await counts.calls(both(2, 1n))).toBe(true);
    expect(await counts.calls({ ...calls('account z', AT, 1), hourly: [meter('account z', 3)] })).toBe(true);
    expect(await counts.calls({ ...calls('account z', AT, 1), hourly: [meter('account z', 3)] })).toBe(false);
    expect(await counts.subjects('another z', TODAY, numbers(2, 7), 5)).toEqual(new Set(numbers(2, 6)));
  });

  test('50 in parallel on two gateways, of different meters, are as many as the fewest allow', async () => {
    const [one, other] = [gateway(), gateway()];
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const hourly = [meter(`account ${index % 5}`, 4), meter('agreement y', 12), meter('agreement x', 30)];
        return (index % 2 === 0 ? one : other).calls({
          ...calls('', AT, 1),
          hourly: index % 3 === 0 ? hourly : hourly.toReversed(),
        });
      }),
    );
    expect(taken.filter(Boolean)).toHaveLength(12);
  });
});

test('what cannot be counted is not said to be within', async () => {
  const db = createKysely<GatewayDatabase>(
    createPool({ url: 'postgres://nobody@127.0.0.1:1/nowhere', applicationName: 'gateway-test', max: 1 }),
  );
  opened.push(db);
  const counts = createCounts(db);
  await expect(counts.subjects('y', TODAY, [1n], 5)).rejects.toThrow();
  await expect(counts.calls(calls('y', 0, 1))).rejects.toThrow();
});
