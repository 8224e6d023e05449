import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readRequests } from '../fixture/read-log.js';
import { makeCheckout, type Checkout } from '../fixture/gateway-process.js';

vi.setConfig({ testTimeout: 60_000 });

/** Holds up each sync of data after those of the start, in microseconds. */
const SLOW = 'inject=fdatasync:delay_enter=700000:when=2+';

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** A call as `strace -f` shows it: when it began and when it returned, in lines of the trace. */
interface Call {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function readTrace(file: string): Call[] {
  const open = new Map<string, { text: string; from: number }>();
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at): Call[] => {
      const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
      if (rest.endsWith('<unfinished ...>')) {
        open.set(pid, { text: rest, from: at });
        return [];
      }
      const resumed = rest.startsWith('<...');
      const { text, from } = resumed ? (open.get(pid) ?? { text: '', from: at }) : { text: rest, from: at };
      return / = \d+$/.test(rest) ? [{ name: /^\w+/.exec(text)?.[0] ?? '', text, from, to: at }] : [];
    });
}

// Where strace is missing or not allowed, `recorded.test.ts` holds the same order within the process.
describe.skipIf(!canTrace)('as the kernel saw it', () => {
  let checkout: Checkout;
  beforeAll(async () => (checkout = await makeCheckout()));
  afterAll(() => checkout?.close());

  test('the sync of the intent returns before the agency is written to, that of the outcome before the client is', async () => {
    const REQUESTS = 30;
    const trace = join(checkout.database.directory, 'trace');
    const calls = 'trace=write,writev,pwrite64,fdatasync,sendto,sendmsg';
    const gateway = await checkout.start([
      'strace',
      '-f',
      '--seccomp-bpf',
      '-e',
      calls,
      '-y',
      '-s',
      '4000',
      '-o',
      trace,
    ]);
    for (let n = 0; n < REQUESTS; n += 1) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
        body: JSON.stringify({ query: `{ opinions(first: ${n + 1}) { id } }` }),
      });
      expect(response.status).toBe(200);
    }
    process.kill(gateway.pid, 'SIGTERM');
    await gateway.ended;

    const seen = readTrace(trace);
    const wal = join(checkout.logPath, 'wal');
    const syncs = seen.filter(({ name, text }) => name === 'fdatasync' && text.includes(wal));
    /** When what a write brought to the log was on the disk. */
    const durableAt = (type: string): number[] =>
      seen
        .filter(({ text }) => text.includes(wal) && text.includes(`\\"type\\":\\"${type}\\"`))
        .map((write) => syncs.find((sync) => sync.from > write.to)?.to ?? Infinity);
    const begunAt = (start: string): number[] =>
      seen.filter(({ name, text }) => name !== 'fdatasync' && text.includes(`"${start}`)).map(({ from }) => from);

    const [intents, outcomes] = [durableAt('intent'), durableAt('outcome')];
    const [questions, answers] = [begunAt('POST /graphql'), begunAt('HTTP/1.1 200')];
    expect([intents, outcomes, questions, answers].map(({ length }) => length)).toEqual([
      REQUESTS,
      REQUESTS,
      REQUESTS,
      REQUESTS,
    ]);
    for (let n = 0; n < REQUESTS; n += 1) {
      expect(intents[n], `intent ${n}`).toBeLessThan(questions[n]!);
      expect(questions[n], `question ${n}`).toBeLessThan(outcomes[n]!);
      expect(outcomes[n], `outcome ${n}`).toBeLessThan(answers[n]!);
    }
  });

  test('a sync that fails, as the kernel says it: nothing is answered on it, and nothing afterwards', async () => {
    const inject = 'inject=fdatasync:error=EIO:when=5+';
    const gateway = await checkout.start(['strace', '-f', '-e', 'trace=fdatasync', '-e', inject, '-o', '/dev/null']);
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
        body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
      });
      statuses.push(response.status);
    }
    expect(statuses.slice(-2)).toEqual([503, 503]);
    expect(statuses).toEqual(statuses.toSorted((a, b) => a - b));
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    process.kill(gateway.pid, 'SIGTERM');
    await gateway.ended;
  });

  test('an intent that is not durable in 250 ms: 503, and no agency is asked', async () => {
    const gateway = await checkout.start(['strace', '-f', '-e', 'trace=fdatasync', '-e', SLOW, '-o', '/dev/null']);
    const before = readRequests(checkout.logPath).length;
    const asked = checkout.agency.asked.length;
    expect(await statusAndCode(gateway.url)).toEqual([503, 'AUDIT_UNAVAILABLE']);
    expect(checkout.agency.asked.length).toBe(asked);
    process.kill(gateway.pid, 'SIGTERM');
    await gateway.ended;
    // The log may say more than was given, never less.
    const [intent, ...rest] = readRequests(checkout.logPath).slice(before);
    expect(intent!.type).toBe('intent');
    expect(rest.map(({ type }) => type)).toEqual(['denied']);
  });

  const statusAndCode = async (url: string): Promise<[number, unknown]> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
      body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
    });
    const body = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    return [response.status, body.errors?.[0]?.extensions.code];
  };
});
