import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { resolveAgency } from '../../gateway/src/execute/agency/resolve.js';

const resolve = promisify((name: string, all: boolean, done: (error: Error | null, found: unknown) => void): void =>
  resolveAgency(name, { all }, done as never),
);

describe('71: a name is judged each time a connection is made, wherever it led before', () => {
  test.each(['169.254.169.254', '0.0.0.0', '100.100.100.200', 'fe80::1', '::ffff:169.254.169.254', 'fd00:ec2::254'])(
    'one that leads to %s is not called',
    async (address) => {
      await expect(resolve(address, true)).rejects.toMatchObject({ kind: 'address' });
      await expect(resolve(address, false)).rejects.toMatchObject({ kind: 'address' });
    },
  );

  test.each(['127.0.0.1', '::1', '10.1.2.3'])('one that leads to %s is', async (address) => {
    expect(await resolve(address, true)).toEqual([{ address, family: address.includes(':') ? 6 : 4 }]);
    expect(await resolve(address, false)).toBe(address);
  });
});

test('a name is looked up once for all connections that are made meanwhile, and anew for those after', async () => {
  const looked: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => void looked.push(...list.getEntries()));
  observer.observe({ entryTypes: ['dns'] });
  const lookUps = (): number => looked.push(...observer.takeRecords());
  const ofAll = await Promise.all(Array.from({ length: 50 }, () => resolve('localhost', true)));
  expect([lookUps(), new Set(ofAll.map((one) => JSON.stringify(one))).size]).toEqual([1, 1]);
  expect(await resolve('localhost', true)).toEqual(ofAll[0]);
  expect(lookUps()).toBe(2);
  observer.disconnect();
});

test('where a name is none all of them are told', async () => {
  const told = await Promise.allSettled(Array.from({ length: 3 }, () => resolve('x'.repeat(300), true)));
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
