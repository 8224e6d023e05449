import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEntries,
  createIndexCheck,
  type IndexCheck,
  createSearch,
  createShipper,
  scan,
  type Leaf,
  type Line,
  type Question,
} from '@agency-graph/gateway/inquiry';
import { leafHash } from '@agency-graph/ledger';
import { readRecord, writeRecord, type LogRecord } from '@agency-graph/ledger/records';
import { createPool, ensureRole, migrate, remakeSchema, withClient } from '@agency-graph/postgres';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { syntheticLog } from './support/synthetic-log.js';

const MIGRATIONS = join(import.meta.dirname, '../../gateway/migrations');
const ALL = { from: '2025-01-01T00:00:00.000000Z', to: '2027-01-01T00:00:00.000000Z' };
const SIZE = 1_200;
const log = syntheticLog({
  seed: 'index',
  size: SIZE,
  accounts: 25,
  subjects: 60,
  from: '2025-11-20T00:00:00Z',
  days: 80,
});
const entries = createEntries(log);

let database: EmbeddedDatabase;
let writer: Pool;
let reader: Pool;
const open = (url: string): Pool => createPool({ url, applicationName: 'test' });
beforeAll(async () => {
  database = await embeddedDatabase('inquiry', ['index_writer', 'index_reader']);
  await migrate(database.ownerUrl, MIGRATIONS);
  writer = open(database.as('index_writer'));
  reader = open(database.as('index_reader'));
});
afterAll(async () => {
  await Promise.all([writer.end(), reader.end()]);
  await database.close();
});

const tokensOf = (number: number): ReadonlySet<string> =>
  new Set(log.months.map((month) => log.subject(number, month)));
const subjectOf = (number: number): Question => ({ kind: 'subject', tokens: tokensOf(number), plain: null });

const question: fc.Arbitrary<Question> = fc.oneof(
  fc.nat(70).map(subjectOf),
  fc.nat(45).map((n): Question => ({ kind: 'account', tokens: new Set([log.account(n)]) })),
  fc.record({
    kind: fc.constantFrom('record' as const, 'subject' as const),
    tokens: fc.nat(90).map((n) => (n > 70 ? new Set<string>() : tokensOf(n))),
    plain: fc.record({ type: fc.constantFrom('Task', 'Document'), id: fc.nat(70).map((n) => `T-${n}`) }),
  }),
  fc.nat(70).map((n): Question => ({ kind: 'person', tokens: tokensOf(n) })),
  fc.constantFrom('G000', 'G007', 'G999').map((id): Question => ({ kind: 'organisation', id })),
  fc.constantFrom('members', 'tasks', 'nobody').map((agency): Question => ({ kind: 'agency', agency })),
  fc.constantFrom('AGR-01', 'AGR-02/3', 'AGR-02/9').map((agreement): Question => ({ kind: 'agreement', agreement })),
  fc.constantFrom('INSPECTION', 'NONE').map((purpose): Question => ({ kind: 'purpose', purpose })),
  fc
    .constantFrom('Member.phone', 'Task.dueOn', 'Task.phone')
    .map((coordinate): Question => ({ kind: 'field', coordinate })),
  fc.nat(45).map((n): Question => ({ kind: 'operation', operation: `Op${n}` })),
  fc.constantFrom<Question>({ kind: 'denials' }, { kind: 'alarms' }, { kind: 'everything' }),
);
/** Of a central body, of two organisations, and of one that does not exist. */
const line = fc.constantFrom<Line>(null, new Set(['G000', 'G007']), new Set(['G999']));
const day = fc
  .nat(90)
  .map((n) => `${new Date(Date.parse('2025-11-15') + n * 86_400_000).toISOString().slice(0, -1)}000Z`);

/** All pages of a question, one after the other. */
async function everyPage(
  asked: Question,
  period = ALL,
  first = 20,
  check: IndexCheck | null = createIndexCheck(entries, reader),
  line: Line = null,
) {
  const search = createSearch({ entries, reader, check });
  const found: number[] = [];
  const forged: number[] = [];
  for (let after = null, pages = 0; pages < 2_000; pages += 1) {
    const page = await search.find({ question: asked, period, after, first, line });
    found.push(...page.entries.map(({ index }) => index));
    forged.push(...page.forged.map(({ index }) => index));
    const { next, indexed, size, distrusted } = page;
    if (next === null) return { found, forged, indexed, size, distrusted };
    after = page.next as never;
  }
  throw new Error('the pages do not end');
}

const plainly = (asked: Question, period = ALL, line: Line = null): number[] =>
  scan(entries, asked, period, { below: log.size(), first: SIZE, line }).entries.map(({ index }) => index);

describe('the index', () => {
  test('before anything is shipped, questions are answered from the log', async () => {
    log.grow(300);
    expect(await everyPage({ kind: 'denials' })).toEqual({
      found: plainly({ kind: 'denials' }),
      forged: [],
      distrusted: [],
      indexed: 0,
      size: 300,
    });
  });

  test('two shippers of one log post each leaf once', async () => {
    log.grow(SIZE - 150);
    const ship = () => createShipper({ entries, writer, reader, batch: 97 }).ship();
    await Promise.all([ship(), ship(), ship()]);
    const { rows } = await reader.query<{ leaves: string; posted: string; postings: string }>(
      `select sum(next - first) as leaves, sum(postings) as posted, (select count(*) from audit_index.posting) as postings
       from audit_index.batch`,
    );
    expect(Number(rows[0]!.leaves)).toBe(SIZE - 150);
    expect(rows[0]!.posted).toBe(rows[0]!.postings);
  });

  test('every question is answered as the log answers it, whatever is not shipped yet', async () => {
    log.grow(SIZE);
    await fc.assert(
      fc.asyncProperty(question, line, day, day, fc.integer({ min: 5, max: 40 }), async (asked, of, a, b, first) => {
        const period = { from: a < b ? a : b, to: a < b ? b : a };
        const answered = await everyPage(asked, period, first, null, of);
        expect(answered).toMatchObject({ found: plainly(asked, period, of), forged: [], distrusted: [], size: SIZE });
      }),
      { numRuns: 120 },
    );
  });

  test('of a batch that a month ends in both months are found, wherever a page ends', async () => {
    for (let account = 1; account < 25; account += 1) {
      const asked: Question = { kind: 'account', tokens: new Set([log.account(account)]) };
      for (const first of [1, 2, 3]) expect((await everyPage(asked, ALL, first, null)).found).toEqual(plainly(asked));
    }
  });

  test('everything of a line is found where it stands, those too whom nobody let in, and nothing else is read for it', async () => {
    const shipped = SIZE - 150;
    const read: number[] = [];
    const at = (index: number) => {
      read.push(index);
      return entries.at(index);
    };
    const search = createSearch({ entries: { ...entries, at }, reader, check: null });
    const own = new Set(['G000', 'G007']);
    const everything = {
      question: { kind: 'everything' },
      period: ALL,
      after: shipped,
      first: SIZE,
      line: own,
    } as const;
    const { entries: found, next } = await search.find(everything);
    expect(next).toBeNull();
    expect(read).toEqual(plainly(everything.question, ALL, own).filter((index) => index < shipped));
    expect(found.map(({ index }) => index)).toEqual(read);
    expect(found.some(({ context, record }) => context === null && record.type === 'denied')).toBe(true);
  });

  test('everything of a period is read in the log where that may be of it, and what is not shipped yet', async () => {
    const looked: number[] = [];
    const between = (from: number, to: number) => {
      looked.push(to - from);
      return entries.between(from, to);
    };
    const search = createSearch({ entries: { ...entries, between }, reader, check: createIndexCheck(entries, reader) });
    const everything = { kind: 'everything' } as const;
    const period = { from: '2025-12-20T00:00:00.000000Z', to: '2025-12-21T00:00:00.000000Z' };
    const page = await search.find({ question: everything, period, after: null, first: SIZE, line: null });
    expect(page.next).toBeNull();
    expect(page.entries.map(({ index }) => index)).toEqual(plainly(everything, period));
    expect(page.entries.length).toBeGreaterThan(5);
    // Beside what is not shipped: a day's leaves, and what stands next to them.
    expect(looked.reduce((sum, leaves) => sum + leaves)).toBeLessThan(150 + 20);
  });

  test('of what all others did much of, a line’s auditor reads what is of the line alone', async () => {
    const shipped = SIZE - 150;
    const read = new Set<number>();
    const at = (index: number) => {
      read.add(index);
      return entries.at(index);
    };
    const search = createSearch({ entries: { ...entries, at }, reader, check: null });
    for (const asked of [
      { kind: 'purpose', purpose: 'MEMBER_ADMIN' },
      { kind: 'account', tokens: new Set([log.account(0)]) },
    ] as const) {
      read.clear();
      const own = new Set(['G004']);
      const page = await search.find({ question: asked, period: ALL, after: shipped, first: SIZE, line: own });
      const plain = plainly(asked, ALL, own).filter((index) => index < shipped);
      expect(page).toMatchObject({ next: null, forged: [] });
      expect(page.entries.map(({ index }) => index)).toEqual(plain);
      expect([...read]).toEqual(plain);
    }
  });

  const asOwner = (sql: string, values: readonly unknown[] = []) =>
    withClient(database.ownerUrl, (owner) => owner.query(sql, [...values]));

  describe('that somebody changed', () => {
    const asked = subjectOf(3);
    const newest = (): number => plainly(asked)[0]!;
    const ofItsBatch = 'where batch = (select max(first) from audit_index.batch where first <= $1)';
    const batchOf = async (leaf: number) => {
      const { rows } = await reader.query<{ first: string; next: string }>(
        'select first, next from audit_index.batch where first <= $1 and next > $1',
        [leaf],
      );
      return rows.map(({ first, next }) => ({ from: Number(first), to: Number(next) }));
    };
    beforeAll(async () => {
      await createShipper({ entries, writer, reader }).ship();
      await asOwner('create table kept as table audit_index.posting');
      await asOwner('create table kept_batches as table audit_index.batch');
      await asOwner('create table kept_fieldsets as table audit_index.fieldset');
      await asOwner('create table kept_operations as table audit_index.operation');
    });
    afterEach(async () => {
      await asOwner('delete from audit_index.posting; delete from audit_index.batch');
      await asOwner('insert into audit_index.posting table kept; insert into audit_index.batch table kept_batches');
      await asOwner('delete from audit_index.fieldset; insert into audit_index.fieldset table kept_fieldsets');
      await asOwner('delete from audit_index.operation; insert into audit_index.operation table kept_operations');
    });

    test('is as it was while nobody did', async () => {
      expect(await everyPage(asked)).toMatchObject({ found: plainly(asked), distrusted: [], forged: [] });
    });

    test('shows what was put in, and never as a finding', async () => {
      await asOwner(`update audit_index.posting set n = n + 1, leaves = leaves || '\\x01'::bytea ${ofItsBatch}`, [
        newest(),
      ]);
      expect(await everyPage(asked)).toMatchObject({ found: plainly(asked), distrusted: await batchOf(newest()) });
      const believing = createSearch({ entries, reader, check: null });
      const page = await believing.find({ question: asked, period: ALL, after: null, first: 500, line: null });
      expect(page.forged.map(({ index }) => index)).toEqual([newest() + 1]);
      expect(page.entries.map(({ index }) => index)).toEqual(plainly(asked));
    });

    test.each([
      ['deleted', `delete from audit_index.posting ${ofItsBatch}`],
      ['moved to other leaves', `update audit_index.posting set leaves = '\\x00'::bytea || leaves ${ofItsBatch}`],
      ['made many', `update audit_index.posting set n = 1000000 ${ofItsBatch}`],
      ['made none', `update audit_index.posting set n = -1000000 ${ofItsBatch}`],
      ['moved in time', `update audit_index.posting set until = until + interval '1 second' ${ofItsBatch}`],
      ['said to be of no batch', 'delete from audit_index.batch where first <= $1 and next > $1'],
    ])('finds what was %s in the log, and says that the index lacks it', async (_, sql) => {
      const second = plainly(asked)[1]!;
      const lacking = await batchOf(second);
      await asOwner(sql, [second]);
      expect(await everyPage(asked)).toMatchObject({ found: plainly(asked), distrusted: lacking });
    });

    test.each<readonly [string, Question, string]>([
      [
        'field set was deleted',
        { kind: 'agency', agency: 'tasks' },
        `delete from audit_index.fieldset where value = 'tasks'`,
      ],
      [
        'field set was said to say something else',
        { kind: 'field', coordinate: 'Task.dueOn' },
        `update audit_index.fieldset set value = 'Task.other' where value = 'Task.dueOn'`,
      ],
      [
        'field set was moved to where it is not looked for',
        { kind: 'agency', agency: 'tasks' },
        `with gone as (delete from audit_index.fieldset where says = 'agency' and value = 'tasks' returning *)
         insert into audit_index.operation (origin, key, value) select origin, key, 'agency ' || value from gone`,
      ],
      [
        'operation was deleted',
        { kind: 'operation', operation: 'Op7' },
        `delete from audit_index.operation where value = 'Op7'`,
      ],
      [
        'operation was deleted, and that the batch refers to it',
        { kind: 'operation', operation: 'Op7' },
        `with gone as (delete from audit_index.operation where value = 'Op7' returning key)
         update audit_index.batch set definitions = array_remove(definitions, key) from gone`,
      ],
    ])('finds in the log whatever refers to what a row said, where one of a %s', async (_, about, sql) => {
      const plain = plainly(about);
      expect(plain.length).toBeGreaterThan(5);
      await asOwner(sql);
      const { found, distrusted } = await everyPage(about);
      expect(found).toEqual(plain);
      expect(plain.filter((leaf) => !distrusted.some(({ from, to }) => from <= leaf && leaf < to))).toEqual([]);
    });

    test('shows nothing as a finding that does not say what its field set is said to say', async () => {
      await asOwner(`insert into audit_index.fieldset
        select origin, says, 'nobody', key from audit_index.fieldset where value = 'tasks'`);
      const about: Question = { kind: 'agency', agency: 'nobody' };
      expect(await everyPage(about, ALL, 20, null)).toMatchObject({
        found: [],
        forged: plainly({ kind: 'agency', agency: 'tasks' }),
      });
      expect(await everyPage(about)).toMatchObject({ found: [], forged: [] });
    });

    test('that was emptied is searched in the log as a whole', async () => {
      await asOwner('delete from audit_index.posting');
      expect(await everyPage(asked)).toMatchObject({ found: plainly(asked), distrusted: [{ from: 0, to: SIZE }] });
    });

    test('with batches within each other lacks nothing', async () => {
      await asOwner(
        'insert into audit_index.batch select origin, first + 1, next - 1, 1, definitions from audit_index.batch',
      );
      expect((await everyPage(asked)).found).toEqual(plainly(asked));
    });

    test('is not believed when it says that it knows more than there is', async () => {
      await asOwner(
        'insert into audit_index.batch select number, 5000, 9000, 0, array[]::uuid[] from audit_index.origin',
      );
      expect(await everyPage(asked)).toMatchObject({ found: plainly(asked), indexed: 0 });
      const told: unknown[] = [];
      const search = createSearch({ entries, reader, check: null, failed: (error) => void told.push(error) });
      await search.find({ question: asked, period: ALL, after: null, first: 5, line: null });
      expect(told).toMatchObject([{ message: `the index says that it holds 9000 leaves of ${SIZE}` }]);
      await expect(createShipper({ entries, writer, reader }).ship()).rejects.toThrow(`9000 leaves of ${SIZE}`);
    });

    test('is not fed for ever with what it has', async () => {
      await asOwner('delete from audit_index.batch');
      const ship = createShipper({ entries, writer, reader }).ship();
      await expect(ship).rejects.toThrow('made anew');
    });
  });

  describe('of three roles', () => {
    const REMOVES = [
      'delete from audit_index.posting',
      'update audit_index.batch set next = 0',
      'truncate audit_index.fieldset',
      'drop schema audit_index cascade',
    ];
    const READS = ['select * from audit_index.batch', 'select key from audit_index.operation'];
    const INSERTS = [
      `insert into audit_index.operation values (1, 'x', gen_random_uuid())`,
      `select audit_index.ensure_month('2031-01-01')`,
    ];
    test.each([
      ['what ships inserts', 'index_writer', [...REMOVES, ...READS]],
      ['what searches reads', 'index_reader', [...REMOVES, ...INSERTS]],
    ])('%s, and can do nothing else', async (_, role, refused) => {
      for (const statement of refused) await expectDenied(database.as(role), statement);
    });

    test('the gateway’s own has nothing to do with it where there are the other two', async () => {
      for (const statement of [...REMOVES, ...READS, ...INSERTS]) await expectDenied(database.url, statement);
    });

    test('the gateway’s own inserts and reads where there is no other, and can change and remove nothing', async () => {
      const alone = await embeddedDatabase('inquiry');
      const own = open(alone.url);
      try {
        await migrate(alone.ownerUrl, MIGRATIONS);
        expect(await createShipper({ entries, writer: own, reader: own }).ship()).toEqual({ complete: SIZE, of: SIZE });
        for (const statement of REMOVES) await expectDenied(alone.url, statement);
      } finally {
        await own.end();
        await alone.close();
      }
    });

    test('made later are given the index when it is made anew, and the gateway’s own has no more to do with it', async () => {
      const later = await embeddedDatabase('inquiry');
      const name = new URL(later.url).username;
      const roles = ['index_writer', 'index_reader'].map((role) => `${name}_${role}`);
      try {
        await migrate(later.ownerUrl, MIGRATIONS);
        await withClient(later.as('owner').replace(/\/\/[^@]*@/, '//postgres@'), async (admin) => {
          for (const role of roles) await ensureRole(admin, role);
          await admin.query(`grant connect on database ${name} to ${roles.join(', ')}`);
        });
        await remakeSchema(later.ownerUrl, MIGRATIONS, 'audit_index');
        const [ships, searches] = [open(later.as('index_writer')), open(later.as('index_reader'))];
        const shipped = await createShipper({ entries, writer: ships, reader: searches }).ship();
        await Promise.all([ships.end(), searches.end()]);
        expect(shipped).toEqual({ complete: SIZE, of: SIZE });
        for (const statement of [...READS, ...INSERTS]) await expectDenied(later.url, statement);
      } finally {
        await later.close();
        await withClient(database.ownerUrl.replace(/\/\/[^@]*@/, '//postgres@'), (admin) =>
          admin.query(`drop role if exists ${roles.join(', ')}`),
        );
      }
    });

    const expectDenied = (url: string, statement: string): Promise<void> =>
      expect(withClient(url, (client) => client.query(statement))).rejects.toThrow(/permission denied|must be owner/);
  });

  test('that was made before what is said was its key is emptied, shipped anew, and fed by nobody as before', async () => {
    const upgraded = await embeddedDatabase('inquiry');
    const own = open(upgraded.url);
    const asOwner = (sql: string, values: readonly unknown[]) =>
      withClient(upgraded.ownerUrl, (owner) => owner.query(sql, [...values]));
    const asked: Question = { kind: 'agency', agency: 'tasks' };
    const find = () =>
      createSearch({ entries, reader: own, check: null }).find({
        question: asked,
        period: ALL,
        after: null,
        first: SIZE,
        line: null,
      });
    try {
      const before = join(upgraded.directory, 'before');
      mkdirSync(before);
      for (const name of readdirSync(MIGRATIONS).filter((one) => one < '016')) {
        copyFileSync(join(MIGRATIONS, name), join(before, name));
      }
      await migrate(upgraded.ownerUrl, before);
      await asOwner('insert into audit_index.origin (name) values ($1)', [log.origin]);
      const batch = `insert into audit_index.batch (origin, first, next, postings)
        select number, 0, $1::bigint, 0 from audit_index.origin`;
      await asOwner(batch, [SIZE]);
      await asOwner(
        `insert into audit_index.fieldset select number, 40, 'agency', 'tasks' from audit_index.origin`,
        [],
      );
      expect(await migrate(upgraded.ownerUrl, MIGRATIONS)).toContain('016-audit-index-said.sql');
      const unshipped = await find();
      expect(unshipped.indexed).toBe(0);
      expect(unshipped.entries.map(({ index }) => index)).toEqual(plainly(asked));
      await expect(asOwner(batch, [SIZE])).rejects.toThrow('definitions');
      expect(await createShipper({ entries, writer: own, reader: own }).ship()).toEqual({ complete: SIZE, of: SIZE });
      const shipped = await find();
      expect(shipped.indexed).toBe(SIZE);
      expect(shipped.entries.map(({ index }) => index)).toEqual(plainly(asked));
    } finally {
      await own.end();
      await upgraded.close();
    }
  });

  describe('of a log whose clock was set back', () => {
    /** It says so at the first of them alone. */
    const STEPS = [310, 700];
    const DAY = 86_400_000;
    const BACK = 10 * DAY;
    const leafOf = (leaf: Leaf): Leaf => {
      const read = readRecord(leaf.bytes);
      if (read.kind === 'misfit') return leaf;
      const back = STEPS.filter((step) => step <= leaf.index).length * BACK;
      const at = `${new Date(Date.parse(read.record.at) - back).toISOString().slice(0, -1)}000Z`;
      const { nonce, v } = read.record;
      const isStep = leaf.index === STEPS[0];
      const record = isStep ? { nonce, v, type: 'clock_step', microseconds: -BACK * 1_000 } : read.record;
      const bytes = Buffer.from(writeRecord({ ...record, at } as LogRecord));
      return { index: leaf.index, bytes, leaf: leafHash(bytes) };
    };
    const stepping = createEntries({
      ...log,
      origin: 'set-back',
      leaf(index) {
        const leaf = log.leaf(index);
        return leaf && leafOf(leaf);
      },
      *leaves(from) {
        for (const leaf of log.leaves(from)) yield leafOf(leaf);
      },
    });
    const searching = (read = stepping) =>
      createSearch({ entries: read, reader, check: createIndexCheck(stepping, reader) });
    const ofDay = (day: string) => {
      const period = { from: `${day}T00:00:00.000000Z`, to: `${day}T23:59:59.999999Z` };
      return { question: { kind: 'everything' }, period, after: null, first: SIZE, line: null } as const;
    };
    const plainlyOf = ({ question, period, line }: ReturnType<typeof ofDay>) =>
      scan(stepping, question, period, { below: SIZE, first: SIZE, line }).entries;

    test('says at which leaves, whatever is not shipped yet', async () => {
      expect(await searching().setBack()).toEqual(STEPS);
      const shipped = STEPS[0]! + 50;
      const some = { ...stepping, source: { ...stepping.source, published: () => shipped } };
      expect((await createShipper({ entries: some, writer, reader }).ship()).complete).toBe(shipped);
      expect(await searching().setBack()).toEqual(STEPS);
      await createShipper({ entries: stepping, writer, reader, batch: 97 }).ship();
      const unread = () => expect.fail('the index tells it');
      expect(await searching({ ...stepping, records: (from) => (from < SIZE ? unread() : []) }).setBack()).toEqual(
        STEPS,
      );
    });

    test('is read for a day where that may be of it, and what is said of the index is what it was asked for', async () => {
      let looked = 0;
      const between = (from: number, to: number) => {
        looked += to - from;
        return stepping.between(from, to);
      };
      const page = await searching({ ...stepping, between }).find(ofDay('2025-12-08'));
      expect(page).toMatchObject({ entries: plainlyOf(ofDay('2025-12-08')), indexed: SIZE, distrusted: [] });
      expect(looked).toBeLessThan(60);
    });

    test('finds all of a day that came more than once', async () => {
      const search = searching();
      const days = Array.from({ length: 60 }, (_, day) =>
        new Date(Date.parse('2025-11-20') + day * DAY).toISOString().slice(0, 10),
      );
      for (const day of days) {
        const { entries: found, next } = await search.find(ofDay(day));
        expect([found, next]).toEqual([plainlyOf(ofDay(day)), null]);
      }
      expect(plainlyOf(ofDay('2025-12-08')).some(({ index }) => index < STEPS[0]!)).toBe(true);
      expect(plainlyOf(ofDay('2025-12-08')).some(({ index }) => index > STEPS[0]!)).toBe(true);
    });

    test.each([
      ['some', STEPS[1]!],
      ['all', 0],
    ])('and lost %s of the rows that say so, does not hide what was recorded', async (_, from) => {
      await asOwner(
        `delete from audit_index.posting where batch >= $1 and origin = (
           select number from audit_index.origin where name = 'set-back')`,
        [from],
      );
      const { entries: found, distrusted } = await searching().find(ofDay('2025-12-08'));
      expect(found).toEqual(plainlyOf(ofDay('2025-12-08')));
      expect(distrusted.length > 0).toBe(from > 0);
      expect(await searching().setBack()).toEqual(STEPS);
    });
  });

  test('others have their turns while a question is answered from the log', async () => {
    const search = createSearch({ entries, reader, check: null });
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await search.find({ question: { kind: 'everything' }, period: ALL, after: null, first: SIZE, line: null });
    clearImmediate(next);
    // A piece is a thousand leaves at most, and the first ones are smaller.
    expect(turns).toBeGreaterThan(3);
  });

  test('with the database down, the log is searched', async () => {
    const down = createPool({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
    const told: unknown[] = [];
    const failed = (error: unknown): void => void told.push(error);
    const search = createSearch({ entries, reader: down, check: createIndexCheck(entries, down), failed });
    const page = await search.find({ question: { kind: 'alarms' }, period: ALL, after: null, first: 5, line: null });
    expect(page.entries.map(({ index }) => index)).toEqual(plainly({ kind: 'alarms' }).slice(0, 5));
    expect(page.indexed).toBe(0);
    expect(told).toEqual([expect.any(Error)]);
    const day = { from: '2025-12-20T00:00:00.000000Z', to: '2025-12-21T00:00:00.000000Z' };
    const everything = { kind: 'everything' } as const;
    const ofDay = await search.find({ question: everything, period: day, after: null, first: SIZE, line: null });
    expect(ofDay.entries.map(({ index }) => index)).toEqual(plainly(everything, day));
    await down.end();
  });
});
