import { ensureKeys } from '@agency-graph/contract';
import { spawn } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN, cli, cliWith } from './run-cli.js';

let data: string;
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'agency-graph-cli-'));
  ensureKeys(join(data, 'keys'), { issuer: true });
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

test('help lists every command, with examples and exit codes', async () => {
  const { code, out } = await cli('--help');
  expect(code).toBe(0);
  for (const word of ['start', 'gateway', 'personas', 'token', 'break-glass', 'world', 'Examples:', 'Exit codes:'])
    expect(out).toContain(word);
});

test.each(['start', 'gateway', 'personas', 'token', 'break-glass', 'world'])(
  '%s has help of its own',
  async (command) => {
    const { code, out } = await cli(command, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`Usage: agency-graph ${command}`);
  },
);

test.each(['--help', '-h'])('gateway %s is the gateway’s own help, with its options', async (flag) => {
  const { code, out } = await cli('gateway', flag);
  expect([code, out.split('\n')[0]]).toEqual([0, 'Usage: agency-graph gateway [options]']);
  expect(out).toContain('--supergraph <file>');
});

test('the version is the package’s', async () => {
  const manifest = JSON.parse(readFileSync(join(BIN, '../package.json'), 'utf8')) as { version: string };
  expect(await cli('--version')).toMatchObject({ code: 0, out: `${manifest.version}\n` });
});

test.each([
  ['an unknown command', ['weather'], /unknown command 'weather'\n\("agency-graph help" lists the commands\)/],
  ['a command that is almost one', ['personae'], /Did you mean personas\?/],
  [
    'evidence of nothing in particular',
    ['audit', 'export', 'subject', '--out', 'e.tar'],
    /Say of what, after "subject"/,
  ],
  ['an unknown option', ['personas', '--colour'], /unknown option '--colour'/],
  ['a missing argument', ['token'], /missing required argument 'persona'/],
  ['an unknown persona', ['token', 'king'], /No persona "king"\. There are: P1 monitor/],
  ['a life too long', ['token', 'P4', '--ttl', '16m'], /1m to 15m/],
  ['an unknown zone', ['token', 'P4', '--zone', 'MOON'], /PARTY_WAN, STATE_NETWORK, INTERNET/],
  ['an end user of no known form', ['token', 'P8', '--end-user', 'somebody'], /M-000124/],
  ['a port that is none', ['start', '--port', '70000'], /1 to 65535/],
  ['a clock that is no time', ['start', '--clock', 'tomorrow'], /2026-03-15T09:00:00\+07:00/],
])('%s is wrong usage: exit code 2 and what to say instead', async (_, args, message) => {
  const { code, out, err } = await cli(...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(out).toBe('');
});

test('personas are a table for people and JSON for programs', async () => {
  const [table, json] = await Promise.all([cli('personas'), cli('personas', '--json')]);
  const all = JSON.parse(json.out) as { code: string; name: string }[];
  expect(all.map(({ code }) => code)).toEqual(expect.arrayContaining(['P1', 'P4', 'P15', 'P4-OLD']));
  for (const { code, name } of all) expect(table.out).toMatch(new RegExp(`^${code} +${name} `, 'm'));
});

const part = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;
const tokenOf = async (...args: readonly string[]): Promise<string> => {
  const { out } = await cli('token', ...args, '--data', data);
  return out.trimEnd().split('\n').at(-1) ?? '';
};

test('a token stands alone on the last line, signed by the development issuer, good for 15 minutes', async () => {
  const before = Math.floor(Date.now() / 1000);
  const token = await tokenOf('commune-officer');
  const claims = part(token, 1);
  expect(part(token, 0)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  expect(claims).toMatchObject({
    iss: 'https://issuer.agency-graph.example',
    aud: 'agency-graph',
    zone: 'PARTY_WAN',
    amr: ['pwd'],
  });
  expect(claims['iat']).toBeGreaterThanOrEqual(before);
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(900);
  const jwks = JSON.parse(readFileSync(join(data, 'keys/issuer.jwks.json'), 'utf8')) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const jwk = jwks.keys.find(({ kid }) => kid === part(token, 0)['kid']);
  const [signed, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)];
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  expect(
    verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  ).toBe(true);
});

test('two tokens of one persona name the same account and are not the same token', async () => {
  const [byName, byCode] = [part(await tokenOf('commune-officer'), 1), part(await tokenOf('P4'), 1)];
  expect(byName['sub']).toBe(byCode['sub']);
  expect(byName['jti']).not.toBe(byCode['jti']);
});

test('a hardware key, a zone, an end user and a shorter life are in the token', async () => {
  expect(part(await tokenOf('P1', '--zone', 'STATE_NETWORK', '--ttl', '30s'), 1)).toMatchObject({
    amr: ['pwd', 'hwk'],
    zone: 'STATE_NETWORK',
  });
  expect(part(await tokenOf('P8', '--end-user', 'M-000124'), 1)).toMatchObject({ act: { sub: 'M-000124' } });
});

test('the issuer’s private key is for its owner only', async () => {
  await tokenOf('P4');
  expect(statSync(join(data, 'keys/issuer.private.jwks.json')).mode & 0o077).toBe(0);
});

test('a data folder that cannot be made is refused with what to do', async () => {
  const { code, err } = await cli('start', '--data', join(BIN, 'data'));
  expect(code).toBe(1);
  expect(err).toMatch(/cannot be made: .*choose another with --data/);
});

test('a port of the environment that is none is wrong usage', async () => {
  expect(await cliWith({ MEMBERS_PORT: 'abc' }, 'start', '--data', data)).toMatchObject({
    code: 2,
    err: 'agency-graph: MEMBERS_PORT is "abc": say 1 to 65535.\n',
  });
});

test('whoever reads what is said may go before the end', async () => {
  const child = spawn(process.execPath, [BIN, 'personas', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const ended = once(child, 'close');
  expect([await text(child.stderr), await ended]).toEqual(['', [0, null]]);
});

test('what is said and cannot be written down ends with a code of its own and no stack: nothing was found wrong', async () => {
  const toFullDisk = ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, BIN, 'verify', '--help'];
  const child = spawn('sh', toFullDisk, { stdio: ['ignore', 'inherit', 'pipe'] });
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>]);
  expect([code, err]).toEqual([2, expect.stringMatching(/^agency-graph: .*no space left.*\n$/i)]);
});
