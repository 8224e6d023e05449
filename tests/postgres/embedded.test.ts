import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded, withClient, type EmbeddedServer } from '@agency-graph/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startElsewhere } from './embedded-process.js';

const newFolder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'agency-graph-embedded-'));
  chmodSync(made, 0o755);
  return made;
};

let template: string;
let folder: string;
let dataDir: string;
let servers: EmbeddedServer[];

beforeAll(async () => {
  template = newFolder();
  await (await startEmbedded({ dataDir: join(template, 'postgres') })).stop();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(() => {
  folder = newFolder();
  dataDir = join(folder, 'data', 'postgres');
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** A server was started and stopped here before: initdb takes longer than most tests. */
const usedBefore = (): void => {
  mkdirSync(join(folder, 'data'), { mode: 0o755 });
  execFileSync('cp', ['-a', join(template, 'postgres'), dataDir]);
};
const start = async (dir = dataDir): Promise<EmbeddedServer> => {
  const server = await startEmbedded({ dataDir: dir });
  servers.push(server);
  return server;
};
const ask = (server: EmbeddedServer, sql: string): Promise<unknown[]> =>
  withClient(server.url('postgres'), async (client) => Object.values((await client.query(sql)).rows[0] as object));
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/exe`) || readCommand(pid) !== '';
const readCommand = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
const pidOf = (dir = dataDir): number => Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]);

test('it listens on a private socket alone, as another user than root, and leaves nothing when stopped', async () => {
  const server = await start();
  expect(await ask(server, 'show listen_addresses')).toEqual(['']);
  expect(await ask(server, 'show server_encoding')).toEqual(['UTF8']);
  expect(await ask(server, 'show synchronous_commit')).toEqual(['on']);
  expect(lstatSync(server.socketDir).mode & 0o777).toBe(0o700);
  expect(statSync(dataDir).uid).not.toBe(0);
  const pid = pidOf();
  await server.stop();
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(server.socketDir)).toBe(false);
  expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
});

test('a folder as deep as can be gets a short socket path', async () => {
  const deep = join(folder, ...Array.from({ length: 12 }, () => 'a-long-folder-name'), 'postgres');
  const server = await start(deep);
  expect(server.socketDir.length + '/.s.PGSQL.5432'.length).toBeLessThan(100);
  expect(await ask(server, 'select 1')).toEqual([1]);
});

test('several users share a server, and the last one to stop ends it', async () => {
  usedBefore();
  const [first, second] = await Promise.all([start(), start()]);
  expect([first.reused, second.reused].sort()).toEqual([false, true]);
  await first.stop();
  expect(await ask(second, 'select 1')).toEqual([1]);
  const pid = pidOf();
  await second.stop();
  expect(isAlive(pid)).toBe(false);
});

test('data stay from one start to the next', async () => {
  usedBefore();
  const first = await start();
  await ask(first, 'create table kept as select 42 as n; select 1').catch(() => []);
  await first.stop();
  expect(await ask(await start(), 'select n from kept')).toEqual([42]);
});

test('when the process that started it is killed, the server ends by itself', async () => {
  usedBefore();
  const other = await startElsewhere(dataDir);
  await other.kill();
  await expect.poll(() => isAlive(other.server.pid), { timeout: 10_000, interval: 50 }).toBe(false);
  expect(await ask(await start(), 'select 1')).toEqual([1]);
});

test('a start right after a kill takes over or starts anew', async () => {
  usedBefore();
  const other = await startElsewhere(dataDir);
  await other.kill();
  expect(await ask(await start(), 'select 1')).toEqual([1]);
});

test('a server in use by another process outlives the one that started it', async () => {
  usedBefore();
  const other = await startElsewhere(dataDir);
  const server = await start();
  expect(server.reused).toBe(true);
  await other.kill();
  // Longer than the watchdog takes to clear up were it mistaken.
  await expect
    .poll(() =>
      ask(server, 'select count(*)::int from pg_stat_activity where application_name = $$agency-graph lease$$'),
    )
    .toEqual([1]);
  expect(isAlive(other.server.pid)).toBe(true);
});

test('a killed server is told as lost, and starts again', async () => {
  usedBefore();
  const server = await start();
  process.kill(pidOf(), 'SIGKILL');
  await server.lost;
  expect(await ask(await start(), 'select 1')).toEqual([1]);
});

test('a process id that meanwhile is somebody else’s is not taken for the server', async () => {
  usedBefore();
  writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n5432\n/tmp\n\n\nready\n`);
  expect(await ask(await start(), 'select 1')).toEqual([1]);
});

test('what an interrupted initdb left is swept, and made again', async () => {
  const left = join(folder, 'data', '.postgres-making-999999999-abc');
  mkdirSync(left, { recursive: true });
  chmodSync(join(folder, 'data'), 0o755);
  await start();
  expect(readdirSync(join(folder, 'data'))).toEqual(['postgres']);
});

test('data of another major version are refused with what to do', async () => {
  usedBefore();
  writeFileSync(join(dataDir, 'PG_VERSION'), '15\n');
  await expect(start()).rejects.toThrow(/was made by PostgreSQL 15, this is PostgreSQL 18.*remove it/s);
});

test('a folder with other files is left alone', async () => {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'letter.txt'), 'dear all');
  await expect(start()).rejects.toThrow(/has files but is no PostgreSQL data directory/);
  expect(readdirSync(dataDir)).toEqual(['letter.txt']);
});

test('a server that cannot start says why', async () => {
  usedBefore();
  writeFileSync(join(dataDir, 'postgresql.conf'), 'nonsense = yes\n');
  await expect(start()).rejects.toThrow(/did not start.*nonsense/s);
});

test('a socket folder that others may enter is refused', async () => {
  usedBefore();
  const server = await start();
  await server.stop();
  mkdirSync(server.socketDir, { mode: 0o777 });
  chmodSync(server.socketDir, 0o777);
  await expect(start()).rejects.toThrow(/is not a private folder/);
  rmSync(server.socketDir, { recursive: true });
});
