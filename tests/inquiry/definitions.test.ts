import { join } from 'node:path';
import {
  createEntries,
  createIndexCheck,
  createSearch,
  createShipper,
  scan,
  type Leaf,
  type LogSource,
  type Question,
} from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createPool, migrate } from '@agency-graph/postgres';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { syntheticLog, type SyntheticLog } from './support/synthetic-log.js';

/** More than one question may say. */
const MANY = 5_200;
const PERIOD = { from: '2025-01-01T00:00:00.000000Z', to: '2027-01-01T00:00:00.000000Z' };
const common = { accounts: 25, subjects: 60, from: '2025-11-20T00:00:00Z', days: 80 };
/** What a gateway uses is defined in its log again at each restart, so the same comes to be defined very often. */
const old = syntheticLog({ ...common, origin: 'old', seed: 'old', size: 17_000, definedAnew: MANY });
const young = syntheticLog({ ...common, origin: 'young', seed: 'young', size: 1_000 });
const crowded = syntheticLog({ ...common, origin: 'crowded', seed: 'crowded', size: 6_500, namesakes: MANY });
const LAST_OPERATION: Question = { kind: 'operation', operation: 'Op39' };

let database: EmbeddedDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await embeddedDatabase('inquiry');
  await migrate(database.ownerUrl, join(import.meta.dirname, '../../gateway/migrations'));
  pool = createPool({ url: database.url, applicationName: 'test', statementTimeout: 60_000 });
  for (const log of [old, young, crowded]) {
    await createShipper({ entries: createEntries(log), writer: pool, reader: pool }).ship();
  }
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

const plainly = (log: SyntheticLog, question: Question, period = PERIOD): number[] =>
  scan(createEntries(log), question, period, { below: log.size(), first: log.size(), line: null }).entries.map(
    ({ index }) => index,
  );

/** Leaves of the one page that has room for all, and how many leaves were looked at in the log to find them. */
async function found(log: SyntheticLog, question: Question, period = PERIOD) {
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
  const page = await search.find({ question, period, after: null, first: log.size(), line: null });
  expect(page.next).toBeNull();
  return { indexes: page.entries.map(({ index }) => index), looked };
}

/** Keys that a log has of what says this. */
async function keys(log: SyntheticLog, table: 'fieldset' | 'operation', value: string): Promise<number> {
  const { rows } = await pool.query<{ keys: string }>(
    `select count(*) as keys from audit_index.${table} join audit_index.origin on number = origin
     where name = $1 and value = $2`,
    [log.origin, value],
  );
  return Number(rows[0]!.keys);
}

describe('what a log defines again and again', () => {
  test('is one key to ask by, and what became of fields makes no other', async () => {
    expect(await keys(old, 'operation', 'Op39')).toBe(1);
    expect(await keys(old, 'fieldset', 'Document.symbol')).toBe(1);
    // Under two agreements and none, given and withheld.
    expect(await keys(young, 'fieldset', 'Document.symbol')).toBe(3);
  });

  test.each<Question>([
    LAST_OPERATION,
    { kind: 'agency', agency: 'documents' },
    { kind: 'agreement', agreement: 'AGR-02' },
    { kind: 'agreement', agreement: 'AGR-02/3' },
    { kind: 'field', coordinate: 'Document.symbol' },
  ])('is found as the log has it, by the index alone: %o', async (question) => {
    const plain = plainly(old, question);
    expect(plain.length).toBeGreaterThan(300);
    expect(await found(old, question)).toEqual({ indexes: plain, looked: 0 });
  });
});

describe('a name of more operations than one question may say', () => {
  test('is found as the log has it, none of its records left out', async () => {
    const plain = plainly(crowded, LAST_OPERATION);
    expect(plain.length).toBeGreaterThan(300);
    expect((await found(crowded, LAST_OPERATION)).indexes).toEqual(plain);
  });

  test('is looked for where the log may be of the period', async () => {
    const period = { from: '2026-02-01T00:00:00.000000Z', to: '2026-02-03T00:00:00.000000Z' };
    const { indexes, looked } = await found(crowded, LAST_OPERATION, period);
    expect(indexes).toEqual(plainly(crowded, LAST_OPERATION, period));
    expect(indexes.length).toBeGreaterThan(5);
    expect(looked).toBeLessThan(200);
  });

  test('costs another log nothing, which has few', async () => {
    const plain = plainly(young, LAST_OPERATION);
    expect(plain.length).toBeGreaterThan(5);
    expect(await found(young, LAST_OPERATION)).toEqual({ indexes: plain, looked: 0 });
  });
});

/** A log of so many requests, each for as many fields as a field set may have, and none for those of another. */
function wordy(requests: number): LogSource {
  const token = `${'0'.repeat(21)}A`;
  const common = { v: 1, at: '2026-03-01T00:00:00.000000Z', nonce: token };
  const leafAt = (index: number): Leaf => {
    const fields = Array.from({ length: 300 }, (_, field) => `f${index}x${field}`);
    const grants = [{ source: 'members', rule: 'R6', agreement: null, fields }];
    const record =
      index < requests
        ? { type: 'define', fieldset: { agency: 'members', type: 'Member', effect: 'allow', grants } }
        : {
            type: 'outcome',
            txn: token,
            trace: '0'.repeat(32),
            context: 0,
            operation: 0,
            access: [{ fieldset: index - requests, n: 1, records: [token] }],
          };
    const bytes = Buffer.from(writeRecord({ ...common, ...record } as LogRecord));
    return { index, bytes, leaf: leafHash(bytes) };
  };
  const all = Array.from({ length: 2 * requests }, (_, index) => leafAt(index));
  return {
    origin: 'wordy',
    size: () => all.length,
    published: () => all.length,
    leaf: (index) => all[index] ?? null,
    leaves: (from) => all.slice(from),
  };
}

test('where very much is said another batch begins, and the index holds what the log says of both', async () => {
  const log = wordy(200);
  const entries = createEntries(log);
  await createShipper({ entries, writer: pool, reader: pool }).ship();
  const { rows } = await pool.query<{ said: string }>(
    `select cardinality(definitions) as said from audit_index.batch join audit_index.origin on number = origin
     where name = $1 order by first`,
    [log.origin],
  );
  expect(rows.map(({ said }) => Number(said))).toEqual([167, 33]);
  const search = createSearch({ entries, reader: pool, check: createIndexCheck(entries, pool) });
  for (const request of [3, 199]) {
    const question: Question = { kind: 'field', coordinate: `Member.f${request}x7` };
    const page = await search.find({ question, period: PERIOD, after: null, first: 5, line: null });
    expect(page).toMatchObject({ distrusted: [], forged: [], next: null, indexed: log.size() });
    expect(page.entries.map(({ index }) => index)).toEqual([200 + request]);
  }
});
