import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readAll } from '../fixture/read-log.js';

/** What `/readyz` says of the last good one. */
const SERVING = { supergraph: expect.any(String), policy: expect.any(String), since: expect.any(String) };

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout();
});
afterAll(() => checkout?.close());

const fileAt = (name: string): string => join(checkout.directory, 'policy', name);
const changed = new Map<string, string>();
/** Writes a file of the policy; what it was comes back after the test. */
function write(name: string, to: (text: string) => string): void {
  const text = readFileSync(fileAt(name), 'utf8');
  if (!changed.has(name)) changed.set(name, text);
  writeFileSync(fileAt(name), to(text));
}
const restore = (): void => {
  for (const [name, text] of changed) writeFileSync(fileAt(name), text);
  changed.clear();
};
afterEach(restore);

const half = (text: string): string => text.slice(0, text.length / 2);

describe('a policy that cannot be used stops the start and says where', () => {
  test.each<[string, () => void, RegExp]>([
    ['half written', () => write('scope.yaml', half), /scope\.yaml:\d+: /],
    [
      'with an unknown word',
      () => write('rules/R05-zone-ceiling.yaml', (text) => `${text}\nmercy: true\n`),
      /R05-zone-ceiling\.yaml:\d+: /,
    ],
    ['empty', () => write('policy.yaml', () => ''), /policy\.yaml:\d+: /],
    [
      'with a rule missing',
      () => {
        write('rules/R03-no-read-up.yaml', (text) => text);
        rmSync(fileAt('rules/R03-no-read-up.yaml'));
      },
      /R3/,
    ],
  ])('%s', async (_, spoil, says) => {
    spoil();
    const child = spawn(process.execPath, checkout.args, { env: { ...process.env, ...checkout.env } });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(said).toMatch(says);
    expect(code).toBe(1);
  });
});

describe('while the gateway runs', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    restore();
    gateway = await checkout.start();
  });

  const ready = async (): Promise<unknown> => (await fetch(`${gateway.url}/readyz`)).json();
  const ask = async (): Promise<{ data: { opinions: unknown } | null; text: string }> => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
      body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
    });
    const text = await response.text();
    return { ...(JSON.parse(text) as { data: { opinions: unknown } | null }), text };
  };
  const soon = (holds: () => Promise<void>): Promise<void> => vi.waitFor(holds, { timeout: 20_000, interval: 100 });

  test('one that cannot be used changes nothing: the last good one is served, and log and readiness say so', async () => {
    expect((await ask()).data?.opinions).not.toBeNull();
    write('scope.yaml', half);
    await soon(async () => expect(await ready()).toEqual({ status: 'ready', degraded: ['policy'], serving: SERVING }));
    expect((await ask()).data?.opinions).not.toBeNull();
    await expect.poll(() => gateway.said()).toMatch(/"problem":"[^"]*scope\.yaml:\d+: /);
    restore();
    await soon(async () => expect(await ready()).toEqual({ status: 'ready' }));
  });

  test('a whole one is served, and the change stands in the record, whatever it is called; so does the way back', async () => {
    const changes = (): unknown[] =>
      readAll(checkout.logPath).flatMap(({ type, from, to }) => (type === 'policy_change' ? [{ from, to }] : []));
    const [{ to: first } = { to: null }] = changes() as { readonly to: unknown }[];
    write('scope.yaml', (text) => text.replace(/ {2}- type: PublishedFeedback\n(?: {4}.*\n)+/, ''));
    await soon(async () => expect((await ask()).text).toContain('SCOPE'));
    expect(await ready()).toEqual({ status: 'ready' });
    const narrower = expect.stringMatching(/^2026-03-01\./);
    await soon(async () => expect(changes().slice(1)).toEqual([{ from: first, to: narrower }]));
    restore();
    await soon(async () => {
      await ask();
      expect(changes().slice(1)).toEqual([
        { from: first, to: narrower },
        { from: narrower, to: first },
      ]);
    });
  });
});
