import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@agency-graph/postgres';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { embeddedDatabase } from '../support/embedded-database.js';
import { runGateway, untilReady, type GatewayProcess } from './support/gateway-process.js';
import { ROOT } from '../support/root.js';
import { askAt, startSystem, type System } from './support/system.js';

let system: System;
let copy: string;
let started: GatewayProcess[];

beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
});
/** The graph of this checkout, to be broken: the page and the schemas that it names. */
beforeEach(() => {
  started = [];
  copy = mkdtempSync(join(tmpdir(), 'agency-graph-graph-'));
  cpSync(join(ROOT, 'supergraph.yaml'), join(copy, 'supergraph.yaml'));
  for (const name of ['organisations', 'members', 'tasks', 'documents']) {
    cpSync(join(ROOT, 'subgraphs', name, 'schema.graphql'), join(copy, 'subgraphs', name, 'schema.graphql'));
  }
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(copy, { recursive: true, force: true });
});

/** Starts a gateway on the copy, as it is by now. */
const start = async (
  env: Readonly<Record<string, string>> = {},
  ...args: readonly string[]
): Promise<GatewayProcess> => {
  const supergraph = join(copy, 'supergraph.yaml');
  const process_ = await runGateway(system, { args: ['--supergraph', supergraph, ...args], env });
  started.push(process_);
  return process_;
};

/** Changes a file of the copy and says on which line the change is. */
const change = (file: string, from: string, to: string): number => {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(from);
  expect(at, `${file} has ${from}`).toBeGreaterThanOrEqual(0);
  writeFileSync(path, text.slice(0, at) + to + text.slice(at + from.length));
  return text.slice(0, at).split('\n').length;
};

/** Ends by itself, not well, with these words and without a stack. */
const expectRefusedStart = async (gateway: GatewayProcess, ...words: readonly (string | RegExp)[]): Promise<void> => {
  expect(await gateway.ended).not.toBe(0);
  const said = gateway.said();
  for (const word of words) expect(said).toMatch(word);
  expect(said).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(said).not.toContain('listening');
};

const exactly = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));

describe('A broken graph stops the start with file, line and what to do', () => {
  test('unbroken, the copy is served', async () => {
    const gateway = await start();
    await untilReady(gateway);
    const { data } = await askAt(gateway.url, system.as('P4'), '{ adminUnit(code: "G07C012") { name } }');
    expect(data.adminUnit.name).toBe(system.world.adminUnit('G07C012')!.name);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  test('an unknown key of supergraph.yaml', async () => {
    const line = change('supergraph.yaml', 'routing_url:', 'routing_uri:');
    await expectRefusedStart(await start(), exactly(`supergraph.yaml:${line}`), /routing_uri/);
  });

  test('a schema that is not there', async () => {
    rmSync(join(copy, 'subgraphs/tasks/schema.graphql'));
    await expectRefusedStart(await start(), /subgraphs\/tasks\/schema\.graphql/);
  });

  test('a schema that does not parse', async () => {
    const line = change('subgraphs/tasks/schema.graphql', 'type Query {', 'type Query [');
    await expectRefusedStart(await start(), exactly(`schema.graphql:${line}`), /tasks/);
  });

  test('a field without a label, its own or its type’s', async () => {
    const path = join(copy, 'subgraphs/tasks/schema.graphql');
    const bare = readFileSync(path, 'utf8')
      .replace(/^(type Task .*?) @label\([^)]*\)/m, '$1')
      .replace(/^( {2}title: String) @label\([^)]*\)/m, '$1');
    writeFileSync(path, bare);
    const line = bare.slice(0, bare.search(/^ {2}title: String$/m)).split('\n').length;
    await expectRefusedStart(await start(), exactly(`schema.graphql:${line}`), /Task\.title/, /@label/);
  });
});

describe('The production profile', () => {
  test('refuses the development issuer, with its line and why', async () => {
    change('supergraph.yaml', 'profile: development', 'profile: production');
    const text = readFileSync(join(copy, 'supergraph.yaml'), 'utf8');
    const line = text.slice(0, text.indexOf('development: true')).split('\n').length;
    await expectRefusedStart(
      await start({ POLICY_CLOCK: 'now' }),
      exactly(`supergraph.yaml:${line}`),
      /development issuer .* profile is production/,
    );
  });

  test('whoever chose it: on the command line as well', async () => {
    await expectRefusedStart(
      await start({ POLICY_CLOCK: 'now' }, '--profile', 'production'),
      exactly('https://issuer.agency-graph.example'),
    );
  });

  test('refuses a policy clock that stands', async () => {
    await expectRefusedStart(
      await start({ POLICY_CLOCK: '2026-03-15T09:00:00+07:00' }, '--profile', 'production'),
      /wall clock/,
      /POLICY_CLOCK/,
    );
  });
});

describe('What is told from outside', () => {
  test.each([
    [{ TASKS_URL: 'not an address' }, [], /TASKS_URL/],
    [{ AGENCY_GRAPH_KEYS: '/nowhere' }, [], /\/nowhere/],
  ] as const)('%j %j stops the start by name', async (env, args, word) => {
    await expectRefusedStart(await start(env, ...args), word);
  });
});

describe('Ready', () => {
  test('is what a gateway calls itself once it knows every organisation: its first request is served', async () => {
    const database = await embeddedDatabase('gateway');
    try {
      await migrate(database.ownerUrl, join(ROOT, 'gateway/migrations'));
      const seed = spawn(process.execPath, [join(ROOT, 'gateway/dist/seed.js'), '--size', 'tiny'], {
        env: { ...process.env, GATEWAY_OWNER_DATABASE_URL: database.ownerUrl },
        stdio: 'ignore',
      });
      expect((await once(seed, 'close'))[0]).toBe(0);
      const gateway = await start({ GATEWAY_DATABASE_URL: database.url });
      await untilReady(gateway);
      const first = await askAt(gateway.url, system.as('P4'), '{ organisation(id: "G07.C012") { name } }');
      expect(first.errors).toEqual([]);
      expect(first.data.organisation.name).toBe(system.world.organisation('G07.C012')!.name);
      gateway.child.kill('SIGTERM');
      await gateway.ended;
    } finally {
      await database.close();
    }
  });
});
