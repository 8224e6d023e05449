import { join } from 'node:path';
import { createEntries, createSearch, createShipper, scan, type Question } from '@agency-graph/gateway/inquiry';
import { createPool, migrate } from '@agency-graph/postgres';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { syntheticLog, type SyntheticLog } from './support/synthetic-log.js';

/** What a gateway uses is defined in its log again at each restart, so one name comes to be defined very often. */
const DEFINED_ANEW = 5_200;
const PERIOD = { from: '2025-01-01T00:00:00.000000Z', to: '2027-01-01T00:00:00.000000Z' };
const common = { accounts: 25, subjects: 60, from: '2025-11-20T00:00:00Z', days: 80 };
const old = syntheticLog({ ...common, origin: 'old', seed: 'old', size: 6_500, definedAnew: DEFINED_ANEW });
const young = syntheticLog({ ...common, origin: 'young', seed: 'young', size: 1_000 });
const LAST_OPERATION: Question = { kind: 'operation', operation: 'Op39' };

let database: EmbeddedDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await embeddedDatabase('inquiry');
  await migrate(database.ownerUrl, join(import.meta.dirname, '../../gateway/migrations'));
  pool = createPool({ url: database.url, applicationName: 'test' });
  for (const log of [old, young]) {
    await createShipper({ entries: createEntries(log), writer: pool, reader: pool }).ship();
  }
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

const plainly = (log: SyntheticLog, below = log.size()): number[] =>
  scan(createEntries(log), LAST_OPERATION, PERIOD, { below, first: log.size(), line: null }).entries.map(
    ({ index }) => index,
  );

/** Leaves of the one page that has room for all, and how many leaves were looked at in the log to find them. */
async function found(log: SyntheticLog, after: number | null = null) {
  let looked = 0;
  const entries = createEntries(log);
  const counted = {
    ...entries,
    between: (from: number, to: number) => {
      looked += to - from;
      return entries.between(from, to);
    },
  };
  const search = createSearch({ entries: counted, reader: pool, check: null });
  const page = await search.find({ question: LAST_OPERATION, period: PERIOD, after, first: log.size(), line: null });
  expect(page.next).toBeNull();
  return { indexes: page.entries.map(({ index }) => index), looked };
}

describe('an operation that was defined more often than one question may say', () => {
  test('is found as the log has it, none of its records left out', async () => {
    expect(plainly(old).length).toBeGreaterThan(300);
    expect((await found(old)).indexes).toEqual(plainly(old));
  });

  test('is asked of the index below a leaf before which it was defined less often', async () => {
    expect(await found(old, 5_000)).toEqual({ indexes: plainly(old, 5_000), looked: 0 });
  });

  test('costs another log nothing, which has few definitions of its own', async () => {
    expect(plainly(young).length).toBeGreaterThan(5);
    expect(await found(young)).toEqual({ indexes: plainly(young), looked: 0 });
  });
});
