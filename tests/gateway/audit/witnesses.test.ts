import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parsePolicy, verifyPath, type Verdict } from '@agency-graph/ledger';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readWitnessPolicy } from '../../../gateway/src/start/witnesses.js';
import { openWriter } from '../../../gateway/src/start/audit.js';
import { makeKeyFile } from '../../../shared/cli/src/witness/key-file.js';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import { readAll } from '../fixture/read-log.js';
import { startWitness, type WitnessProcess } from '../fixture/witness-process.js';

const root = mkdtempSync(join(tmpdir(), 'witnesses-'));
const WAIT = { timeout: 20_000, interval: 50 };

/** A log with the keys by which it is verified, and a witness that the policy names. */
interface Watched {
  readonly directory: string;
  readonly files: { readonly trust: string; readonly policy: string };
  readonly policy: string;
  readonly rootKey: () => string;
}

async function open({ directory, policy }: Watched) {
  const places = { directory, keys: join(directory, '../keys'), origin: 'node-1', segmentBytes: 256 * 1024 };
  return (await openWriter({ ...places, policy: parsePolicy(policy) })).writer;
}

function watched(name: string, policy: string): Watched {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'policy.txt'), policy);
  const trust = join(folder, 'keys/root.pub');
  return {
    directory: join(folder, 'audit'),
    policy,
    files: { trust, policy: join(folder, 'policy.txt') },
    rootKey: () => readFileSync(trust, 'utf8'),
  };
}

const published = ({ directory }: Watched): string => readFileSync(join(directory, 'log/checkpoint'), 'utf8');
const isCosigned = (note: string): boolean => note.includes('— witness.example/a ');
const sizeOf = (log: Watched): number => Number(published(log).split('\n')[1]);
const verdictOf = ({ directory, files }: Watched, known?: string): Verdict =>
  verifyPath({ path: directory, trust: [files.trust], policy: files.policy, known }).verdict;
const alarm = { kind: 'test', n: 1 };

describe('a witness that the policy names', () => {
  let key: string;
  let witness: WitnessProcess;
  let log: Watched;
  let writer: Awaited<ReturnType<typeof open>>;

  beforeAll(async () => {
    key = makeKeyFile(join(root, 'witness.key'), 'witness.example/a');
    // Its address is known before it runs: the log begins without it.
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    holder.close();
    await once(holder, 'close');
    log = watched('one', `witness a ${key} http://127.0.0.1:${port}\nquorum a\n`);
    writer = await open(log);
    await vi.waitFor(() => expect(isCosigned(published(log))).toBe(false), WAIT);
    witness = await startWitness(root, log.rootKey(), port);
  });
  afterAll(async () => {
    await writer?.close();
    await witness?.stop();
  });

  test('co-signs what is published, also what it missed, and the log is VERIFIED while it goes on', async () => {
    await expect.poll(() => isCosigned(published(log)), WAIT).toBe(true);
    for (let n = 0; n < 300; n += 1) await writer.event('alarm', alarm);
    await expect.poll(() => sizeOf(log), WAIT).toBeGreaterThan(300);
    expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED', witnessed: { by: ['witness.example/a'] } });
  });

  test('while it is down records are durable all the same, and the log says that nobody saw them', async () => {
    await witness.stop();
    const { index } = await writer.event('alarm', alarm);
    await expect.poll(() => sizeOf(log), WAIT).toBeGreaterThan(index);
    expect(isCosigned(published(log))).toBe(false);
    expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
    witness = await startWitness(root, log.rootKey(), witness.port);
    await expect.poll(() => isCosigned(published(log)), WAIT).toBe(true);
    expect(verdictOf(log).verdict).toBe('VERIFIED');
  });

  test('says between which times a record came to be, also after a restart', async () => {
    const size = sizeOf(log);
    await writer.close();
    writer = await open(log);
    await writer.event('alarm', alarm);
    await expect.poll(() => sizeOf(log), WAIT).toBeGreaterThan(size + 2);
    const known = join(root, 'one/known');
    writeFileSync(known, published(log));
    const { verdict, witnessed } = verdictOf(log, known);
    expect(verdict).toBe('VERIFIED');
    expect(witnessed!.before).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  test('a list of what was witnessed that a crash tore goes on in a line of its own', async () => {
    const file = join(log.directory, 'log/witnessed', `${new Date().toISOString().slice(0, 10)}.jsonl`);
    const torn = '"node-1\\n7\\n';
    writeFileSync(file, torn, { flag: 'a' });
    const { index } = await writer.event('alarm', alarm);
    await expect.poll(() => sizeOf(log), WAIT).toBeGreaterThan(index);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(isCosigned(JSON.parse(lines[lines.indexOf(torn) + 1]!))).toBe(true);
    expect(verdictOf(log).verdict).toBe('VERIFIED');
  });

  test('a checkpoint among those that were witnessed that is of another history is found', async () => {
    const folder = join(log.directory, 'log/witnessed');
    const [day] = readdirSync(folder);
    const lines = readFileSync(join(folder, day!), 'utf8');
    const [first = ''] = lines.split('\n');
    const [origin, size, hash, ...rest] = (JSON.parse(first) as string).split('\n');
    const other = [
      origin,
      size,
      Buffer.from(Buffer.from(hash!, 'base64').toReversed()).toString('base64'),
      ...rest,
    ].join('\n');
    writeFileSync(join(folder, day!), `${JSON.stringify(other)}\n`);
    expect(verdictOf(log).verdict).toBe('FAILED');
    writeFileSync(join(folder, day!), lines);
  });
});

describe('a witness that is no help', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close() && server.closeAllConnections()));

  test.each([
    ['never answers', () => {}],
    ['answers nonsense', (_: unknown, response: { end(text: string): void }) => response.end('— x\n'.repeat(40))],
    ['answers without end', (_: unknown, response: { write(text: string): void }) => response.write('x'.repeat(1e6))],
  ])('one that %s holds up no record, and the log is published without it', async (name, serve) => {
    const server = createServer(serve).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const key = makeKeyFile(join(mkdtempSync(join(root, 'key-')), 'key'), 'witness.example/a');
    const { port } = server.address() as AddressInfo;
    const log = watched(name.replaceAll(' ', '-'), `witness a ${key} http://127.0.0.1:${port}\nquorum a\n`);
    const writer = await open(log);
    await Promise.all(Array.from({ length: 50 }, () => writer.event('alarm', alarm)));
    await writer.close();
    expect(isCosigned(published(log))).toBe(false);
    expect(verdictOf(log)).toMatchObject({ verdict: 'VERIFIED-UNWITNESSED' });
  });
});

test('another policy of witnesses than before is recorded, once', async () => {
  const key = makeKeyFile(join(mkdtempSync(join(root, 'key-')), 'key'), 'witness.example/a');
  const log = watched('changed', `witness a ${key} http://127.0.0.1:1\nquorum a\n`);
  const unwatched = { ...log, policy: 'quorum none\n' };
  for (const one of [log, log, unwatched]) await (await open(one)).close();
  const changes = readAll(log.directory).filter(({ type }) => type === 'audit_config_change');
  const [first, second] = [log, unwatched].map(({ policy }) => hash('sha256', policy, 'base64url'));
  expect(changes).toMatchObject([
    { setting: 'witnesses', from: 'none', to: first },
    { setting: 'witnesses', from: first, to: second },
  ]);
});

describe('a quorum that is lost', () => {
  let gateway: GatewayUnderTest;
  /** By how much the clock is ahead. Milliseconds. */
  let ahead = 0;
  beforeAll(async () => {
    const key = makeKeyFile(join(mkdtempSync(join(root, 'key-')), 'key'), 'witness.example/a');
    // Nobody listens there.
    const policy = parsePolicy(`witness a ${key} http://127.0.0.1:1\nquorum a\n`);
    gateway = await startGateway({ witnesses: { policy, steady: () => performance.now() + ahead } });
  });
  afterAll(() => gateway?.close());

  const statusOf = async (query: string): Promise<number> => (await gateway.post({ query })).status;
  const strict = { id: 'AGR-01', witnessed: true };
  /** A step that asks an agency, under an agreement with that duty. */
  const intent = () => {
    const granted = new Map([['Task.id', { basis: { kind: 'agreement', id: strict.id, version: 1 } }]]);
    const plan = {
      compiled: { fetches: 1 },
      permitted: { granted, keys: new Map(), caller: { agreements: [strict] } },
    };
    return gateway.rooms.audit.intent(plan as never, {} as never, {} as never);
  };

  test('stops what must be witnessed at once, and after a quarter of an hour all that agencies are asked; nothing else', async () => {
    await expect.poll(() => statusOf('{ opinions(first: 1) { id } }')).toBe(200);
    ahead = 60_000;
    await expect.poll(() => gateway.rooms.audit.witnessed).toBe(false);
    expect(await statusOf('{ opinions(first: 1) { id } }')).toBe(200);
    await expect(intent()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    ahead = 16 * 60_000;
    gateway.agency.asked.length = 0;
    expect(await statusOf('{ opinions(first: 1) { id } }')).toBe(503);
    expect(gateway.agency.asked).toEqual([]);
    expect(gateway.records().at(-1)).toMatchObject({ type: 'denied', code: 'AUDIT_UNAVAILABLE' });
    expect(await statusOf('{ __typename }')).toBe(200);
  });
});

describe('production', () => {
  const file = join(root, 'policy.txt');
  const policyOf = (text: string): string => (writeFileSync(file, text), file);

  test('does not start without witnesses that can be asked', () => {
    const key = makeKeyFile(join(mkdtempSync(join(root, 'key-')), 'key'), 'witness.example/a');
    for (const text of ['quorum none\n', `witness a ${key}\nquorum a\n`])
      expect(() => readWitnessPolicy(policyOf(text), 'production'), text).toThrow('needs witnesses');
    expect(() => readWitnessPolicy(null, 'production')).toThrow('needs witnesses');
    expect(readWitnessPolicy(null, 'development')).toBeNull();
    expect(
      readWitnessPolicy(policyOf(`witness a ${key} http://127.0.0.1:7000\nquorum a\n`), 'production'),
    ).not.toBeNull();
  });

  test('says which line of the policy is wrong, and that the file is missing', () => {
    expect(() => readWitnessPolicy(policyOf('witness a nonsense\n'), 'development')).toThrow(
      /AGENCY_GRAPH_WITNESSES.*line 1/,
    );
    expect(() => readWitnessPolicy(join(root, 'none'), 'development')).toThrow('AGENCY_GRAPH_WITNESSES');
    const key = makeKeyFile(join(mkdtempSync(join(root, 'key-')), 'key'), 'witness.example/a');
    const text = `witness a ${key} file:///etc/passwd\nquorum a\n`;
    expect(() => readWitnessPolicy(policyOf(text), 'development')).toThrow('no http or https address');
  });
});
