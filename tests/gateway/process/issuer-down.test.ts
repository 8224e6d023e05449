import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCheckout, type Checkout, type RunningGateway } from '../fixture/gateway-process.js';
import { readAll } from '../fixture/read-log.js';
import { ecKey, tokenOf } from '../fixture/tokens.js';

/** An issuer at whose address nothing listens. */
const DOWN = 'https://sso.example';

let checkout: Checkout;
let gateway: RunningGateway;
beforeAll(async () => {
  checkout = await makeCheckout();
  const file = join(checkout.directory, 'supergraph.yaml');
  const more = `    - { issuer: ${DOWN}, jwks: https://127.0.0.1:1/keys, algorithms: [ES256], audience: agency-graph }\n`;
  writeFileSync(file, `${readFileSync(file, 'utf8')}${more}`);
  gateway = await checkout.start();
});
afterAll(() => checkout?.close());

async function ask(bearer: string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: bearer },
    body: JSON.stringify({ query: '{ opinions(first: 1) { id } }' }),
  });
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return { status: response.status, codes: errors.map(({ extensions }) => extensions.code) };
}

/** What `/readyz` names. */
interface Told {
  readonly missing?: string;
  readonly degraded?: readonly string[];
}

test('while the keys of an issuer were never had that is said, no token of theirs is called bad, and others are served', async () => {
  const token = tokenOf(ecKey('unknown'), { iss: DOWN });
  expect(await ask(`Bearer ${token}`)).toEqual({ status: 503, codes: ['DIRECTORY_UNAVAILABLE'] });
  expect(await ask(checkout.bearer())).toEqual({ status: 200, codes: [] });
  const told = async (): Promise<unknown> => {
    const { missing, degraded } = (await (await fetch(`${gateway.url}/readyz`)).json()) as Told;
    return missing ?? degraded;
  };
  // Missing for half a minute after the start, degraded from then on.
  await expect.poll(told).toContain('issuer keys');
  const refused = readAll(checkout.logPath).filter(({ type }) => type === 'denied' || type === 'auth_fail');
  expect(refused.map((one) => [one.type, one['code']])).toEqual([['denied', 'DIRECTORY_UNAVAILABLE']]);
});
