import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRequests } from '../fixture/read-log.js';
import { orderOfCalls, tracing, type OrderOfCalls } from '../fixture/order-of-calls.js';
import { ROOT } from '../../support/root.js';
import { makeCheckout, type Checkout } from '../fixture/gateway-process.js';

/** Holds up each sync of data after those of the start, in microseconds. */
const SLOW = 'inject=fdatasync:delay_enter=700000:when=2+';

const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** Preloaded, it makes the gateway answer before the sync. */
const EARLY = pathToFileURL(join(ROOT, 'tests/gateway/fixture/answers-early.mjs')).href;

// Where strace is missing or not allowed, `recorded.test.ts` holds the same order within the process.
describe.skipIf(!canTrace)('as the kernel saw it', () => {
  let checkout: Checkout;
  beforeAll(async () => (checkout = await makeCheckout()));
  afterAll(() => checkout?.close());

  /** So many requests, some at once, to a gateway of which the calls are written down. */
  async function ordered(requests: number, ...options: readonly string[]): Promise<OrderOfCalls> {
    const trace = join(checkout.database.directory, 'trace');
    const gateway = await checkout.start(tracing(trace, ...options));
    let left = requests;
    const client = async (): Promise<void> => {
      while (left-- > 0) {
        const response = await fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
          body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
        });
        expect(response.status).toBe(200);
        await response.arrayBuffer();
      }
    };
    await Promise.all(Array.from({ length: 4 }, client));
    process.kill(gateway.pid, 'SIGTERM');
    await gateway.ended;
    return orderOfCalls(trace, checkout.logPath);
  }

  test('the sync of the intent returns before the agency is written to, that of the outcome before the client is', async () => {
    expect(await ordered(60, '--seccomp-bpf')).toEqual({ answers: 60, questions: 60, early: [] });
  });

  test('a gateway that answers before the sync is noticed', async () => {
    const slow = 'inject=fdatasync:delay_enter=20000:when=3+';
    const { answers, questions, early } = await ordered(10, '-e', slow, '-E', `NODE_OPTIONS=--import=${EARLY}`);
    expect([answers, questions]).toEqual([10, 10]);
    expect(early.length).toBeGreaterThanOrEqual(10);
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

  test('an intent that is not durable in 250 ms: 503, and no agency is asked; where none is asked a slow disk is waited for', async () => {
    const gateway = await checkout.start(['strace', '-f', '-e', 'trace=fdatasync', '-e', SLOW, '-o', '/dev/null']);
    const before = readRequests(checkout.logPath).length;
    const asked = checkout.agency.asked.length;
    expect(await statusAndCode(gateway.url)).toEqual([503, 'AUDIT_UNAVAILABLE']);
    expect(checkout.agency.asked.length).toBe(asked);
    expect(await statusAndCode(gateway.url, '{ __typename }')).toEqual([200, undefined]);
    expect(await statusAndCode(gateway.url, '{ nothing }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    process.kill(gateway.pid, 'SIGTERM');
    await gateway.ended;
    // The log may say more than was given, never less.
    const [intent, ...rest] = readRequests(checkout.logPath).slice(before);
    expect(intent!.type).toBe('intent');
    expect(rest.map(({ type }) => type)).toEqual(['denied', 'outcome', 'denied']);
  });

  const statusAndCode = async (url: string, query = '{ opinions(first: 1) { id } }'): Promise<[number, unknown]> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
      body: JSON.stringify({ query }),
    });
    const body = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    return [response.status, body.errors?.[0]?.extensions.code];
  };
});
