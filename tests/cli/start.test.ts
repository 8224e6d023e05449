import { createServer } from 'node:http';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPublicKey, loadSubgraphKeys } from '@agency-graph/contract';
import { withClient } from '@agency-graph/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { ROOT } from '../support/root.js';
import { sampleCheckout, type Run, type SampleCheckout } from './sample-checkout.js';

const READY = /Ctrl-C stops everything/;
const GONE = { timeout: 20_000, interval: 50 };

let checkout: SampleCheckout;
let runs: Run[];

beforeAll(async () => {
  checkout = await sampleCheckout();
});
afterAll(() => checkout.remove());
beforeEach(() => {
  runs = [];
});
afterEach(async () => {
  for (const { child } of runs) child.kill('SIGKILL');
  await expect.poll(() => checkout.processes(), GONE).toEqual([]);
});

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Run => {
  const started = checkout.run(args, env);
  runs.push(started);
  return started;
};
const stop = async (started: Run): Promise<number | null> => {
  started.child.kill('SIGTERM');
  return started.ended();
};
const forgetAll = (): void => rmSync(join(checkout.root, '.data'), { recursive: true, force: true });
const startAll = async (...args: readonly string[]): Promise<Run> => {
  const started = run(['start', ...args]);
  await started.says(READY);
  return started;
};

test('start loads, runs everything, says where and as whom, and stops with nothing left', async () => {
  const started = await startAll();
  const said = started.said();
  for (const part of Object.keys(checkout.ports)) expect(await checkout.ask(part)).toMatchObject({ things: 10 });
  expect(said).toContain('members: 5 of 10 things');
  expect(said).toContain(`http://127.0.0.1:${checkout.ports['gateway']}/graphql`);
  expect(said).toMatch(/P4 +commune-officer/);
  expect(said).toMatch(/Audit keys +files in .*keys\/audit, for development/);
  expect(said).toMatch(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/m);
  expect(await checkout.ask('gateway')).toMatchObject({ clock: '2026-03-15T09:00:00+07:00' });
  expect(await stop(started)).toBe(0);
  expect(checkout.processes()).toEqual([]);
  for (const name of ['keys/gateway.private.jwks.json', 'keys/members.key', 'logs/members.log']) {
    expect(statSync(join(checkout.root, '.data', name)).mode & 0o077).toBe(0);
  }
});

test('a later start loads nothing; when a part crashes everything stops, and its last lines are shown', async () => {
  const started = await startAll('--clock', 'now');
  expect(started.said()).not.toContain('Loading');
  expect(await checkout.ask('gateway')).toMatchObject({ clock: 'now', things: 10 });
  await fetch(`http://127.0.0.1:${checkout.ports['tasks']}/crash`).catch(() => {});
  expect(await started.ended()).toBe(1);
  expect(started.said()).toMatch(/tasks ended with exit code 3.*\n +TASKS meets its end/);
  expect(checkout.processes()).toEqual([]);
});

test('when the supervisor is killed everything ends by itself, and the next start works', async () => {
  const started = await startAll();
  started.child.kill('SIGKILL');
  expect(await stop(await startAll())).toBe(0);
});

test('another size is loaded anew, and so is everything with --fresh', async () => {
  for (const args of [['--size', 'tiny'], ['--fresh']]) {
    const started = run(['start', 'tasks', ...args]);
    await started.says(/tasks is ready/);
    expect(started.said()).toContain('Loading');
    expect(await checkout.ask('tasks')).toMatchObject({ things: 10 });
    await stop(started);
  }
});

test('a load that fails shows why, and the next start does it again from nothing', async () => {
  forgetAll();
  const failing = run(['start'], { SAMPLE_FAILS: 'DOCUMENTS' });
  expect(await failing.ended()).toBe(1);
  expect(failing.said()).toMatch(/Loading documents failed \(exit 1\).*\n +DOCUMENTS cannot be loaded/);
  const again = run(['start', 'documents']);
  await again.says(/documents is ready/);
  expect(await checkout.ask('documents')).toMatchObject({ things: 10 });
  await stop(again);
});

test('a load that is killed is done again from nothing', async () => {
  forgetAll();
  const killed = run(['start']);
  await killed.says(/Loading the synthetic world/);
  killed.child.kill('SIGKILL');
  // What the environment says of the clock is as good as the option.
  const again = run(['start'], { POLICY_CLOCK: '2026-04-01T09:00:00+07:00' });
  await again.says(READY);
  expect(await checkout.ask('gateway')).toMatchObject({ clock: '2026-04-01T09:00:00+07:00' });
  for (const part of Object.keys(checkout.ports)) expect(await checkout.ask(part)).toMatchObject({ things: 10 });
  await stop(again);
});

test('a port that somebody holds is told with the holder', async () => {
  const holder = createServer().listen(checkout.ports['members'], '127.0.0.1');
  await once(holder, 'listening');
  const started = run(['start', 'members']);
  expect(await started.ended()).toBe(1);
  expect(started.said()).toMatch(
    new RegExp(`Port ${checkout.ports['members']}, where members should listen, is held by process ${process.pid} `),
  );
  holder.close();
});

test('one part runs alone, beside another', async () => {
  const members = run(['start', 'members']);
  await members.says(/members is ready/);
  const tasks = run(['start', 'tasks']);
  await tasks.says(/tasks is ready/);
  expect(tasks.said()).toContain(
    `Starting tasks. It is ready once it has copied the register of organisations from http://127.0.0.1:${checkout.ports['organisations']}`,
  );
  expect(await stop(members)).toBe(0);
  expect(await checkout.ask('tasks')).toMatchObject({ things: 10 });
  expect(await stop(tasks)).toBe(0);
});

test('a subgraph that supergraph.yaml names gets keys, but not the agency that has given its public key', async () => {
  const entry = (name: string): string =>
    `subgraphs:
  ${name}:
    routing_url: http://127.0.0.1:4010/graphql
    schema: { file: ./${name}.graphql }
    agency: { publicKey: ./.data/keys/${name}.pub }
`;
  const keys = join(checkout.root, '.data/keys');
  mkdirSync(keys, { recursive: true });
  writeFileSync(join(keys, 'licences.pub'), 'theirs');
  for (const name of ['permits', 'licences']) {
    const text = readFileSync(join(ROOT, 'supergraph.yaml'), 'utf8').replace('subgraphs:\n', entry(name));
    writeFileSync(join(checkout.root, 'supergraph.yaml'), text);
    const started = run(['start', 'tasks']);
    await started.says(/tasks is ready/);
    await stop(started);
  }
  expect(loadSubgraphKeys(keys, 'permits').agreement.kid).toBe(loadPublicKey(join(keys, 'permits.pub')).kid);
  expect(existsSync(join(keys, 'permits.signing.pub'))).toBe(true);
  expect(readFileSync(join(keys, 'licences.pub'), 'utf8')).toBe('theirs');
  expect(existsSync(join(keys, 'licences.key'))).toBe(false);
  rmSync(join(checkout.root, 'supergraph.yaml'));
});

test('an unknown part is wrong usage', async () => {
  const started = run(['start', 'weather']);
  expect(await started.ended()).toBe(2);
  expect(started.said()).toContain('There are: organisations, members, tasks, documents, gateway');
});

const withDatabase = async (use: (database: EmbeddedDatabase) => Promise<void>): Promise<void> => {
  const database = await embeddedDatabase('outside');
  await use(database).finally(() => database.close());
};
const urls = (database: EmbeddedDatabase): Record<string, string> => ({
  MEMBERS_DATABASE_URL: database.url,
  MEMBERS_OWNER_DATABASE_URL: database.ownerUrl,
});
const SQL = (database: EmbeddedDatabase, sql: string) => withClient(database.ownerUrl, (client) => client.query(sql));

test('with a URL that database is migrated, loaded when empty, and used', async () => {
  await withDatabase(async (database) => {
    const started = run(['start', 'members'], urls(database));
    await started.says(/members is ready/);
    expect(await checkout.ask('members')).toMatchObject({ things: 10 });
    expect((await SQL(database, 'select from thing')).rowCount).toBe(10);
    await stop(started);
  });
});

test('with a URL to data of its own, those are left alone', async () => {
  await withDatabase(async (database) => {
    await SQL(database, 'create table person as select 1 as id');
    const started = run(['start', 'members'], urls(database));
    await started.says(/members is ready/);
    expect(await checkout.ask('members')).toMatchObject({ things: 0 });
    await stop(started);
  });
});

test('with a URL to a half-loaded database nothing is dropped, and what to do is said', async () => {
  await withDatabase(async (database) => {
    const failing = run(['start', 'members'], { ...urls(database), SAMPLE_FAILS: 'MEMBERS' });
    expect(await failing.ended()).toBe(1);
    const again = run(['start', 'members'], urls(database));
    expect(await again.ended()).toBe(1);
    expect(again.said()).toMatch(/MEMBERS_DATABASE_URL: a load of it began and did not end\. Nothing is dropped/);
    expect((await SQL(database, 'select from thing')).rowCount).toBe(10);
  });
});

const at = (url: string, changes: Partial<Pick<URL, 'username' | 'password' | 'pathname'>>): string =>
  Object.assign(new URL(url), changes).href;
const NOBODY = { username: 'nobody', password: 'hunter2' };

test.each<[string, (urls: Record<string, string>) => Record<string, string>, string]>([
  [
    'of a database that there is not',
    ({ MEMBERS_DATABASE_URL: url = '' }) => ({ MEMBERS_DATABASE_URL: at(url, { pathname: '/nothing' }) }),
    'MEMBERS_DATABASE_URL: database "nothing" does not exist.',
  ],
  [
    'of an owner whom the server does not know',
    (all) => ({ ...all, MEMBERS_OWNER_DATABASE_URL: at(all['MEMBERS_OWNER_DATABASE_URL'] ?? '', NOBODY) }),
    'MEMBERS_OWNER_DATABASE_URL: role "nobody" does not exist.',
  ],
  [
    'of a service whom the server does not know',
    (all) => ({ ...all, MEMBERS_DATABASE_URL: at(all['MEMBERS_DATABASE_URL'] ?? '', NOBODY) }),
    'MEMBERS_DATABASE_URL: role "nobody" does not exist.',
  ],
  [
    'of a server that is stopped',
    () => ({ MEMBERS_DATABASE_URL: 'postgres://members:hunter2@127.0.0.1:1/members' }),
    'MEMBERS_DATABASE_URL: connect ECONNREFUSED 127.0.0.1:1.',
  ],
  [
    'that is no address',
    () => ({ MEMBERS_DATABASE_URL: 'localhost:5432/members' }),
    'MEMBERS_DATABASE_URL is not the address of a PostgreSQL, e.g. postgres://user@host:5432/members.',
  ],
])('a URL %s is told by its variable, in one sentence and without its password', async (_, wrong, sentence) => {
  await withDatabase(async (database) => {
    const started = run(['start', 'members'], wrong(urls(database)));
    expect(await started.ended()).toBe(1);
    expect(started.said()).toBe(`agency-graph: ${sentence}\n`);
  });
});

test('an embedded server that cannot start says why', async () => {
  const data = join(checkout.root, 'strange');
  mkdirSync(join(data, 'postgres'), { recursive: true });
  writeFileSync(join(data, 'postgres/letter.txt'), 'dear all');
  const started = run(['start', 'members', '--data', data]);
  expect(await started.ended()).toBe(1);
  expect(started.said()).toMatch(/^agency-graph: .* has files but is no PostgreSQL data directory: .*\n$/);
});

test('a role that may not make tables is told which variable to set', async () => {
  await withDatabase(async (database) => {
    const started = run(['start', 'members'], { MEMBERS_DATABASE_URL: database.url });
    expect(await started.ended()).toBe(1);
    expect(started.said()).toContain('Set MEMBERS_OWNER_DATABASE_URL to a role that may.');
  });
});
