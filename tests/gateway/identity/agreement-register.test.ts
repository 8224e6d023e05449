import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readAgreement } from '../../../gateway/src/access/agreements.js';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import { createAgreementRegister, type NewAgreement } from '../../../gateway/src/identity/agreement-register.js';
import { loadAgreements, type Agreements } from '../../../gateway/src/identity/agreements.js';
import type { EmbeddedDatabase } from '../../support/embedded-database.js';
import { ROOT } from '../../support/root.js';
import { servedGraph } from '../../support/served-graph.js';
import { cliWith } from '../../cli/run-cli.js';
import { testDirectory } from '../fixture/directory.js';

const TODAY = '2026-03-15';
let database: EmbeddedDatabase;
let db: ReturnType<typeof createKysely<GatewayDatabase>>;
/** A gateway that was running before. */
let gateway: Agreements;
let clock = 0;
beforeAll(async () => {
  database = await testDirectory([]);
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 2 }));
  await db
    .insertInto('organisation')
    .values({ id: 'VPCP', block: 'GOVERNMENT', level: 'CENTRAL' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const ground = await servedGraph();
  gateway = await loadAgreements(
    {
      db,
      read: (one) => readAgreement(one, ground),
      recorded: new Map(),
      changed: () => {},
      unfit: () => {},
      clock: () => clock,
    },
    TODAY,
  );
});
afterAll(async () => {
  await db?.destroy();
  await database?.close();
});

const GOOD = `id: AGR-77
version: 1
steward: VPTW
assignees: [VPCP]
dataset: tasks
coordinates: [Query.task, Task.id, Task.code]
purposes: [TASK_MONITORING]
validFrom: 2026-01-01
validTo: 2027-01-01
maxRowsPerQuery: 100
duties: [RECORD]
...
`;

const AGREEMENT: NewAgreement = {
  id: 'AGR-77',
  version: 1,
  steward: 'VPTW',
  assignees: ['VPCP'],
  dataset: 'tasks',
  coordinates: ['Task.code'],
  purposes: ['TASK_MONITORING'],
  validFrom: '2026-01-01',
  validTo: '2027-01-01',
  maxRowsPerQuery: 100,
  maxSubjectsPerDay: null,
  duties: ['RECORD'],
};

/** Runs the command of a steward. */
async function steward(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'gateway/dist/programs/agreements.js'), ...args], {
    env: { PATH: process.env['PATH'], GATEWAY_DATABASE_URL: database.ownerUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, wrong] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said, wrong };
}

const publish = (text: string) => {
  const file = join(database.directory, `agreement-${text.length}.yaml`);
  writeFileSync(file, text);
  return steward('publish', file);
};

/** What the assignee holds a moment later, as the gateway has it without a restart. */
async function held() {
  clock += 500;
  const { inForce, lapsed } = await gateway.heldBy('VPCP', 'GOVERNMENT', TODAY);
  const named = (all: typeof inForce): string[] => all.map(({ id, version }) => `${id}/${version}`);
  return { inForce: named(inForce), lapsed: named(lapsed) };
}

test('a steward publishes an agreement, follows it by another version, and revokes it; a gateway follows', async () => {
  expect(await held()).toEqual({ inForce: [], lapsed: [] });
  const { code, said, wrong } = await publish(GOOD);
  expect([code, wrong]).toEqual([0, '']);
  expect(said).toBe('AGR-77, version 1, is published: in force from 2026-01-01 until the day before 2027-01-01.\n');
  expect(await held()).toEqual({ inForce: ['AGR-77/1'], lapsed: [] });

  const [again, narrower] = [await publish(GOOD), await publish(GOOD.replace('version: 1', 'version: 2'))];
  expect([again.code, again.wrong]).toEqual([
    1,
    'AGR-77, version 1, is not published:\n  its version must be 2: 1 versions are published\n',
  ]);
  expect(narrower.code).toBe(0);
  expect(await held()).toEqual({ inForce: ['AGR-77/2'], lapsed: [] });

  const listed = await steward('list');
  const versions = listed.said.trimEnd().split('\n');
  expect(versions.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ id: 'AGR-77', version: 1, status: 'IN_FORCE' }),
    expect.objectContaining({ id: 'AGR-77', version: 2, steward: 'VPTW', validTo: '2027-01-01' }),
  ]);

  expect((await steward('revoke', 'AGR-77')).said).toBe('AGR-77 is revoked: 2 of its versions ended.\n');
  expect(await held()).toEqual({ inForce: [], lapsed: ['AGR-77/2'] });
  expect((await steward('revoke', 'AGR-77')).wrong).toContain('no version of it is in force or to come');
});

test.each<[string, string, RegExp]>([
  [
    'half written',
    GOOD.slice(0, GOOD.indexOf('duties')),
    /agreement-\d+\.yaml:\d+: the file does not end with "\.\.\."/,
  ],
  ['with an unknown key', GOOD.replace('duties', 'dooties'), /agreement-\d+\.yaml:\d+: .*dooties/],
  ['with a day that is none', GOOD.replace('2027-01-01', '2027-02-30'), /agreement-\d+\.yaml:9: validTo/],
  ['that is no YAML', GOOD.replace('[VPCP]', '[VPCP'), /agreement-\d+\.yaml:\d+: /],
])('an agreement %s is refused with file and line', async (_, text, says) => {
  const { code, said, wrong } = await publish(text);
  expect(wrong).toMatch(says);
  expect([code, said]).toEqual([1, '']);
});

test('one that nobody could honour is refused with every reason, and nothing of it is written', async () => {
  const { code, wrong } = await publish(
    GOOD.replace('AGR-77', 'AGR-78')
      .replace('Task.code', 'Task.code, Task.evaluation, Task.colour')
      .replace('TASK_MONITORING', 'CURIOSITY')
      .replace('[VPCP]', '[VPCP, NOBODY]')
      .replace('[RECORD]', '[BE_KIND]'),
  );
  expect(code).toBe(1);
  expect(wrong.split('\n')).toEqual([
    'AGR-78, version 1, is not published:',
    '  the duty "BE_KIND" is none that a gateway can hold anyone to',
    '  its purpose CURIOSITY is unknown',
    '  Task.evaluation is INTERNAL: no agreement can name it',
    '  Task.colour is not in the graph',
    '  NOBODY is no organisation and no block of any',
    '',
  ]);
  expect((await steward('list')).said).not.toContain('AGR-78');
});

test('a revocation ends a version that is being published, too', async () => {
  const register = createAgreementRegister(db);
  const version = (of: number) => register.publish({ ...AGREEMENT, id: 'AGR-79', version: of }, () => []);
  await version(1);
  const [next, revoked] = await withClient(database.ownerUrl, async (client) => {
    const waiting = async (many: number): Promise<void> =>
      vi.waitFor(async () => {
        const { rowCount } = await client.query(
          `select distinct pid from pg_locks join pg_database on oid = database where not granted and datname = current_database()`,
        );
        expect(rowCount).toBe(many);
      }, 30_000);
    // Whoever publishes looks up the assignees before anything is written.
    await client.query('begin; lock table organisation in access exclusive mode');
    const both = [version(2)] as Promise<unknown>[];
    await waiting(1);
    both.push(register.revoke('AGR-79'));
    await waiting(2);
    await client.query('rollback');
    return Promise.all(both);
  });
  expect([next, revoked]).toEqual([undefined, 2]);
  const standing = (await register.list()).filter(({ id }) => id === 'AGR-79');
  expect(standing.map(({ version: of, status }) => [of, status])).toEqual([
    [1, 'REVOKED'],
    [2, 'REVOKED'],
  ]);
});

test('of two who publish the same version at once, one is told that it is taken', async () => {
  const register = createAgreementRegister(db);
  const publishing = ['RECORD', 'NO_ONWARD_SHARING'].map((duty) =>
    register.publish({ ...AGREEMENT, id: 'AGR-80', duties: [duty] }, () => []),
  );
  const ended = (await Promise.allSettled(publishing)).map((one) =>
    one.status === 'rejected' ? String(one.reason) : 'published',
  );
  expect(ended.toSorted()).toEqual([
    'AgreementRefused: AGR-80, version 1, is not published:\n  its version must be 2: 1 versions are published',
    'published',
  ]);
});

test('whether one is over is judged by the clock of the gateway that `start` runs, also behind a proxy', async () => {
  const published = (id: string, validTo: string, ...options: readonly string[]) => {
    const file = join(database.directory, `${id}.yaml`);
    writeFileSync(file, GOOD.replace('AGR-77', id).replace('validTo: 2027-01-01', `validTo: ${validTo}`));
    const env = { GATEWAY_DATABASE_URL: database.ownerUrl, HTTPS_PROXY: 'http://127.0.0.1:9' };
    return cliWith(env, 'agreements', 'publish', file, '--data', join(database.directory, 'run'), ...options);
  };
  const running = await published('AGR-81', '2026-03-16');
  expect([running.code, running.err]).toEqual([0, '']);
  expect(running.out).toMatch(/^AGR-81, version 1, is published: .*\n$/);
  const over = 'By the policy clock’s day, 2026-03-15, that is over: it shares nothing.\n';
  expect((await published('AGR-82', '2026-03-15')).out).toContain(over);
  expect((await published('AGR-83', '2026-03-16', '--clock', 'now')).out).toContain('that is over');
});

test('anything else is told what can be said', async () => {
  expect((await steward('burn', 'AGR-77')).wrong).toContain('Say "publish <file>", "revoke <id>" or "list".');
});
