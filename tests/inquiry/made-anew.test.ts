import { join } from 'node:path';
import {
  createEntries,
  createSearch,
  createShipper,
  scan,
  type Leaf,
  type Question,
} from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createPool, migrate, remakeSchema, withClient } from '@agency-graph/postgres';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EVER } from '../../gateway/src/inquiry/question.js';
import type { Answered } from '../../gateway/src/inquiry/search.js';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

const MIGRATIONS = join(import.meta.dirname, '../../gateway/migrations');
const [HOUR, DAY] = [3_600_000, 86_400_000];
const timeOf = (milliseconds: number): string =>
  `${new Date(Date.parse('2026-03-01T00:00:00Z') + milliseconds).toISOString().slice(0, -1)}000Z`;
/** Of each log, and that at which its clock was set back by five days. */
const [SIZE, STEP] = [400, 250];

/** A log of a record each hour, one in three of them an alarm: that of one log are not those of another. */
function logOf(origin: string, firstAlarm: number) {
  const all = Array.from({ length: SIZE }, (_, index): Leaf => {
    const body =
      index % 3 === firstAlarm
        ? { type: 'alarm', kind: 'test', n: 1 }
        : { type: 'node_start', origin, version: '1', runtime: 'v24', size: 0 };
    const at = timeOf(index * HOUR - (index < STEP ? 0 : 5 * DAY));
    const bytes = Buffer.from(writeRecord({ ...body, v: 1, at, nonce: `${'0'.repeat(21)}A` } as unknown as LogRecord));
    return { index, bytes, leaf: leafHash(bytes) };
  });
  return createEntries({
    origin,
    size: () => SIZE,
    published: () => SIZE,
    leaf: (index) => all[index] ?? null,
    leaves: (from) => all.slice(from),
  });
}
const entries = logOf('accesses', 0);
const others = logOf('auditors', 1);

let database: EmbeddedDatabase;
let writer: Pool;
let reader: Pool;
beforeAll(async () => {
  database = await embeddedDatabase('inquiry', ['index_writer', 'index_reader']);
  await migrate(database.ownerUrl, MIGRATIONS);
  const open = (role: string) => createPool({ url: database.as(role), applicationName: 'test' });
  [writer, reader] = [open('index_writer'), open('index_reader')];
});
afterAll(async () => {
  await Promise.all([writer.end(), reader.end()]);
  await database.close();
});

const ship = (log = entries, parts: { readonly writer?: Pool } = {}) =>
  createShipper({ entries: log, writer, reader, ...parts }).ship();
const makeAnew = () => remakeSchema(database.ownerUrl, MIGRATIONS, 'audit_index');
beforeEach(async () => {
  await makeAnew();
  await ship(entries);
  await ship(others);
});

/** The index as who asks sees it, to whom something happens just before the first lists are read, and just after. */
function readerTo(before: () => Promise<unknown>, after: () => Promise<unknown>): Pool {
  let happened = false;
  const query = async (...asked: Parameters<Pool['query']>): Promise<unknown> => {
    const isFirst = !happened && (asked[0] as { name?: string }).name === 'audit_index.lists';
    if (!isFirst) return reader.query(...asked);
    happened = true;
    await before();
    const read = await reader.query(...asked);
    await after();
    return read;
  };
  return Object.assign(Object.create(reader) as Pool, { query });
}

const indexesOf = ({ entries: found }: Pick<Answered, 'entries'>): readonly number[] => found.map(({ index }) => index);
const plainly = (log: typeof entries, question: Question, period: typeof EVER): readonly number[] =>
  indexesOf(scan(log, question, period, { below: SIZE, first: SIZE, line: null }));

const nothing = () => Promise.resolve();
const truncate = () =>
  withClient(database.ownerUrl, (owner) =>
    owner.query('truncate audit_index.batch, audit_index.fieldset, audit_index.operation, audit_index.posting'),
  );
const inOtherOrder = async () => {
  await makeAnew();
  await ship(others);
  await ship(entries);
};

describe.each([
  ['made anew', makeAnew, nothing],
  ['emptied', truncate, nothing],
  ['made anew, and shipped at once in another order of logs', inOtherOrder, nothing],
  ['made anew, and shipped as soon as it was asked', makeAnew, () => ship(entries)],
  ['emptied, and shipped as soon as it was asked', truncate, () => ship(entries)],
] as const)('while the index is %s', (_, before, after) => {
  const searching = () => createSearch({ entries, reader: readerTo(before, after), check: null });
  const ofDay = { from: timeOf(6 * DAY), to: timeOf(7 * DAY) };

  test.each<readonly [Question, typeof EVER]>([
    [{ kind: 'alarms' }, EVER],
    [{ kind: 'alarms' }, ofDay],
    [{ kind: 'everything' }, ofDay],
  ])(
    '%j of %j is answered as the log answers it, and no index is said to have been asked',
    async (question, period) => {
      const plain = plainly(entries, question, period);
      expect(plain.length).toBeGreaterThan(10);
      const page = await searching().find({ question, period, after: null, first: SIZE, line: null });
      expect(indexesOf(page)).toEqual(plain);
      expect([page.next, page.forged, page.indexed]).toEqual([null, [], 0]);
    },
  );

  test('where time goes back is told as the log has it, then and afterwards', async () => {
    const search = searching();
    expect(await search.setBack()).toEqual([STEP]);
    expect(await search.setBack()).toEqual([STEP]);
  });
});

test('while nobody can ask the index, what the log answers without it is answered', async () => {
  const waiting = createPool({ url: database.as('index_reader'), applicationName: 'test', statementTimeout: 600_000 });
  await withClient(database.ownerUrl, async (owner) => {
    await owner.query('begin; lock table audit_index.batch');
    const search = createSearch({ entries, reader: waiting, check: null });
    const period = { from: timeOf(6 * DAY), to: timeOf(7 * DAY) };
    const question = { kind: 'everything' } as const;
    const page = await search.find({ question, period, after: null, first: SIZE, line: null });
    expect(indexesOf(page)).toEqual(plainly(entries, question, period));
    expect(await search.setBack()).toEqual([STEP]);
    await owner.query('rollback');
  });
  await waiting.end();
});

test('what is shipped while the index is made anew is posted under no other log’s number', async () => {
  await makeAnew();
  let made = 0;
  const connect = async () => {
    made += 1;
    if (made === 1) {
      // What was the number of the one log is that of the other now, of which nothing is posted yet.
      await makeAnew();
      await writer.query('insert into audit_index.origin (name) values ($1)', [others.source.origin]);
    }
    return writer.connect();
  };
  const query = writer.query.bind(writer);
  await ship(entries, { writer: Object.assign(Object.create(writer) as Pool, { connect, query }) });
  expect(made).toBeGreaterThan(1);
  await ship(others);
  for (const log of [entries, others]) {
    const asked = { question: { kind: 'alarms' }, period: EVER, after: null, first: SIZE, line: null } as const;
    const page = await createSearch({ entries: log, reader, check: null }).find(asked);
    expect(indexesOf(page)).toEqual(plainly(log, asked.question, EVER));
    expect([page.forged, page.indexed]).toEqual([[], SIZE]);
  }
});
