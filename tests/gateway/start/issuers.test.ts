import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { verifyToken } from '../../../gateway/src/identity/token.js';
import { openIssuers } from '../../../gateway/src/start/issuers.js';
import { ecKey, jwkOf, tokenOf } from '../fixture/tokens.js';

const SSO = 'https://sso.example';
const OTHER = 'https://other.example';
const HOUR = 3_600_000;

/** An issuer's key set, to be had or not. */
async function serveKeys(key: ReturnType<typeof ecKey>) {
  const state = { isUp: false };
  const server = createServer((_request, response) => {
    if (state.isUp) response.end(JSON.stringify({ keys: [jwkOf(key)] }));
    else response.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys` };
}

function open(urls: Readonly<Record<string, string>>, clock?: () => number) {
  const told: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void told.push(line) });
  const issuers = Object.entries(urls).map(([issuer, url]) => ({
    issuer,
    jwks: { kind: 'url' as const, url },
    algorithms: ['ES256' as const],
    audience: 'agency-graph',
    development: false,
  }));
  const places = { keysElsewhere: false, keysDirectory: '', supergraphFile: '' };
  return { told, issuers: openIssuers({ issuers }, places, log, clock) };
}

test('an only issuer is awaited until its keys were had once; until then no token of theirs is called bad', async () => {
  const key = ecKey('one');
  const { state, url } = await serveKeys(key);
  let now = 0;
  const { told, issuers } = open({ [SSO]: url }, () => now);
  const verify = (signer = key) =>
    verifyToken(`Bearer ${tokenOf(signer, { iss: SSO })}`, issuers.trusted, 'scope', Date.now);
  await expect(verify()).rejects.toMatchObject({ code: 'DIRECTORY_UNAVAILABLE', status: 503 });
  expect([issuers.awaited(), issuers.unreachable()]).toEqual([true, [SSO]]);
  now = HOUR;
  expect(issuers.awaited()).toBe(true);
  state.isUp = true;
  await expect.poll(issuers.awaited, { timeout: 10_000 }).toBe(false);
  expect(issuers.unreachable()).toEqual([]);
  expect(await verify()).toMatchObject({ issuer: SSO, subject: 'clerk' });
  await expect(verify(ecKey('two'))).rejects.toMatchObject({ code: 'AUTH_ERROR' });
  expect(told.length).toBe(2);
});

test('one issuer of several that stays away is awaited for half a minute after the start, and no longer', async () => {
  const [one, other] = [await serveKeys(ecKey('one')), await serveKeys(ecKey('two'))];
  let now = HOUR;
  const { issuers } = open({ [SSO]: one.url, [OTHER]: other.url }, () => now);
  await expect.poll(issuers.unreachable).toEqual(expect.arrayContaining([SSO, OTHER]));
  now += 30_000;
  expect(issuers.awaited()).toBe(true);
  one.state.isUp = true;
  await expect.poll(issuers.awaited, { timeout: 10_000 }).toBe(false);
  expect(issuers.unreachable()).toEqual([OTHER]);
  now -= 1;
  expect(issuers.awaited()).toBe(true);
});
