import { ensureKeys } from '@agency-graph/contract';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cli, cliWith, type Result } from './run-cli.js';

let folder: string;
let gateway: Server;
let asked: IncomingHttpHeaders[];
let bodies: Promise<string>[];
let answer: object;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-asker-'));
  asked = [];
  bodies = [];
  answer = { data: { approvals: [] } };
  gateway = createServer((request, response) => {
    asked.push(request.headers);
    bodies.push(text(request));
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

test('a gateway is asked where the environment says that it is, or starts it', async () => {
  const ask = (env: Readonly<Record<string, string>>) => cliWith(env, 'audit', 'approvals', '--token', 'x');
  const { port } = gateway.address() as AddressInfo;
  expect(await ask({ GATEWAY_PORT: String(port) })).toMatchObject({ code: 0 });
  expect(await ask({ GATEWAY_PORT: '1', AGENCY_GRAPH_GATEWAY: address() })).toMatchObject({ code: 0 });
  expect((await ask({ GATEWAY_PORT: '1' })).err).toContain('No gateway answers at http://127.0.0.1:1.');
});

test.each(['{"id":"M-1"', '["M-1"]', 'id=M-1'])(
  'variables that are no object are wrong usage: %s',
  async (variables) => {
    const { code, err } = await cli('explain', '-', '--token', 'x', '--gateway', address(), '--variables', variables);
    expect([code, err]).toEqual([2, expect.stringContaining('Say an object of JSON')]);
    expect(asked).toEqual([]);
  },
);

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

  test('what an option of the command says of it, where a gateway names a header', async () => {
    const told = async (extensions: object, ...as: readonly string[]): Promise<string> => {
      answer = { errors: [{ message: 'Refused.', extensions }] };
      return (await approvals({}, ...as)).err;
    };
    ensureKeys(join(folder, 'keys'), { issuer: true });
    const persona = ['--as', 'P9', '--data', folder];
    const allowed = ['TASK_MONITORING', 'MEMBER_VERIFICATION'];
    expect(await told({ code: 'PURPOSE_REFUSED', allowed }, ...persona)).toBe(
      'agency-graph: PURPOSE_REFUSED: Refused.\nAllowed: TASK_MONITORING, MEMBER_VERIFICATION\nName it here: --purpose <code>\n',
    );
    expect(await told({ code: 'CASE_NEEDED' }, ...persona)).toContain('\nName it here: --case <reference>\n');
    expect(await told({ code: 'AUTH_ERROR' }, ...persona)).toContain(`does not know the keys of ${folder}: --data`);
    expect(await told({ code: 'AUTH_ERROR' }, '--token', 'x')).toContain('The token does not hold at');
  });

  test('as much as it says of it', async () => {
    const { err } = await refused({ coordinate: 'Document.content' });
    expect(err).toBe('agency-graph: UNAUTHORIZED_FIELD_OR_TYPE: Unauthorized field or type (Document.content)\n');
  });
});

describe('what one person asks and another approves', () => {
  const emergency = {
    id: 'BG-1',
    state: 'ASKED',
    incident: 'INC-7',
    reason: 'Lũ lụt\u001b[2J\nBG-2  IN_FORCE',
    type: 'Member',
    ids: ['M-000400', 'M-000401'],
    purpose: 'MEMBER_ADMIN',
    minutes: 30,
    askedBy: 'A-clerk',
    approvedBy: null,
    endsAt: null,
    lapsesAt: '2026-03-15T02:30:00.000Z',
    stewardsTold: [],
  };
  const breakGlass = (...args: readonly string[]): Promise<Result> =>
    cli('break-glass', ...args, '--token', 'x', '--gateway', address());

  test('is shown to who approves with its reason, on a line of its own that cannot pass for another', async () => {
    answer = { data: { breakGlass: [emergency] } };
    const { code, out } = await breakGlass('list');
    expect([code, out.match(/\n/g)]).toEqual([0, ['\n']]);
    expect(out).toContain('for MEMBER_ADMIN, "Lũ lụt\\u{1b}[2J\\u{a}BG-2  IN_FORCE"');
  });

  test('is told with when it ends, or lapses', async () => {
    const approved = { ...emergency, state: 'IN_FORCE', approvedBy: 'A-chief', endsAt: '2026-03-15T03:00:00.000Z' };
    answer = { data: { breakGlass: [emergency, approved] } };
    expect((await breakGlass('list')).out).toMatch(
      /unless approved, lapses at 2026-03-15T02:30:00\.000Z.*\n.* until 2026-03-15T03:00:00\.000Z/,
    );
  });

  test('is of the ids alone, however they are put between commas', async () => {
    answer = { data: { step: { done: true, because: null, says: null, breakGlass: emergency } } };
    const about = ['--incident', 'INC-7', '--reason', 'flood', '--type', 'Member', '--minutes', '30'];
    expect((await breakGlass('request', ...about, '--ids', 'M-000400, M-000401,')).code).toBe(0);
    const { variables } = JSON.parse((await bodies[0])!) as { readonly variables: { readonly ids: readonly string[] } };
    expect(variables.ids).toEqual(['M-000400', 'M-000401']);
  });
});
