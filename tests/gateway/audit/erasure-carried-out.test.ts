import { createKysely, createPool, migrate, withClient } from '@agency-graph/postgres';
import { sql, type Kysely } from 'kysely';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AuditWriter } from '../../../gateway/src/audit/writer.js';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import type { ErasureDesk } from '../../../gateway/src/erasure/erasure.js';
import type { WantedErasure } from '../../../gateway/src/erasure/rules.js';
import { createErasureStore, type ErasureStore } from '../../../gateway/src/erasure/store.js';
import type { CallerFacts } from '../../../gateway/src/identity/caller.js';
import { erasuresIn } from '../../../gateway/src/inquiry/erased.js';
import { openWriter } from '../../../gateway/src/start/audit.js';
import { openErasure, stewardsOf } from '../../../gateway/src/start/erasure.js';
import { createGenerations, current, type Generations } from '../../../gateway/src/supergraph/reload.js';
import { embeddedDatabase, type EmbeddedDatabase } from '../../support/embedded-database.js';
import { MIGRATIONS, testDirectory } from '../fixture/directory.js';
import { testGeneration } from '../fixture/graph.js';
import { readAll } from '../fixture/read-log.js';
import { waitsForLock } from '../fixture/waits-for-lock.js';

let database: EmbeddedDatabase;
let db: Kysely<GatewayDatabase>;
let store: ErasureStore;
let generations: Generations;
beforeAll(async () => {
  database = await testDirectory([]);
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'erasure', max: 4 }));
  store = createErasureStore(db);
  generations = createGenerations(await testGeneration());
});
beforeEach(async () => {
  for (const table of ['erasure_found', 'erasure_done', 'erasure'] as const) await db.deleteFrom(table).execute();
});
afterAll(async () => {
  await db.destroy();
  await database.close();
});

/** One of the two persons of an organisation that answers for data. */
const steward = (name: string): CallerFacts =>
  ({
    kind: 'PERSON',
    accountId: `A-${name}`,
    memberId: name,
    functions: new Set(['OFFICE']),
    organisation: { id: [...stewardsOf(current(generations).rules.policy)][0] },
  }) as unknown as CallerFacts;

/** A node's two logs, and the desk that erases from both. */
interface Node {
  readonly desk: ErasureDesk;
  readonly accesses: AuditWriter;
  readonly auditors: AuditWriter;
  /** Numbers of keys that each log says were destroyed. */
  shreds(): { readonly accesses: readonly unknown[]; readonly auditors: readonly unknown[] };
}

async function startNode(name: string, erasure = store): Promise<Node> {
  const folder = (log: string): string => join(database.directory, name, log);
  const open = async (log: string): Promise<AuditWriter> => {
    const places = { directory: folder(log), keys: folder(`${log}-keys`), origin: `${name}.${log}` };
    return (await openWriter({ ...places, segmentBytes: 1024 * 1024 })).writer;
  };
  const [accesses, auditors] = [await open('accesses'), await open('auditors')];
  const silent = pino({ level: 'silent' });
  // A test says itself when what was approved is looked for, also the first time.
  let isOpen = false;
  const toCarryOut: ErasureStore['toCarryOut'] = async (origin) => (isOpen ? erasure.toCarryOut(origin) : []);
  const { desk, stop } = openErasure(
    { erasure: { ...erasure, toCarryOut } },
    generations,
    [accesses, auditors],
    silent,
  );
  stop();
  await desk.carryOut();
  isOpen = true;
  onTestFinished(async () => {
    await Promise.all([accesses.close(), auditors.close()]);
  });
  const keysOf = (log: string): unknown[] =>
    readAll(folder(log))
      .filter(({ type }) => type === 'shred')
      .map(({ keys }) => keys);
  return { desk, accesses, auditors, shreds: () => ({ accesses: keysOf('accesses'), auditors: keysOf('auditors') }) };
}

/** What one person asks for and another approves. */
async function agreed({ desk }: Pick<Node, 'desk'>, wanted: Partial<WantedErasure>): Promise<string> {
  const whole = { kind: 'SHRED', of: 'Member', ids: [], hold: null, ground: 'Decree 13/2023', ...wanted } as const;
  const asked = await desk.ask(steward('M-1'), whole);
  if (asked.kind === 'refused') throw new Error(asked.says);
  expect(await desk.approve(steward('M-2'), asked.erasure.id)).toMatchObject({ kind: 'done' });
  return asked.erasure.id;
}

const NOW = '2026-03-15T02:00:00.000000Z';

/** What a request's listing says of it. */
const listed = async ({ desk }: Node, id: string) =>
  (await desk.list(steward('M-1'))).find((erasure) => erasure.id === id);
/** Whether a log finds what it holds of an account. */
const finds = (writer: AuditWriter, id: string): boolean => writer.known({ of: 'account', id }, NOW) !== null;

test('an erasure is carried out in both logs of a node, and each records it', async () => {
  const node = await startNode('both');
  for (const writer of [node.accesses, node.auditors]) writer.account('A-9');
  await agreed(node, { of: 'account', ids: ['A-9'] });
  expect([finds(node.accesses, 'A-9'), finds(node.auditors, 'A-9')]).toEqual([false, false]);
  expect(node.shreds()).toEqual({ accesses: [1], auditors: [1] });
});

test('a log in which the subject has no key says so', async () => {
  const node = await startNode('unasked');
  node.accesses.account('A-9');
  await agreed(node, { of: 'account', ids: ['A-9'] });
  expect(node.shreds()).toEqual({ accesses: [1], auditors: [0] });
});

test('it says how many keys it destroyed in the logs of all nodes: none where nobody is named so', async () => {
  const node = await startNode('counted');
  const other = await startNode('counted-other');
  for (const { accesses, auditors } of [node, other]) for (const writer of [accesses, auditors]) writer.account('A-9');
  const id = await agreed(node, { of: 'account', ids: ['A-9'] });
  const misspelled = await agreed(node, { of: 'Account', ids: ['A-9'] });
  await other.desk.carryOut();
  expect(await listed(node, id)).toMatchObject({ keys: 4, logs: 4 });
  expect(await listed(node, misspelled)).toMatchObject({ keys: 0, logs: 4 });
  const waiting = await node.desk.ask(steward('M-1'), {
    kind: 'SHRED',
    of: 'account',
    ids: ['A-1'],
    hold: null,
    ground: 'x',
  });
  expect(waiting).toMatchObject({ kind: 'done', erasure: { keys: null, logs: 0 } });
});

test('while one log fails the erasure is carried out in the other, and tried again in that one alone', async () => {
  const node = await startNode('failing');
  for (const writer of [node.accesses, node.auditors]) writer.account('A-8');
  const failing = vi.spyOn(node.auditors, 'shred').mockRejectedValue(new Error('not recorded'));
  await expect(agreed(node, { of: 'account', ids: ['A-8'] })).rejects.toThrow('not recorded');
  expect([finds(node.accesses, 'A-8'), finds(node.auditors, 'A-8')]).toEqual([false, true]);
  failing.mockRestore();
  // Who is named anew meanwhile is a new subject, which the request is not about.
  node.accesses.account('A-8');
  await node.desk.carryOut();
  expect([finds(node.accesses, 'A-8'), finds(node.auditors, 'A-8')]).toEqual([true, false]);
  expect(node.shreds()).toEqual({ accesses: [1], auditors: [1] });
  const [erasure] = await store.newest();
  expect(erasure).toMatchObject({ keys: 2, logs: 2 });
});

test('keys that were destroyed before the database lost that it was done are counted when it is done again', async () => {
  const node = await startNode('lost');
  for (const writer of [node.accesses, node.auditors]) for (const id of ['A-8', 'A-9']) writer.account(id);
  await sql`create function lose() returns trigger language plpgsql as 'begin raise exception ''lost''; end'`.execute(
    db,
  );
  await sql`create constraint trigger lost after insert or update on erasure_done
    deferrable initially deferred for each row execute function lose()`.execute(db);
  // One of them is spelled twice, and nobody is named like the last.
  const ids = ['A-8', 'A-9', 'A-9 ', 'A-10'];
  await expect(agreed(node, { of: 'account', ids })).rejects.toThrow('lost');
  await sql`drop function lose() cascade`.execute(db);
  expect(node.shreds()).toEqual({ accesses: [2], auditors: [] });
  await node.desk.carryOut();
  expect(node.shreds()).toEqual({ accesses: [2, 0], auditors: [2] });
  const [erasure] = await store.newest();
  expect(erasure).toMatchObject({ keys: 4, logs: 2 });
});

test('what older gateways carried out is carried out once more in the auditors’ log alone', async () => {
  const older = await embeddedDatabase('gateway');
  onTestFinished(older.close);
  const before = join(older.directory, 'migrations');
  cpSync(MIGRATIONS, before, { recursive: true });
  for (const name of readdirSync(before)) if (name > '012') rmSync(join(before, name));
  await migrate(older.ownerUrl, before);
  await withClient(older.ownerUrl, (client) =>
    client.query(`
      insert into erasure (id, kind, of_type, ids, ground, asked_by, asked_person, asked_at, lapses_at, approved_by,
        approved_person, approved_at, kept)
      values ('ER-1', 'SHRED', 'account', '{A-7,A-8}', 'Decree 13/2023', 'A-1', 'M-1', now(), now(), 'A-2', 'M-2', now(), '{A-8}');
      insert into erasure_done (erasure, node, done_at) values ('ER-1', 'older.accesses', now())`),
  );
  await migrate(older.ownerUrl, MIGRATIONS);
  const pool = createKysely<GatewayDatabase>(createPool({ url: older.ownerUrl, applicationName: 'erasure', max: 2 }));
  onTestFinished(() => pool.destroy());
  const node = await startNode('older', createErasureStore(pool));
  // Whoever is named in the access log by now is a new subject.
  for (const writer of [node.accesses, node.auditors]) for (const id of ['A-7', 'A-8']) writer.account(id);
  for (let round = 0; round < 2; round += 1) await node.desk.carryOut();
  expect(['A-7', 'A-8'].map((id) => finds(node.accesses, id))).toEqual([true, true]);
  expect(['A-7', 'A-8'].map((id) => finds(node.auditors, id))).toEqual([false, true]);
  expect(node.shreds()).toEqual({ accesses: [], auditors: [1] });
});

test('a hold also keeps what requests named its subjects by: from a shred of another kind with the same id', async () => {
  const node = await startNode('held');
  const hold = await agreed(node, { kind: 'HOLD', ids: ['M-1'] });
  const asked = await node.desk.ask(steward('M-1'), {
    kind: 'SHRED',
    of: 'Task',
    ids: ['M-1 '],
    hold: null,
    ground: 'Decree 13/2023',
  });
  const { id } = (asked as Extract<typeof asked, { kind: 'done' }>).erasure;
  expect(await node.desk.approve(steward('M-2'), id)).toMatchObject({ kind: 'refused', because: 'HELD' });
  const some = await agreed(node, { of: 'Task', ids: ['M-1', 'T-2'] });
  expect(await listed(node, some)).toMatchObject({ kept: ['M-1'], logs: 2 });
  await agreed(node, { kind: 'LIFT', of: '', hold });
  expect(await node.desk.approve(steward('M-2'), id)).toMatchObject({ kind: 'done' });
});

describe('what an auditor is told of an erasure', () => {
  const erasedIn = async ({ accesses }: Node, of: string, id: string) =>
    (await erasuresIn(db)({ of, id }, accesses.log.origin))?.id ?? null;

  test('is the last that was carried out for the subject, however it is spelled', async () => {
    const node = await startNode('told');
    const whole = { kind: 'SHRED', of: 'Member', ids: ['M-5'], hold: null, ground: 'x' } as const;
    await node.desk.ask(steward('M-1'), whole);
    expect(await erasedIn(node, 'Member', 'M-5')).toBeNull();
    await agreed(node, { ids: ['M-5', 'M-6'] });
    const id = await agreed(node, { ids: ['M-4', 'M-5'] });
    const named = await agreed(node, { of: 'Member.fullName', ids: ['Trần  THỬ'] });
    const others: [string, string][] = [
      ['Member', 'm-5'],
      ['Member', 'M-7'],
      ['Task', 'M-5'],
      ['Member', 'Trần THỬ'],
    ];
    expect(await Promise.all(['M-5', ' M-5'].map((one) => erasedIn(node, 'Member', one)))).toEqual([id, id]);
    expect(await erasedIn(node, 'Member.fullName', 'trần thử ')).toBe(named);
    for (const [of, one] of others) expect([of, one, await erasedIn(node, of, one)]).toEqual([of, one, null]);
  });

  test('is none while a hold keeps the subject, or another log alone has carried it out', async () => {
    const [node, late] = [await startNode('told-up'), await startNode('told-late')];
    await agreed(node, { kind: 'HOLD', ids: ['M-1'] });
    const id = await agreed(node, { ids: ['M-1', 'M-2', 'M-3'] });
    const told = (which: Node) => Promise.all(['M-1', 'M-2', 'M-3'].map((one) => erasedIn(which, 'Member', one)));
    expect([await told(node), await told(late)]).toEqual([
      [null, id, id],
      [null, null, null],
    ]);
    await agreed(node, { kind: 'HOLD', ids: ['M-2'] });
    await late.desk.carryOut();
    expect(await told(late)).toEqual([null, null, id]);
  });
});

describe('a node that was down', () => {
  const accounts = ['A-1', 'A-2', 'A-3'];
  let up: Node;
  let late: Node;
  let id: string;
  let nodes = 0;
  beforeEach(async () => {
    nodes += 1;
    up = await startNode(`up-${nodes}`);
    late = await startNode(`late-${nodes}`);
    for (const { accesses, auditors } of [up, late])
      for (const account of accounts) for (const writer of [accesses, auditors]) writer.account(account);
    id = await agreed(up, { of: 'account', ids: accounts });
  });
  const left = ({ accesses, auditors }: Node): string[][] =>
    [accesses, auditors].map((writer) => accounts.filter((account) => finds(writer, account)));
  const hold = (ids: readonly string[]): Promise<string> => agreed(up, { kind: 'HOLD', of: 'account', ids });
  const lift = (of: string): Promise<string> => agreed(up, { kind: 'LIFT', of: '', hold: of });

  test('keeps whom a hold is on by then, however that is spelled, until it is lifted, and erases the others', async () => {
    const first = await hold(['A-1 ']);
    const second = await hold(['A-1', 'A-2']);
    await late.desk.carryOut();
    expect(left(up)).toEqual([[], []]);
    expect(left(late)).toEqual([
      ['A-1', 'A-2'],
      ['A-1', 'A-2'],
    ]);
    expect(await listed(up, id)).toMatchObject({ kept: [], waiting: ['A-1', 'A-2'] });
    // Who was erased and is recorded anew is a new subject, which the request is not about.
    late.accesses.account('A-3');
    await lift(second);
    await late.desk.carryOut();
    expect(left(late)).toEqual([['A-1', 'A-3'], ['A-1']]);
    expect(await listed(up, id)).toMatchObject({ waiting: ['A-1'] });
    await late.desk.carryOut();
    await lift(first);
    await late.desk.carryOut();
    expect(left(late)).toEqual([['A-3'], []]);
    expect(await listed(up, id)).toMatchObject({ waiting: [], keys: 12 });
    expect(late.shreds()).toEqual({ accesses: [1, 1, 1], auditors: [1, 1, 1] });
    for (const { log } of [late.accesses, late.auditors]) expect(await store.toCarryOut(log.origin)).toEqual([]);
  });

  test('erases nobody of a request that a hold is on as a whole', async () => {
    await hold(accounts);
    await late.desk.carryOut();
    expect(left(late)).toEqual([accounts, accounts]);
    expect(late.shreds()).toEqual({ accesses: [], auditors: [] });
    expect(await listed(up, id)).toMatchObject({ waiting: accounts });
  });

  test('carries out the whole of it without a hold', async () => {
    await late.desk.carryOut();
    expect(left(late)).toEqual([[], []]);
    expect(await listed(up, id)).toMatchObject({ waiting: [] });
  });
});

test('what waits for the end of a hold keeps nobody waiting', async () => {
  const node = await startNode('polling');
  const late = await startNode('polling-late');
  const id = await agreed(node, { of: 'account', ids: ['A-1'] });
  await agreed(node, { kind: 'HOLD', of: 'account', ids: ['A-1'] });
  await late.desk.carryOut();
  expect(await listed(node, id)).toMatchObject({ waiting: ['A-1'] });
  await store.change(id, async () => {
    expect(await Promise.race([late.desk.carryOut().then(() => 'looked'), waitsForLock(db)])).toBe('looked');
  });
});

test('a hold is not approved while keys are being destroyed', async () => {
  const node = await startNode('crossing');
  const asked = await node.desk.ask(steward('M-1'), {
    kind: 'HOLD',
    of: 'account',
    ids: ['A-1'],
    hold: null,
    ground: 'Case 12/2026',
  });
  if (asked.kind === 'refused') throw new Error(asked.says);
  const order: string[] = [];
  const shred = node.auditors.shred;
  let held: Promise<unknown> = Promise.resolve();
  vi.spyOn(node.auditors, 'shred').mockImplementation(async (...what) => {
    held = node.desk.approve(steward('M-2'), asked.erasure.id).then(() => order.push('held'));
    await Promise.race([held, waitsForLock(db)]);
    order.push('destroyed');
    return shred(...what);
  });
  await agreed(node, { of: 'account', ids: ['A-1'] });
  await held;
  expect(order).toEqual(['destroyed', 'held']);
});

test('what keeps it from being carried out is logged without the values that it repeats', async () => {
  const node = await startNode('logged');
  const toCarryOut = () => Promise.reject(new Error('invalid input: "A-1"'));
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  openErasure({ erasure: { ...store, toCarryOut } }, generations, [node.accesses], log).stop();
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toContain('invalid input: …');
  expect(lines[0]).not.toContain('A-1');
});
