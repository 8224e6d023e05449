import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readRequests } from '../fixture/read-log.js';

/** Runs what follows with a small disk of its own in a folder, which nobody else sees. */
const onSmallDisk = (folder: string): string[] => {
  const asRoot = userInfo().uid === 0 ? [] : ['--user', '--map-root-user'];
  const mounted = 'mount -t tmpfs -o size=512m tmpfs "$0" && exec "$@"';
  return ['unshare', '--mount', ...asRoot, 'sh', '-c', mounted, folder];
};

const [command, ...rest] = [...onSmallDisk('/mnt'), 'true'];
const canMount = spawnSync(command!, rest).status === 0;

// Where a user may mount nothing, `recorded.test.ts` has a disk that fails.
describe.skipIf(!canMount)('a disk that is nearly full', () => {
  let checkout: Checkout;
  let gateway: RunningGateway;
  beforeAll(async () => {
    checkout = await makeCheckout();
    mkdirSync(checkout.logPath, { recursive: true });
    gateway = await checkout.start(onSmallDisk(checkout.logPath));
  });
  afterAll(() => checkout?.close());

  /** The log as the gateway sees it. */
  const seen = (): string => join(`/proc/${gateway.pid}/root`, checkout.logPath);

  async function ask(query: string): Promise<string> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: checkout.bearer() },
      body: JSON.stringify({ query }),
    });
    const { errors } = (await response.json()) as { readonly errors?: readonly [{ extensions: { code: string } }] };
    return `${response.status} ${errors?.[0].extensions.code ?? 'served'}`;
  }

  async function ready(): Promise<string> {
    const response = await fetch(`${gateway.url}/readyz`);
    const { missing } = (await response.json()) as { readonly missing?: string };
    return `${response.status} ${missing ?? 'ready'}`;
  }

  /** What operators were told of the disk, by level. */
  const told = (): readonly number[] =>
    gateway
      .said()
      .split('\n')
      .filter((line) => line.includes('disk of the audit log'))
      .map((line) => (JSON.parse(line) as { level: number }).level);

  test('179: agencies are asked nothing, what needs none is still recorded and answered; with room again all is as before', async () => {
    const question = '{ opinions(first: 1) { id } }';
    await expect.poll(() => ask(question)).toBe('200 served');
    const filling = join(seen(), 'something-else');
    writeFileSync(filling, Buffer.alloc(200 * 1024 * 1024));
    await expect.poll(() => ask(question)).toBe('503 AUDIT_UNAVAILABLE');
    expect(await ready()).toBe('503 audit disk');
    await expect.poll(told).toEqual([40]);
    const asked = checkout.agency.asked.length;
    for (let n = 0; n < 10; n += 1) {
      expect([await ask(question), await ask('{ __typename }')]).toEqual(['503 AUDIT_UNAVAILABLE', '200 served']);
    }
    expect(checkout.agency.asked.length).toBe(asked);
    expect(told()).toEqual([40]);
    rmSync(filling);
    await expect.poll(() => ask(question)).toBe('200 served');
    expect(await ready()).toBe('200 ready');
    await expect.poll(told).toEqual([40, 30]);
    const served = readRequests(seen()).map(({ type }) => type);
    expect(served.filter((type) => type === 'denied').length).toBeGreaterThanOrEqual(11);
    expect(served.at(-1)).toBe('outcome');
  });
});
