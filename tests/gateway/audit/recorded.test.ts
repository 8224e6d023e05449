import type fs from 'node:fs';
import { readFileSync, renameSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CANARY } from '../fixture/opinions.js';
import { breakDescriptor } from '../fixture/break-descriptor.js';
import { startGateway, type GatewayUnderTest, type LogRecord } from '../fixture/gateway-under-test.js';

/** How far the log was on the disk when each sync returned, and how long a sync is held up. */
const disk = vi.hoisted(() => ({ synced: 0, path: '', slow: 0 }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const fdatasync = (fd: number, done: (error: NodeJS.ErrnoException | null) => void): void => {
    const { size } = real.fstatSync(fd);
    real.fdatasync(fd, (error) => {
      const tell = (): void => {
        if (error === null && real.statSync(disk.path).ino === real.fstatSync(fd).ino) disk.synced = size;
        done(error);
      };
      if (disk.slow > 0) setTimeout(tell, disk.slow);
      else tell();
    });
  };
  return { ...real, fdatasync, default: { ...real, fdatasync } };
});

let gateway: GatewayUnderTest;
let before = 0;
const ACCOUNTS = [{ sub: 'clerk' }, { sub: 'barred', status: 'SUSPENDED' }];
const open = async (): Promise<void> => {
  gateway = await startGateway({ accounts: ACCOUNTS });
  disk.path = gateway.logPath;
};
beforeAll(open);
beforeEach(() => (before = gateway.records().length));
afterAll(() => gateway?.close());

const OPINIONS = '{ opinions(first: 3) { id title } viewer { account } }';
const recorded = (): LogRecord[] => gateway.since(before);
/** What is on the disk, as far as a sync has returned for it. */
const durable = (): string => readFileSync(gateway.logPath).subarray(0, disk.synced).toString('utf8');
const txnOf = (jws: unknown): string =>
  (JSON.parse(Buffer.from(String(jws).split('.')[1]!, 'base64url').toString()) as { txn: string }).txn;

interface Body {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { audit: { index: number; leaf: string } };
}
const ask = async (query: string, headers: Record<string, string> = {}) => {
  const response = await gateway.post({ query }, headers);
  return { status: response.status, body: (await response.json()) as Body };
};

describe('order', () => {
  test('no agency is asked before its intent is on the disk, no byte leaves before its outcome is', async () => {
    const wrong: string[] = [];
    // Planned once, so that what is measured is the disk.
    await ask(OPINIONS);
    let [asked, served] = [0, 0];
    gateway.agency.onAsked = () => {
      asked += 1;
      const txn = txnOf(gateway.agency.asked.at(-1)!.headers['agency-context']);
      if (!durable().includes(`"txn":"${txn}","type":"intent"`)) wrong.push(`asked before its intent: ${txn}`);
    };
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const { status, body } = await ask(OPINIONS);
        if (status === 200) served += 1;
        // Without a receipt nothing was said but that nothing can be recorded.
        if (body.extensions === undefined) {
          expect([status, body.data]).toEqual([503, undefined]);
          return;
        }
        const { index, leaf } = body.extensions.audit;
        if (!durable().includes(`\n${index} ${leaf} {`)) wrong.push(`answered before its outcome: ${index}`);
      }),
    );
    gateway.agency.onAsked = () => {};
    expect(wrong).toEqual([]);
    // On a busy machine a sync may take more than its 250 ms, before an agency is asked or after: then 503 was said.
    expect(served).toBeGreaterThan(0);
    expect(asked).toBeGreaterThanOrEqual(served);
    expect(recorded().filter(({ type }) => type === 'intent').length).toBeGreaterThanOrEqual(asked);
  });

  test('a refusal, too, leaves only after its record', async () => {
    const { body } = await ask('{ nothing }');
    const { index, leaf } = body.extensions!.audit;
    expect(durable()).toContain(`\n${index} ${leaf} {`);
  });

  test('an intent that is not durable in 250 ms: 503, and no agency is asked', async () => {
    gateway.agency.asked.length = 0;
    disk.slow = 1_500;
    const { status, body } = await ask(OPINIONS);
    disk.slow = 0;
    expect([status, body.errors![0]!.extensions.code]).toEqual([503, 'AUDIT_UNAVAILABLE']);
    expect(gateway.agency.asked).toEqual([]);
    // The slow sync ends before the next test looks at the log.
    await expect.poll(() => recorded().length, { timeout: 5_000 }).toBeGreaterThanOrEqual(2);
  });

  test('an outcome that is not durable in time: the answer is thrown away', async () => {
    gateway.agency.onAsked = () => (disk.slow = 1_500);
    const { status, body } = await ask(OPINIONS);
    gateway.agency.onAsked = () => {};
    disk.slow = 0;
    expect([status, body.data]).toEqual([503, undefined]);
    expect(JSON.stringify(body)).not.toContain(CANARY);
    await expect.poll(() => recorded().length, { timeout: 5_000 }).toBe(3);
    // The log may say more than was given, never less; the request’s last record says how it ended.
    const [intent, ...rest] = recorded();
    expect(rest.map((one) => [one.type, one['txn']])).toEqual([
      ['outcome', intent!['txn']],
      ['denied', intent!['txn']],
    ]);
    expect(rest[1]!['code']).toBe('AUDIT_UNAVAILABLE');
  });
});

describe('what a record holds', () => {
  test('who, what, on what basis, and whose records; one trace through all', async () => {
    const { body } = await ask(OPINIONS);
    const [intent, outcome, ...others] = recorded();
    expect(others).toEqual([]);
    expect(intent).toMatchObject({ v: 1, type: 'intent', agencies: ['gateway', 'opinions'], trace: outcome!['trace'] });
    expect(outcome).toMatchObject({
      type: 'outcome',
      txn: intent!['txn'],
      who: { issuer: 'https://issuer.agency-graph.example', organisation: 'VPTW', purpose: 'TASK_MONITORING' },
      operation: { kind: 'query', name: null },
      failed: 0,
    });
    expect(outcome!['nonce']).toMatch(/^[\w-]{22}$/);
    expect(outcome!['nonce']).not.toBe(intent!['nonce']);
    expect(body.extensions!.audit.index).toBe(before + 1);
  });

  test('no value of a field or an argument, no token, no person’s id', async () => {
    const secret = 'Nguyễn Văn Bí Mật';
    const bearer = gateway.bearer({ act: { sub: 'M-000124' } });
    for (const query of [
      OPINIONS,
      `{ opinion(id: "${secret}") { id title } }`,
      `{ nothing(a: "${secret}") }`,
      `{ opinions(first: "${secret}") { id } }`,
      `{ "${secret}"`,
      '{ opinions { draft } }',
    ]) {
      await ask(query, { authorization: bearer });
    }
    await gateway.post({ query: 'query($a: Int) { opinions(first: $a) { id } }', variables: { a: secret } });
    await ask(OPINIONS, { authorization: `${bearer}x` });
    await ask(OPINIONS, { 'access-purpose': secret.normalize('NFD').replaceAll(/[^\u0020-\u007E]/g, '') });
    const log = readFileSync(gateway.logPath, 'utf8');
    for (const text of [
      CANARY,
      secret,
      'Nguy',
      bearer.slice(7),
      bearer.split('.')[2]!,
      'A-clerk',
      'M-000124',
      '"clerk"',
    ])
      expect(log, text).not.toContain(text);
  });

  test('an agency that fails: the outcome says that a part failed', async () => {
    gateway.agency.delay = 2_400;
    const { status, body } = await ask(OPINIONS);
    gateway.agency.delay = 0;
    expect(status).toBe(200);
    expect(body.errors![0]!.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(recorded().at(-1)).toMatchObject({ type: 'outcome', failed: 1 });
  });

  test('each request has one outcome, whatever it comes to', async () => {
    for (const [query, headers, type] of [
      ['{ __typename }', {}, 'outcome'],
      ['{ viewer { account } }', {}, 'outcome'],
      ['{ nothing }', {}, 'denied'],
      ['{', {}, 'denied'],
      [OPINIONS, { authorization: 'Bearer x' }, 'auth_fail'],
      [OPINIONS, { authorization: gateway.bearer({ sub: 'barred' }) }, 'denied'],
      [OPINIONS, { accept: 'text/html' }, 'denied'],
    ] as const) {
      before = gateway.records().length;
      await ask(query, headers);
      expect(
        recorded()
          .filter((one) => one.type !== 'intent')
          .map((one) => one.type),
        query,
      ).toEqual([type]);
    }
  });
});

describe('a flood of strangers', () => {
  test('fills no log: one record opened for many, closed with their number', async () => {
    const FLOOD = 600;
    const statuses = new Set<number>();
    const standing = new Set<number>();
    for (let sent = 0; sent < FLOOD; sent += 100) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const { status, body } = await ask(OPINIONS, { authorization: 'Bearer a.b.c' });
          statuses.add(status);
          standing.add(body.extensions!.audit.index);
        }),
      );
      expect(durable().split('\n').length).toBeGreaterThan(Math.max(...standing));
    }
    expect([...statuses]).toEqual([401]);
    const fails = (): LogRecord[] => recorded().filter(({ type }) => type === 'auth_fail');
    expect(fails().length).toBeLessThan(210);
    // A caller who is known is recorded by name, flood or not.
    await ask(OPINIONS, { authorization: gateway.bearer({ sub: 'barred' }) });
    expect(recorded().at(-1)).toMatchObject({ type: 'denied', who: { organisation: 'VPTW' } });
    const path = gateway.logPath;
    const closed = `${path}.closed`;
    // Closing writes the counts that are open; the database goes with it, so the file is kept aside.
    const { database } = gateway;
    const close = database.close.bind(database);
    Object.assign(database, {
      close: async () => {
        renameSync(path, closed);
        const all = readFileSync(closed, 'utf8').trimEnd().split('\n').slice(before);
        const records = all.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as LogRecord);
        const failed = records.filter(({ type }) => type === 'auth_fail');
        const single = failed.filter((one) => one['tally'] === undefined).length;
        const counted = failed.reduce((sum, one) => sum + (typeof one['n'] === 'number' ? one['n'] : 0), 0);
        expect(single + counted).toBe(FLOOD);
        await close();
      },
    });
    await gateway.close();
    await open();
  });
});

describe('no log', () => {
  test('when the disk fails everything is refused, also to those who were refused anyway, and it is not ready', async () => {
    breakDescriptor(gateway.logPath);
    gateway.agency.asked.length = 0;
    for (const [query, headers] of [
      [OPINIONS, {}],
      ['{ __typename }', {}],
      ['{', {}],
      [OPINIONS, { authorization: 'Bearer x' }],
    ] as const) {
      const { status, body } = await ask(query, headers);
      expect([status, body.errors![0]!.extensions.code, body.data]).toEqual([503, 'AUDIT_UNAVAILABLE', undefined]);
    }
    expect((await fetch(`${gateway.url}/nowhere`)).status).toBe(503);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    expect(gateway.agency.asked).toEqual([]);
  });
});
