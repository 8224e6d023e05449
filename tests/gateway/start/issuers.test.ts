import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { verifyToken } from '../../../gateway/src/identity/token.js';
import { openIssuers } from '../../../gateway/src/start/issuers.js';
import { ecKey, jwkOf, tokenOf } from '../fixture/tokens.js';

const SSO = 'https://sso.example';

test('an issuer is unread until its keys were had once; until then no token of theirs is called bad', async () => {
  const key = ecKey('one');
  let isUp = false;
  const server = createServer((_request, response) => {
    if (isUp) response.end(JSON.stringify({ keys: [jwkOf(key)] }));
    else response.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const told: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void told.push(line) });
  const issuers = openIssuers(
    {
      issuers: [
        {
          issuer: SSO,
          jwks: { kind: 'url', url },
          algorithms: ['ES256'],
          audience: 'agency-graph',
          development: false,
        },
      ],
    },
    { keysElsewhere: false, keysDirectory: '', supergraphFile: '' },
    log,
  );
  const verify = (signer = key) =>
    verifyToken(`Bearer ${tokenOf(signer, { iss: SSO })}`, issuers.trusted, 'scope', Date.now);
  await expect(verify()).rejects.toMatchObject({ code: 'DIRECTORY_UNAVAILABLE', status: 503 });
  expect([issuers.unread(), issuers.unreachable()]).toEqual([[SSO], [SSO]]);
  isUp = true;
  await expect.poll(issuers.unread, { timeout: 10_000 }).toEqual([]);
  expect(issuers.unreachable()).toEqual([]);
  expect(await verify()).toMatchObject({ issuer: SSO, subject: 'clerk' });
  await expect(verify(ecKey('two'))).rejects.toMatchObject({ code: 'AUTH_ERROR' });
  expect(told.length).toBe(2);
});
