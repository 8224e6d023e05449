import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import type { Kysely, KyselyPlugin } from 'kysely';
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

const open = (): Kysely<GatewayDatabase> => {
  const db = createKysely<GatewayDatabase>(
    createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 4 }),
  );
  opened.push(db);
  return db;
};
/** The counts as one more gateway on the database sees them. */
const gateway = (): Counts => createCounts(open());
/** A gateway that remembers so many subjects, and how often it asked the database. */
const watched = (mostKnown?: number): { readonly counts: Counts; asked(): number } => {
  let asked = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { counts: createCounts(open().withPlugin(counting), mostKnown), asked: () => asked };
};
/** Counts against one meter. */
const taken = (counts: Counts, bucket: string, day: string, subjects: readonly bigint[], most: number) =>
  counts.subjects([{ bucket, most }], day, subjects);
const numbers = (from: number, to: number): bigint[] =>
  Array.from({ length: to - from }, (_, index) => BigInt(from + index));
const TODAY = '2026-03-15';

describe('subjects of a day', () => {
  test('the 201st is not within 200, and those counted stay so', async () => {
    const counts = gateway();
    expect(await taken(counts, 'a', TODAY, numbers(0, 201), 200)).toEqual(new Set(numbers(0, 200)));
    expect(await taken(counts, 'a', TODAY, numbers(150, 250), 200)).toEqual(new Set(numbers(150, 200)));
    expect(await taken(counts, 'a', TODAY, numbers(300, 301), 200)).toEqual(new Set());
  });

  test('50 queries in parallel on two gateways show no more together than one', async () => {
    const [one, other] = [gateway(), gateway()];
    const shares = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        taken(index % 2 === 0 ? one : other, 'b', TODAY, numbers(index * 7, index * 7 + 20), 200),
      ),
    );
    const shown = new Set(shares.flatMap((set) => [...set]));
    expect(shown.size).toBe(200);
  });

  test('a gateway that starts later, or anew, knows what others counted', async () => {
    await taken(gateway(), 'c', TODAY, numbers(0, 5), 5);
    const later = gateway();
    expect(await taken(later, 'c', TODAY, numbers(4, 9), 5)).toEqual(new Set(numbers(4, 5)));
    expect(await taken(later, 'c', '2026-03-16', numbers(4, 9), 5)).toEqual(new Set(numbers(4, 9)));
  });

  test('whoever begins a day takes with it what is over, also of somebody who never comes again', async () => {
    const counts = gateway();
    await taken(counts, 'gone', '2026-03-12', numbers(0, 50), 200);
    await taken(counts, 'yesterday', '2026-03-14', numbers(0, 50), 200);
    await taken(counts, 'comes', TODAY, numbers(0, 1), 200);
    const kept = async (table: string): Promise<string[]> => {
      const asked = `select distinct bucket from ${table} where bucket in ('gone', 'yesterday')`;
      const { rows } = await withClient(database.ownerUrl, (client) => client.query<{ bucket: string }>(asked));
      return rows.map(({ bucket }) => bucket);
    };
    expect([await kept('volume_subject'), await kept('volume_day')]).toEqual([['yesterday'], ['yesterday']]);
  });

  test('repeated ones count once; buckets do not touch each other; a lower cap takes nothing new', async () => {
    const counts = gateway();
    expect(await taken(counts, 'd', TODAY, [1n, 1n, 2n, 1n], 2)).toEqual(new Set([1n, 2n]));
    expect(await taken(counts, 'e', TODAY, [1n, 3n], 2)).toEqual(new Set([1n, 3n]));
    expect(await taken(counts, 'd', TODAY, [3n], 1)).toEqual(new Set());
    expect(await taken(counts, 'd', TODAY, [-1n, 2n ** 63n - 1n], 4)).toEqual(new Set([-1n, 2n ** 63n - 1n]));
  });
});

describe('subjects that count against several meters', () => {
  const meters = (account: number, agreement: number) => [
    { bucket: 'agreement s', most: agreement },
    { bucket: 'account s', most: account },
  ];
  const counted = async (): Promise<Record<string, number>> => {
    const asked = "select bucket, subjects from volume_day where bucket like '% s' and subjects > 0";
    const { rows } = await withClient(database.ownerUrl, (client) =>
      client.query<{ bucket: string; subjects: number }>(asked),
    );
    return Object.fromEntries(rows.map(({ bucket, subjects }) => [bucket, subjects]));
  };

  test('count where all of them allow, whichever refuses: who may have no more uses up nobody else’s share', async () => {
    const counts = gateway();
    expect(await counts.subjects(meters(3, 100), TODAY, numbers(0, 5))).toEqual(new Set(numbers(0, 3)));
    expect(await counted()).toEqual({ 'account s': 3, 'agreement s': 3 });
    expect(await counts.subjects(meters(3, 100), TODAY, numbers(2, 200))).toEqual(new Set(numbers(2, 3)));
    expect(await counted()).toEqual({ 'account s': 3, 'agreement s': 3 });
    expect(await counts.subjects(meters(100, 5), TODAY, numbers(2, 200))).toEqual(new Set(numbers(2, 5)));
    expect(await counted()).toEqual({ 'account s': 5, 'agreement s': 5 });
    expect(await counts.subjects(meters(100, 5), TODAY, numbers(5, 200))).toEqual(new Set());
    expect(await counted()).toEqual({ 'account s': 5, 'agreement s': 5 });
    // What was given back is not remembered as counted.
    expect(await counts.subjects(meters(6, 100), TODAY, numbers(5, 7))).toEqual(new Set(numbers(5, 6)));
  });

  test('are given what every meter allows, also where the first of them fit one meter alone', async () => {
    const counts = gateway();
    const both = [
      { bucket: 'account t', most: 10 },
      { bucket: 'agreement t', most: 10 },
    ];
    const ofColleague = [{ bucket: 'account t2', most: 10 }, both[1]!];
    expect(await counts.subjects(ofColleague, TODAY, numbers(10, 20))).toEqual(new Set(numbers(10, 20)));
    expect(await counts.subjects(both, TODAY, numbers(0, 20))).toEqual(new Set(numbers(10, 20)));
    expect(await counts.subjects(both, TODAY, numbers(0, 20))).toEqual(new Set(numbers(10, 20)));
  });

  test('in 40 queries at once on two gateways no meter counts more than is given', async () => {
    const [one, other] = [gateway(), gateway()];
    const given = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const account = { bucket: `account ${index % 4} p`, most: 30 };
        const all = [account, { bucket: 'agreement p', most: 70 }, { bucket: 'agreement q', most: 90 }];
        const wanted = numbers(index * 10, index * 10 + 10);
        const counts = index % 2 === 0 ? one : other;
        return counts.subjects(index % 3 === 0 ? all : all.toReversed(), TODAY, wanted);
      }),
    );
    const shown = new Set(given.flatMap((set) => [...set]));
    expect(shown.size).toBe(70);
    const asked = `select split_part(bucket, ' ', 1) || right(bucket, 2) as meters, sum(subjects)::int as counted
      from volume_day where bucket like '% p' or bucket like '% q' group by 1 order by 1`;
    const { rows } = await withClient(database.ownerUrl, (client) => client.query(asked));
    expect(rows).toEqual(['account p', 'agreement p', 'agreement q'].map((meters) => ({ meters, counted: 70 })));
  });
});

describe('subjects that were counted are remembered', () => {
  const TOMORROW = '2026-03-16';

  test('so that reading them again asks no database, until their day is over', async () => {
    const { counts, asked } = watched();
    await taken(counts, 'r', TODAY, numbers(0, 3), 5);
    const once = asked();
    expect(await taken(counts, 'r', TODAY, numbers(1, 3), 5)).toEqual(new Set(numbers(1, 3)));
    expect(asked()).toBe(once);
    await taken(counts, 'r', TOMORROW, numbers(0, 3), 5);
    const twice = asked();
    expect(await taken(counts, 'r', TODAY, numbers(1, 3), 5)).toEqual(new Set(numbers(1, 3)));
    expect(asked()).toBe(twice + 1);
  });

  test('of the buckets that were read last, as many as there is room for together', async () => {
    const { counts, asked } = watched(5);
    const read = (bucket: string) => taken(counts, bucket, TODAY, numbers(0, 2), 5);
    for (const bucket of ['r1', 'r2', 'r1', 'r3']) await read(bucket);
    const before = asked();
    await read('r1');
    await read('r3');
    expect(asked()).toBe(before);
    await read('r2');
    expect(asked()).toBe(before + 1);
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

  test('who was refused is refused for a second without asking, and no longer than there is no room', async () => {
    const { counts, asked } = watched();
    expect(await counts.calls(calls('f', NOW, 48))).toBe(true);
    expect(await counts.calls(calls('f', NOW + 10, 3))).toBe(false);
    const before = asked();
    expect(await counts.calls(calls('f', NOW + 1_009, 3))).toBe(false);
    expect(await counts.calls(calls('f', NOW + 1_009, 4))).toBe(false);
    expect(asked()).toBe(before);
    // Fewer may find room, and so may as many under a higher cap, or later.
    expect(await counts.calls(calls('f', NOW + 1_009, 2))).toBe(true);
    expect(await counts.calls({ ...calls('f', NOW + 1_009, 3), hourly: [{ bucket: 'f', most: 53 }] })).toBe(true);
    expect(await counts.calls(calls('f', NOW + 1_010, 3))).toBe(false);
    expect(asked()).toBeGreaterThan(before + 2);
    // The first 48 are over, and 5 are not.
    expect(await counts.calls(calls('f', NOW + HOUR - 1, 45))).toBe(false);
    expect(await counts.calls(calls('f', NOW + HOUR, 45))).toBe(true);
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
    expect(await taken(counts, 'another z', TODAY, numbers(2, 7), 5)).toEqual(new Set(numbers(2, 6)));
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
  await expect(taken(counts, 'y', TODAY, [1n], 5)).rejects.toThrow();
  await expect(counts.calls(calls('y', 0, 1))).rejects.toThrow();
});
