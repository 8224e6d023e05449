import { ensureKeys, loadGatewayPrivateKeys, loadSubgraphKeys, signRegisterPull } from '@agency-graph/contract';
import {
  followRegister,
  readSubgraphConfig,
  serveSubgraph,
  type ServedSubgraph,
  type ServeOptions,
  type SubgraphConfig,
} from '@agency-graph/kit';
import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import { sql } from 'kysely';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyChanges, startOver } from '../../shared/kit/src/register/register-copy.js';
import { embeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';
import { loaders, subgraph, type Database } from './fixture/people.js';
import * as permits from './fixture/permits.js';

const README = readFileSync(new URL('../../shared/kit/README.md', import.meta.url), 'utf8');
const [, TABLE = ''] = /```sql\n([^]*?)```/.exec(README) ?? [];
const COPY = readFileSync(new URL('../../shared/kit/migrations/000-org-register.sql', import.meta.url), 'utf8');
/** More than one page of changes. */
const ORGANISATIONS = 12_000;
type Options = ServeOptions<Database, ReturnType<typeof loaders>>;

const logged: string[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
let keysDirectory: string;
let databases: Record<string, EmbeddedDatabase>;
let owner: ServedSubgraph;
let copy: ServedSubgraph;

const databaseOf = (name: string): EmbeddedDatabase => databases[name] as EmbeddedDatabase;
const run = async <T>(name: string, text: string): Promise<T[]> =>
  (await withClient(databaseOf(name).ownerUrl, (client) => client.query(text))).rows as T[];

const configOf = (name: string, more: Record<string, string> = {}): SubgraphConfig =>
  readSubgraphConfig(name, {
    [`${name.toUpperCase()}_DATABASE_URL`]: databaseOf(name).url,
    [`${name.toUpperCase()}_PORT`]: '0',
    AGENCY_GRAPH_KEYS: keysDirectory,
    ...more,
  });

function serve(name: string, register: Options['register'], more?: Record<string, string>): Promise<ServedSubgraph> {
  return serveSubgraph<Database, ReturnType<typeof loaders>>({
    config: configOf(name, more),
    subgraph: { ...subgraph, name },
    loaders,
    register,
    log,
  });
}

const allowed = new Set<unknown>();
/** The hook of an agency whose rows carry their organisation's path. */
const onChange: Exclude<Options['register'], string>['onChange'] = async (transaction, ids) => {
  allowed.add(
    (await sql<{ time: string }>`select current_setting('statement_timeout') as time`.execute(transaction)).rows[0]
      ?.time,
  );
  await sql`update person p set path = r.path from org_register r
    where r.id = p.org_id and r.id = any(${ids}) and p.path <> r.path`.execute(transaction);
};

beforeAll(async () => {
  databases = {
    organisations: await embeddedDatabase('organisations'),
    people: await embeddedDatabase('people'),
    late: await embeddedDatabase('late'),
    permits: await embeddedDatabase('permits'),
    bare: await embeddedDatabase('bare'),
  };
  keysDirectory = join(databaseOf('people').directory, 'keys');
  ensureKeys(keysDirectory, { gateway: true, subgraphs: ['organisations', 'people', 'permits'] });
  await run(
    'organisations',
    `create table org_register (id text primary key, path text not null, status text not null,
    version bigint not null unique);
    insert into org_register select 'o' || n, 'TW.G' || n, 'ACTIVE', n from generate_series(1, ${ORGANISATIONS}) n`,
  );
  await run('people', COPY);
  await run(
    'people',
    `create table person (id text primary key, org_id text not null, path text not null);
    insert into person values ('p1', 'o7', 'TW.OLD'), ('p9', 'o9', 'TW.G9'); grant update (path) on person to ${new URL(databaseOf('people').url).username}`,
  );
  await run('permits', COPY);
  await run('permits', TABLE.replace('to permits', `to ${new URL(databaseOf('permits').url).username}`));
  await run('permits', `insert into permit values ('B1', null, 'o11', 'TW.OLD')`);
  owner = await serve('organisations', 'owner');
  copy = await serve('people', { onChange }, { REGISTER_URL: owner.url });
});
afterAll(async () => {
  await copy.close();
  await owner.close();
  for (const database of Object.values(databases)) await database.close();
});

const isReady = async (): Promise<boolean> => (await fetch(`${copy.url}/health`)).status === 200;
const copied = (): Promise<unknown[]> =>
  run('people', 'select id, path, status, version from org_register order by id');
const registered = (): Promise<unknown[]> =>
  run('organisations', 'select id, path, status, version from org_register order by id');
const pathOf = async (): Promise<string> =>
  (await run<{ path: string }>('people', `select path from person where id = 'p1'`))[0]?.path ?? '';

test('a fresh copy is filled page by page before the subgraph is ready, and the rows’ paths with it', async () => {
  await expect.poll(isReady, { timeout: 10_000 }).toBe(true);
  expect(await copied()).toEqual(await registered());
  expect(await pathOf()).toBe('TW.G7');
  // What moves with a province may take longer than a page of changes.
  expect([...allowed]).toEqual(['30min']);
});

test('a change arrives within a second', async () => {
  await run(
    'organisations',
    `update org_register set path = 'TW.G8.C7', version = ${ORGANISATIONS + 1} where id = 'o7'`,
  );
  await expect.poll(pathOf, { timeout: 1_000, interval: 20 }).toBe('TW.G8.C7');
});

test('a register that is gone for a while is followed again, and the subgraph stays ready', async () => {
  const port = new URL(owner.url).port;
  await owner.close();
  await run(
    'organisations',
    `update org_register set status = 'MERGED', version = ${ORGANISATIONS + 2} where id = 'o8'`,
  );
  expect(await isReady()).toBe(true);
  owner = await serve('organisations', 'owner', { ORGANISATIONS_PORT: port });
  const statusOf = async (): Promise<string | undefined> =>
    (await run<{ status: string }>('people', `select status from org_register where id = 'o8'`))[0]?.status;
  await expect.poll(statusOf, { timeout: 2_000, interval: 20 }).toBe('MERGED');
});

test('a permit of the README goes with its organisation', async () => {
  const { loaders: load, onChange: follow } = permits;
  const config = configOf('permits', { REGISTER_URL: owner.url });
  const served = await serveSubgraph({
    config,
    subgraph: permits.subgraph,
    loaders: load,
    register: { onChange: follow },
    log,
  });
  const path = async (): Promise<unknown> => (await run('permits', 'select org_path from permit'))[0];
  await expect.poll(path, { timeout: 10_000 }).toEqual({ org_path: 'TW.G11' });
  await served.close();
});

test('rows on organisation paths are not served by who does not follow the register', async () => {
  const options = { config: configOf('permits'), subgraph: permits.subgraph, loaders: permits.loaders, log };
  await expect(serveSubgraph({ ...options, register: 'none' })).rejects.toThrow(
    'permits: rows of Permit hang on organisation paths',
  );
});

test.each<[string, (strange: string) => Partial<SubgraphConfig>, object]>([
  ['nothing is there', () => ({ registerUrl: 'http://127.0.0.1:2' }), { cause: 'ECONNREFUSED' }],
  [
    'its key is not known',
    (strange) => ({ keysDirectory: strange }),
    { problem: 'the register answered 401: its keys folder has not this key, or the clocks differ' },
  ],
])('whoever cannot follow the register as %s says why, without quoting', async (_, otherwise, why) => {
  const strange = join(databaseOf('permits').directory, 'strange');
  ensureKeys(strange, { gateway: true, subgraphs: ['permits'] });
  const config = { ...configOf('permits', { REGISTER_URL: owner.url }), ...otherwise(strange) };
  const told = await firstWarning(config);
  expect(told).toMatchObject({ ...why, register: config.registerUrl, msg: 'register not followed' });
});

/** What a permits subgraph says first that cannot follow the register. */
async function firstWarning(config: SubgraphConfig, hook = permits.onChange): Promise<Record<string, unknown>> {
  const at = logged.length;
  const { loaders: load, subgraph: served } = permits;
  const agency = await serveSubgraph({ config, subgraph: served, loaders: load, register: { onChange: hook }, log });
  try {
    await expect.poll(() => logged.slice(at)).toHaveLength(1);
    return JSON.parse(logged[at]!);
  } finally {
    await agency.close();
  }
}

describe('a mistake of the agency’s own database is told as that, without row or password', () => {
  const withUrl = (change: (url: URL) => void): SubgraphConfig => {
    const url = new URL(databaseOf('permits').url);
    url.password = 'no-secret';
    change(url);
    return { ...configOf('permits', { REGISTER_URL: owner.url }), databaseUrl: url.href };
  };
  const database = (): string => new URL(databaseOf('permits').url).pathname.slice(1);

  test.each<[string, () => SubgraphConfig, string | undefined, (name: string) => string]>([
    [
      'a database without the migrations',
      () => ({ ...configOf('permits', { REGISTER_URL: owner.url }), databaseUrl: databaseOf('bare').url }),
      '42P01',
      () =>
        `${new URL(databaseOf('bare').url).pathname.slice(1)}" as role "${new URL(databaseOf('bare').url).username}": ` +
        'table "org_register_copy" is not there: apply the migrations',
    ],
    [
      'a database that is none',
      () => withUrl((url) => (url.pathname = '/nowhere')),
      '3D000',
      (name) => `nowhere" as role "${name}": database "nowhere" is not on that server`,
    ],
    [
      'a role that is none',
      () => withUrl((url) => (url.username = 'nobody_here')),
      '28000',
      (name) => `${name}" as role "nobody_here": the server does not let role "nobody_here" in`,
    ],
    [
      'a server that is not there',
      () => ({
        ...configOf('permits'),
        databaseUrl: 'postgres://permits:no-secret@127.0.0.1:1/permits',
      }),
      'ECONNREFUSED',
      () => 'permits" as role "permits": the server does not answer',
    ],
  ])('%s', async (_, config, code, says) => {
    const told = await firstWarning(config());
    expect(told).toMatchObject({ code, msg: 'copy of the register not kept' });
    expect(told['problem']).toContain(`PERMITS_DATABASE_URL, database "${says(database())}`);
    expect(told).not.toHaveProperty('register');
    expect(JSON.stringify(told)).not.toContain('no-secret');
  });

  test('a grant that is missing', async () => {
    await run('permits', `revoke select on org_register_copy from ${database()}`);
    try {
      const { problem, code } = await firstWarning(configOf('permits', { REGISTER_URL: owner.url }));
      expect([code, problem]).toEqual([
        '42501',
        expect.stringContaining('may not do what is needed with table "org_register_copy"'),
      ]);
    } finally {
      await run('permits', `grant select on org_register_copy to ${database()}`);
    }
  });

  test('a hook that is wrong', async () => {
    await run('permits', 'update org_register_copy set version = 0');
    const told = await firstWarning(
      configOf('permits', { REGISTER_URL: owner.url }),
      async (transaction) => void (await sql`select 'a row'::integer`.execute(transaction)),
    );
    expect(told).toMatchObject({ code: '22P02', problem: expect.stringContaining('onChange') });
    expect(JSON.stringify(told)).not.toContain('a row');
  });
});

test('the register answers known keys only, each pull once, and well-formed questions only', async () => {
  const ask = (since: string, authorization?: string) =>
    fetch(`${owner.url}/register/changes?since=${since}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
  const pull = (): string => `Bearer ${signRegisterPull('people', loadSubgraphKeys(keysDirectory, 'people').signing)}`;
  expect((await ask('0')).status).toBe(401);
  const one = pull();
  const answered = await ask(`${ORGANISATIONS}`, one);
  expect((await answered.json()) as { version: number; changes: unknown[] }).toEqual({
    version: ORGANISATIONS + 2,
    changes: [
      { id: 'o7', path: 'TW.G8.C7', status: 'ACTIVE', version: ORGANISATIONS + 1 },
      { id: 'o8', path: 'TW.G8', status: 'MERGED', version: ORGANISATIONS + 2 },
    ],
  });
  expect((await ask('0', one)).status).toBe(401);
  expect((await ask('-1', pull())).status).toBe(400);
  expect((await ask("0'", pull())).status).toBe(400);
});

test('a key that is put in may pull at once, one that is taken out no more, and a file that is no key stops nobody', async () => {
  const ask = async (name: string, key = loadSubgraphKeys(keysDirectory, name).signing): Promise<number> => {
    const headers = { authorization: `Bearer ${signRegisterPull(name, key)}` };
    return (await fetch(`${owner.url}/register/changes?since=${ORGANISATIONS}`, { headers })).status;
  };
  writeFileSync(join(keysDirectory, 'broken.signing.pub'), 'no key');
  expect(await ask('people')).toBe(200);
  expect(logged.filter((line) => line.includes('broken.signing.pub'))).toHaveLength(1);
  ensureKeys(keysDirectory, { subgraphs: ['newcomer'] });
  const { signing } = loadSubgraphKeys(keysDirectory, 'newcomer');
  expect(await ask('newcomer')).toBe(200);
  expect(await ask('gateway', loadGatewayPrivateKeys(keysDirectory).signing)).toBe(200);
  rmSync(join(keysDirectory, 'newcomer.signing.pub'));
  expect(await ask('newcomer', signing)).toBe(401);
  expect(logged.filter((line) => line.includes('broken.signing.pub'))).toHaveLength(1);
});

test('a register that was set back is copied anew, and what it lacks stands outside the tree', async () => {
  await run(
    'organisations',
    `delete from org_register where id = 'o9';
     update org_register set version = -version;
     update org_register r set version = n, path = case r.id when 'o7' then 'TW.G9' else path end
     from (select id, row_number() over (order by version desc) as n from org_register) as again where again.id = r.id`,
  );
  await expect.poll(pathOf, { timeout: 5_000, interval: 20 }).toBe('TW.G9');
  await expect.poll(isReady, { timeout: 5_000, interval: 20 }).toBe(true);
  const without = (rows: unknown[]): unknown[] => rows.filter((row) => (row as { id: string }).id !== 'o9');
  expect(without(await copied())).toEqual(await registered());
  expect(await run('people', `select path, status from org_register where id = 'o9'`)).toEqual([
    { path: '~o9', status: 'WITHDRAWN' },
  ]);
  // Not even its own rows stand where another organisation stands now.
  expect(await run('people', `select path from person where id = 'p9'`)).toEqual([{ path: '~o9' }]);
});

test('a page that another instance asked for before the copy began anew is not applied', async () => {
  await run('late', COPY);
  const database = createKysely<never>(createPool({ url: databaseOf('late').url, applicationName: 'test', max: 2 }));
  const page = (version: number) => ({
    version,
    changes: [{ id: `o${version}`, path: `TW.O${version}`, status: 'ACTIVE', version }],
  });
  const apply = (since: number, version: number) => applyChanges(database, since, page(version), async () => {});
  try {
    expect([await apply(0, 1), await apply(1, 2)]).toEqual([true, true]);
    await startOver(database, 1);
    expect(await apply(2, 3)).toBe(false);
    expect(await run('late', 'select version, complete from org_register_copy')).toEqual([
      { version: '0', complete: false },
    ]);
    expect(await apply(0, 1)).toBe(true);
    expect(await run('late', 'select id, path from org_register order by id')).toEqual([
      { id: 'o1', path: 'TW.O1' },
      { id: 'o2', path: '~o2' },
    ]);
  } finally {
    await database.destroy();
  }
});

test('how long the register was not followed is known, and whether a pull was in vain', async () => {
  const databaseUrl = databaseOf('late').url;
  const database = createKysely<never>(createPool({ url: databaseUrl, applicationName: 'test', max: 2 }));
  let answers = false;
  /** What was known at each pull, whether the one before was answered. */
  const inVain: number[] = [];
  const answered: number[] = [];
  const register = createServer((request, response) => {
    (answers ? answered : inVain).push(following.behind());
    const since = new URL(request.url ?? '', 'http://register').searchParams.get('since');
    if (answers) response.end(JSON.stringify({ version: Number(since), changes: [] }));
    else response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(register, 'listening');
  const url = `http://127.0.0.1:${(register.address() as AddressInfo).port}`;
  const key = loadSubgraphKeys(keysDirectory, 'people').signing;
  const following = followRegister({ database, databaseUrl, url, name: 'people', key, onChange: async () => {}, log });
  try {
    await expect.poll(() => inVain.length, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(inVain).toEqual(inVain.toSorted((a, b) => a - b));
    answers = true;
    // The first pull that is answered was asked before it was.
    const isNewer = (): boolean => answered.some((behind) => behind < answered[0]!);
    await expect.poll(isNewer, { timeout: 10_000 }).toBe(true);
  } finally {
    await following.close();
    register.closeAllConnections();
    register.close();
    await database.destroy();
  }
});

test('the copies of the migration are the kit’s, to the letter', () => {
  for (const name of ['members', 'tasks', 'documents']) {
    const file = new URL(`../../subgraphs/${name}/migrations/000-org-register.sql`, import.meta.url);
    expect(readFileSync(file, 'utf8'), name).toBe(COPY);
  }
});
