import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, UsageError } from '../../../gateway/src/config.js';
import { MAIN, makeCheckout, type Checkout } from '../fixture/gateway-process.js';

async function run(args: readonly string[], env: Record<string, string> = {}, program = MAIN) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

/** It ended by itself, said why in a sentence, and showed nothing of its inside. */
function expectSentence({ code, err }: { code: number; err: string }, expected: number, says: RegExp): void {
  expect(err).toMatch(says);
  expect(err).not.toMatch(/\n\s+at |node:internal|\.js:\d/);
  expect(code).toBe(expected);
}

const DATABASE = { GATEWAY_DATABASE_URL: 'postgres://gateway@127.0.0.1:1/gateway' };

describe('the command line', () => {
  test('--help says all, a wrong option is exit 2', async () => {
    const [help, wrong] = await Promise.all([run(['--help']), run(['--prot', '1'])]);
    expect([help.code, help.err]).toEqual([0, '']);
    for (const option of ['--supergraph', '--profile', '--port', '--clock', 'GATEWAY_DATABASE_URL'])
      expect(help.out).toContain(option);
    expectSentence(wrong, 2, /^Unknown option '--prot'. --help lists the options.\n$/);
  });

  test.each([
    [['here'], /Unexpected argument 'here'.*--help/],
    [['--port'], /--port.*--help/],
    [['--port', '70000'], /port must be a number/],
    [['--port', '1e3'], /port must be a number/],
    [['--profile', 'prod'], /--profile must be one of/],
    [['--clock', 'tomorrow'], /policy clock must be/],
    [['--clock', '2026-02-31T99:00:00Z'], /policy clock must be/],
  ])('%j is wrong usage', (args, says) => {
    expect(() => readConfig(args, DATABASE)).toThrow(UsageError);
    expect(() => readConfig(args, DATABASE)).toThrow(says);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ GATEWAY_DATABASE_URL: 'mysql://x' }, /GATEWAY_DATABASE_URL must be/],
    ...[
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'HTTPS_PROXY',
      'all_proxy',
      'APOLLO_DISABLE_SECURITY_RECURSIVE_SELECTIONS_CHECK',
      'APOLLO_DISABLE_SECURITY_NON_LOCAL_SELECTIONS_CHECK',
    ].map((name) => [{ ...DATABASE, [name]: '0' }, new RegExp(`Unset ${name}`)] as [Record<string, string>, RegExp]),
  ])('64, 230: %j does not start', (env, says) => {
    expect(() => readConfig([], env)).toThrow(says);
  });
});

test('the index is not made anew without a database, which is said in a sentence', async () => {
  const ended = await run([], {}, join(dirname(MAIN), 'programs/rebuild-index.js'));
  expectSentence(ended, 1, /^GATEWAY_DATABASE_URL.*\n$/);
});

test('a gateway is called as it is told, else as its machine', () => {
  const named = (node: string) => readConfig([], { ...DATABASE, AGENCY_GRAPH_NODE: node })!.node;
  expect(named('north-2.example')).toBe('north-2.example');
  for (const wrong of ['', '..', 'a/b', 'x'.repeat(65)])
    expect(() => named(wrong)).toThrow('AGENCY_GRAPH_NODE must be');
  expect(readConfig([], DATABASE)!.node).toMatch(/^[\w.-]+$/);
});

test('an agency’s address is read by its name; other …_URL are nobody’s business', () => {
  const ours = { BASE_URL: '/', MY_AGENCY_URL: 'http://127.0.0.1:1/graphql', ODD_URL: 'x' };
  const config = readConfig([], { ...DATABASE, ...ours })!;
  expect(config.routingUrl('my-agency')).toBe('http://127.0.0.1:1/graphql');
  expect(config.routingUrl('unnamed')).toBeNull();
  expect(() => config.routingUrl('odd')).toThrow('ODD_URL must be an http or https address');
});

describe('a start that fails ends, in a sentence', () => {
  let checkout: Checkout;
  beforeAll(async () => (checkout = await makeCheckout()));
  afterAll(() => checkout?.close());

  test('no database, no keys, no graph, not for production, no port', async () => {
    const args = checkout.args.slice(1);
    const broken = join(checkout.database.directory, 'checkout/broken.yaml');
    writeFileSync(broken, 'subgraphs: {}\nstrange: 1\n');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const other = { ...checkout.env, AGENCY_GRAPH_DATA: join(checkout.database.directory, 'other') };
    const { GATEWAY_DATABASE_URL: _, ...nowhere } = checkout.env;
    const [none, database, keys, graph, clock, issuer, listening] = await Promise.all([
      run(args, nowhere),
      run(args, { ...checkout.env, ...DATABASE }),
      run(args, { ...checkout.env, AGENCY_GRAPH_KEYS: '/nowhere' }),
      run(['--supergraph', broken], checkout.env),
      run([...args, '--profile', 'production'], checkout.env),
      run([...args.slice(0, -2), '--profile', 'production'], checkout.env),
      run(args.with(args.indexOf('--port') + 1, String(port)), other),
    ]);
    expectSentence(none, 1, /GATEWAY_DATABASE_URL must be/);
    expectSentence(database, 1, /ECONNREFUSED/);
    expectSentence(keys, 1, /\/nowhere\/opinions\.pub is missing/);
    expectSentence(graph, 1, /strange/);
    expectSentence(clock, 1, /production profile has only the wall clock/);
    expectSentence(issuer, 1, /development issuer lets anyone on this machine be anybody/);
    expectSentence(listening, 1, /EADDRINUSE/);
    taken.close();
  });
});
