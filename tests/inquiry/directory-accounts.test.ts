import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import { openSubjectTable } from '../../gateway/src/audit/subject-table.js';
import { createSubjects, type Subjects } from '../../gateway/src/audit/subjects.js';
import type { GatewayDatabase } from '../../gateway/src/database.js';
import { accountsByToken, organisationOfAccount } from '../../gateway/src/inquiry/directory-accounts.js';
import { ACCOUNT } from '../../gateway/src/subject-name.js';
import { testDirectory } from '../gateway/fixture/directory.js';
import type { EmbeddedDatabase } from '../support/embedded-database.js';

const [FEBRUARY, MARCH] = ['2026-02-28T23:59:59.999999Z', '2026-03-01T00:00:00.000000Z'];
/** Accounts of one organisation; as many more have done nothing yet. */
const ACTIVE = 1_500;
const idOf = (n: number): string => `A-${n}`;
const everybody = Array.from({ length: ACTIVE }, (_, n) => idOf(n));

let database: EmbeddedDatabase;
let db: Kysely<GatewayDatabase>;
beforeAll(async () => {
  database = await testDirectory([{ sub: 'elsewhere', org: 'MOHA' }]);
  await withClient(database.ownerUrl, (client) =>
    client.query(
      `insert into account (id, issuer, sub, kind, org_id, functions, clearance, compartments, purposes, status, valid_from)
       select 'A-' || n, 'issuer', n, 'PERSON', 'VPTW', '[]', '[]', '[]', '[]', 'ACTIVE', '2020-01-01'
       from generate_series(0, $1) as n`,
      [2 * ACTIVE - 1],
    ),
  );
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'test', max: 1 }));
});
afterAll(async () => {
  await db.destroy();
  await database.close();
});

let subjects: Subjects;
/** Tokens that were made, or looked for. */
let made = 0;
let nodes = 0;
beforeEach(() => {
  const table = openSubjectTable(join(database.directory, `subjects-${(nodes += 1)}`));
  subjects = createSubjects(table, { master: randomBytes(32), lookup: randomBytes(32) });
  made = 0;
});

const record = (id: string, at: string): string => subjects.token({ of: ACCOUNT, id }, at);
const accountOf = (mostKept?: number) =>
  accountsByToken(
    db,
    (subject, at) => {
      made += 1;
      return subjects.known(subject, at);
    },
    mostKept,
  );

test('an account is found by its token of a month, of that month and of its own organisation alone', async () => {
  const find = accountOf();
  const [february, march] = [record('A-1', FEBRUARY), record('A-1', MARCH)];
  const elsewhere = record('A-elsewhere', MARCH);
  expect(await Promise.all([find('VPTW', february, FEBRUARY), find('VPTW', march, MARCH)])).toEqual(['A-1', 'A-1']);
  expect(await Promise.all([find('VPTW', february, MARCH), find('VPTW', elsewhere, MARCH)])).toEqual([null, null]);
  expect(await Promise.all([find('MOHA', elsewhere, MARCH), find('NOWHERE', march, MARCH)])).toEqual([
    'A-elsewhere',
    null,
  ]);
});

test('an account is known with its organisation, however its id was typed; what is none has no organisation', async () => {
  const organisationOf = organisationOfAccount(db);
  const ids = ['A-1', ' A-1', 'A-elsewhere', 'a-1', 'A-none'];
  expect(await Promise.all(ids.map(organisationOf))).toEqual(['VPTW', 'VPTW', 'MOHA', null, null]);
});

test('all of a large organisation are named with about one token made for each, whoever else is served in between', async () => {
  const find = accountOf();
  const tokens = [FEBRUARY, MARCH].flatMap((at) => everybody.map((id) => ({ id, at, token: record(id, at) })));
  const nobodys = Array.from({ length: 200 }, (_, n) => ({ id: null, at: MARCH, token: record(`A-gone-${n}`, MARCH) }));
  const asked = [...tokens, ...nobodys];
  const ask = () => Promise.all(asked.map(({ token, at }) => find('VPTW', token, at)));

  let mostInATurn = 0;
  const answered = new AbortController();
  const answers = ask().finally(() => answered.abort());
  while (!answered.signal.aborted) {
    const before = made;
    await setImmediate();
    mostInATurn = Math.max(mostInATurn, made - before);
  }
  expect(await answers).toEqual(asked.map(({ id }) => id));
  // Each account of either month, and each that was found once more.
  expect(made).toBeLessThanOrEqual(2 * 2 * ACTIVE + tokens.length);
  expect(mostInATurn).toBeGreaterThan(0);
  expect(mostInATurn).toBeLessThanOrEqual(256);

  const before = made;
  expect(await ask()).toEqual(asked.map(({ id }) => id));
  // Those that were found, and those that may have got their first token since.
  expect(made - before).toBeLessThanOrEqual(tokens.length + ACTIVE);
});

test('an organisation of more accounts than are kept is not named anew for each page, also of two months', async () => {
  const find = accountOf(ACTIVE / 10);
  const page = [FEBRUARY, MARCH].map((at) => ({ at, token: record(idOf(ACTIVE - 1), at) }));
  for (const id of everybody) record(id, MARCH);
  const ask = () => Promise.all(page.map(({ token, at }) => find('VPTW', token, at)));
  expect(await ask()).toEqual(page.map(() => idOf(ACTIVE - 1)));
  const before = made;
  expect(before).toBeGreaterThan(ACTIVE);
  expect(await ask()).toEqual(page.map(() => idOf(ACTIVE - 1)));
  // Each was found, and is made once more for whether it still is theirs.
  expect(made - before).toBe(page.length);
});

test('an account is found from its first record on, and no more once its key is destroyed', async () => {
  const find = accountOf();
  record('A-1', MARCH);
  expect(await find('VPTW', record('A-1', MARCH), MARCH)).toBe('A-1');
  const first = record('A-2', MARCH);
  expect(await find('VPTW', first, MARCH)).toBe('A-2');
  subjects.forget({ of: ACCOUNT, id: 'A-2' });
  expect(await find('VPTW', first, MARCH)).toBeNull();
});

test('where the directory cannot be read, whoever asks is told so, then and afterwards', async () => {
  const token = record('A-1', MARCH);
  const pool = createPool({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test' });
  const nowhere = createKysely<GatewayDatabase>(pool);
  const find = accountsByToken(nowhere, subjects.known);
  await expect(Promise.all([find('VPTW', token, MARCH), find('MOHA', token, MARCH)])).rejects.toThrow();
  await expect(find('VPTW', token, MARCH)).rejects.toThrow();
  await nowhere.destroy();
});
