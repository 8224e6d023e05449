import { ensureKeys, loadGatewayPrivateKeys, pairwisePseudonym } from '@agency-graph/contract';
import { hkdfSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openKeys, warnOfKeyFiles } from '../../../gateway/src/start/keys.js';

const USES = ['pseudonyms', 'volume tokens', 'inquiry cursors', 'inquiry questions'];
const folder = mkdtempSync(join(tmpdir(), 'gateway-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const remove = (...files: readonly string[]): void =>
  files.forEach((file) => rmSync(join(folder, file), { force: true }));
const secretsNow = (): readonly string[] => {
  const { secret } = openKeys(folder, { make: false });
  return USES.map((use) => secret(use).export().toString('hex'));
};
/** Both keys are others afterwards, as they are after a roll. */
const roll = (): void => {
  remove('gateway.jwks.json', 'gateway.private.jwks.json');
  ensureKeys(folder, { gateway: true });
};

beforeEach(() => {
  remove('gateway.secret');
  roll();
});

test('a roll of the gateway’s keys makes no caller a stranger to agencies, and begins no count anew', () => {
  const before = openKeys(folder, { make: false });
  const secrets = secretsNow();
  roll();
  const after = openKeys(folder, { make: false });
  expect(after.agreement.kid).not.toBe(before.agreement.kid);
  expect(secretsNow()).toEqual(secrets);
  expect(new Set(secrets).size).toBe(USES.length);
  const named = (keys: typeof before): string => pairwisePseudonym(keys.secret('pseudonyms'), 'tasks', 'clerk');
  expect(named(after)).toBe(named(before));
});

test('where there was no secret of its own, it is what was derived from the agreement key, and stays after a roll', () => {
  remove('gateway.secret');
  const ikm = loadGatewayPrivateKeys(folder).agreement.key.export({ format: 'der', type: 'pkcs8' });
  const derived = USES.map((use) =>
    Buffer.from(hkdfSync('sha256', ikm, 'agency-graph/gateway', use, 32)).toString('hex'),
  );
  expect(secretsNow()).toEqual(derived);
  expect(statSync(join(folder, 'gateway.secret')).mode & 0o777).toBe(0o600);
  roll();
  expect(secretsNow()).toEqual(derived);
});

test('operators are told in production alone that the audit log’s keys are files, and where', () => {
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  for (const profile of ['development', 'conformance', 'production'] as const) warnOfKeyFiles(profile, folder, log);
  expect(logged.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 40, keys: folder })]);
});
