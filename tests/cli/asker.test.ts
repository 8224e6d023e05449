import { ensureKeys } from '@agency-graph/contract';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cli, cliWith, type Result } from './run-cli.js';

let folder: string;
let gateway: Server;
let asked: IncomingHttpHeaders[];
let answer: object;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-asker-'));
  asked = [];
  answer = { data: { approvals: [] } };
  gateway = createServer(({ headers }, response) => {
    asked.push(headers);
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
});
afterEach(() => {
  gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const address = (): string => `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
const approvals = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Result> =>
  cliWith(env, 'audit', 'approvals', '--gateway', address(), ...args);

describe('a token', () => {
  test('may come from the environment, where a command line would show it', async () => {
    expect(await approvals({ AGENCY_GRAPH_TOKEN: 'from-the-environment' })).toMatchObject({ code: 0 });
    expect(asked[0]?.authorization).toBe('Bearer from-the-environment');
  });

  test('of the environment gives way to a persona that is named, and to a token that is given', async () => {
    const env = { AGENCY_GRAPH_TOKEN: 'from-the-environment' };
    ensureKeys(join(folder, 'keys'), { issuer: true });
    expect(await approvals(env, '--as', 'P4', '--data', folder)).toMatchObject({ code: 0 });
    expect(await approvals(env, '--token', 'given')).toMatchObject({ code: 0 });
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      expect.stringMatching(/^Bearer eyJ/),
      'Bearer given',
    ]);
  });

  test('is not sent where it could be read on the way', async () => {
    const { code, err } = await cli('audit', 'approvals', '--token', 'x', '--gateway', 'http://gateway.example:4000');
    expect([code, err]).toEqual([
      2,
      'agency-graph: A token sent to http://gateway.example:4000 could be read on the way: say an https address.\n',
    ]);
  });
});

test.each([
  ['a purpose', ['--token', 'x', '--purpose', 'khiếu nại'], '--purpose'],
  ['a token in two lines', ['--token', 'x\ny'], '--token'],
])('%s that a request cannot carry is wrong usage', async (_what, args, option) => {
  expect(await approvals({}, ...args)).toMatchObject({
    code: 2,
    err: `agency-graph: ${option} has a character that a request cannot carry.\n`,
  });
  expect(asked).toEqual([]);
});

test.each([
  ['asks', (data: string) => approvals({}, '--as', 'P4', '--data', data)],
  ['wants a token', (data: string) => cli('token', 'P4', '--data', data)],
])('a persona who %s without the keys of a run is told so, and no folder is made for them', async (_, tries) => {
  const data = join(folder, 'data');
  const { code, out, err } = await tries(data);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^agency-graph: .*issuer\.private\.jwks\.json is missing: .*"npm start" makes it\n$/);
  expect(existsSync(data)).toBe(false);
});

describe('what a gateway refuses is told with', () => {
  const refused = async (access: object): Promise<Result> => {
    const extensions = { code: 'UNAUTHORIZED_FIELD_OR_TYPE', access };
    answer = { data: null, errors: [{ message: 'Unauthorized field or type', extensions }] };
    return approvals({}, '--token', 'x');
  };

  test('reason, rule, what is missing and how to ask', async () => {
    const { code, err } = await refused({
      coordinate: 'Member.nationalId',
      reason: 'SCOPE',
      rule: 'R7',
      steward: null,
      missing: 'an account with function ORG_WORK',
      howToAsk: { command: 'npx --no agency-graph ask Member.nationalId', link: '/rules#R7' },
    });
    expect([code, err]).toEqual([
      1,
      'agency-graph: UNAUTHORIZED_FIELD_OR_TYPE: Unauthorized field or type (Member.nationalId SCOPE R7)\n' +
        'Missing: an account with function ORG_WORK\nAsk: npx --no agency-graph ask Member.nationalId\n',
    ]);
  });

  test('as much as it says of it', async () => {
    const { err } = await refused({ coordinate: 'Document.content' });
    expect(err).toBe('agency-graph: UNAUTHORIZED_FIELD_OR_TYPE: Unauthorized field or type (Document.content)\n');
  });
});
