import {
  createReplayStore,
  ensureGatewaySecret,
  ensureKeys,
  isRegisterPull,
  loadGatewayKeys,
  loadGatewayPrivateKeys,
  loadGatewaySecret,
  loadIssuerKeys,
  loadPublicKey,
  loadSubgraphKeys,
  signRegisterPull,
} from '@agency-graph/contract';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const directories: string[] = [];
afterAll(() => directories.forEach((dir) => rmSync(dir, { recursive: true })));

const made = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'keys-'));
  directories.push(dir);
  ensureKeys(dir, { gateway: true, subgraphs: ['members'], issuer: true });
  return dir;
};

test('missing keys are made once; private ones are for their owner only', () => {
  const dir = made();
  const before = readdirSync(dir).map((file) => readFileSync(join(dir, file), 'utf8'));
  ensureKeys(dir, { gateway: true, subgraphs: ['members'], issuer: true });
  expect(readdirSync(dir).map((file) => readFileSync(join(dir, file), 'utf8'))).toEqual(before);
  const modes = Object.fromEntries(readdirSync(dir).map((file) => [file, statSync(join(dir, file)).mode & 0o777]));
  expect(modes).toEqual({
    'gateway.jwks.json': 0o644,
    'gateway.private.jwks.json': 0o600,
    'gateway.secret': 0o600,
    'issuer.jwks.json': 0o644,
    'issuer.private.jwks.json': 0o600,
    'members.key': 0o600,
    'members.pub': 0o644,
    'members.signing.key': 0o600,
    'members.signing.pub': 0o644,
  });
});

test.each([
  ['members', 'members.signing'],
  ['members.signing', 'members'],
])('a public key alone is the agency’s, and left alone: %s.pub', (given, other) => {
  const dir = made();
  for (const file of [`${given}.key`, `${other}.key`, `${other}.pub`]) rmSync(join(dir, file));
  const before = readFileSync(join(dir, `${given}.pub`), 'utf8');
  ensureKeys(dir, { subgraphs: ['members'] });
  expect(readFileSync(join(dir, `${given}.pub`), 'utf8')).toBe(before);
  expect([`${given}.key`, `${other}.key`, `${other}.pub`].map((file) => existsSync(join(dir, file)))).toEqual([
    false,
    true,
    true,
  ]);
});

test('the gateways’ secret stays when their keys are made anew', () => {
  const dir = made();
  const secret = loadGatewaySecret(dir);
  for (const file of ['gateway.jwks.json', 'gateway.private.jwks.json']) rmSync(join(dir, file));
  ensureKeys(dir, { gateway: true });
  expect(loadGatewaySecret(dir).equals(secret)).toBe(true);
  rmSync(join(dir, 'gateway.secret'));
  // Of the key that is there now, which the first was not made of.
  ensureKeys(dir, { gateway: true });
  expect(loadGatewaySecret(dir).equals(secret)).toBe(false);
  writeFileSync(join(dir, 'gateway.secret'), randomBytes(16).toString('base64'));
  expect(() => loadGatewaySecret(dir)).toThrow('gateway.secret cannot be read as a secret of 32 random bytes');
});

test('a host that is given the keys alone makes the secret that was made with them', () => {
  const dir = made();
  const host = mkdtempSync(join(tmpdir(), 'keys-'));
  directories.push(host);
  for (const file of ['gateway.jwks.json', 'gateway.private.jwks.json']) cpSync(join(dir, file), join(host, file));
  ensureGatewaySecret(host);
  expect(loadGatewaySecret(host).equals(loadGatewaySecret(dir))).toBe(true);
});

test('what another gateway of the same process id is writing stands in nobody’s way', () => {
  const dir = made();
  rmSync(join(dir, 'gateway.secret'));
  const [before, half] = [readdirSync(dir), `gateway.secret.${process.pid}.tmp`];
  writeFileSync(join(dir, half), 'half');
  ensureGatewaySecret(dir);
  expect(readdirSync(dir).sort()).toEqual([...before, 'gateway.secret', half].sort());
});

test('what is made is what is read: each public key is its private key’s', () => {
  const dir = made();
  const { signing, agreement } = loadGatewayPrivateKeys(dir);
  expect(loadGatewayKeys(dir).keys.map(({ kid, use }) => [use, kid])).toEqual([
    ['sig', signing.kid],
    ['enc', agreement.kid],
  ]);
  expect(loadGatewayKeys(dir).keys.every((jwk) => !('d' in jwk))).toBe(true);
  const own = loadSubgraphKeys(dir, 'members');
  expect(loadPublicKey(join(dir, 'members.pub')).kid).toBe(own.agreement.kid);
  const issuer = loadIssuerKeys(dir);
  expect(issuer.jwks.keys.map(({ kid }) => kid)).toEqual([issuer.signing.kid]);
});

test('a missing or strange file is named, with what it should be and never with what it holds', () => {
  const dir = made();
  expect(() => loadSubgraphKeys(dir, 'tasks')).toThrow(`${dir}/tasks.key is missing: it should be a PEM private key`);
  writeFileSync(join(dir, 'members.key'), 'hunter2');
  expect(() => loadSubgraphKeys(dir, 'members')).toThrow(`${dir}/members.key cannot be read as a PEM private key`);
  const jwks = loadGatewayKeys(dir);
  writeFileSync(
    join(dir, 'gateway.jwks.json'),
    JSON.stringify({ keys: [{ ...jwks.keys[0], kid: jwks.keys[1]?.kid }] }),
  );
  expect(() => loadGatewayKeys(dir)).toThrow(
    'cannot be read as a JWKS of P-256 keys named by their RFC 7638 thumbprints',
  );
});

test('a register pull counts once, in its time, by a known key', async () => {
  const dir = made();
  const { signing, agreement } = loadSubgraphKeys(dir, 'members');
  const keys = new Map([[signing.kid, signing]]);
  const replayStore = createReplayStore();
  const now = Date.now();
  const accepts = (authorization: string | undefined, atMs = now) =>
    isRegisterPull(authorization, { keys, replayStore, clock: () => atMs });
  const pull = `Bearer ${signRegisterPull('members', signing, now)}`;
  expect(await accepts(pull, now + 36_000)).toBe(false);
  expect(await accepts(pull, now - 7_000)).toBe(false);
  expect(await accepts(pull)).toBe(true);
  expect(await accepts(pull)).toBe(false);
  expect(await accepts(`Bearer ${signRegisterPull('members', agreement, now)}`)).toBe(false);
  expect(await accepts(pull.slice(0, -2))).toBe(false);
  expect(await accepts(undefined)).toBe(false);
});
