import type { IssuerConfig } from '@agency-graph/composition';
import { withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { always, ISSUER, setAccount } from '../fixture/directory.js';
import { startGateway, type GatewayUnderTest } from '../fixture/gateway-under-test.js';
import { raw, requestText } from '../fixture/raw-http.js';

const day = (value: string, from: string, to: string | null) => ({ value, from, to });

let gateway: GatewayUnderTest;
let before = 0;
beforeAll(async () => {
  gateway = await startGateway({
    accounts: [
      { sub: 'clerk' },
      { sub: 'suspended', status: 'SUSPENDED' },
      { sub: 'closed', status: 'CLOSED' },
      // The policy clock stands at 2026-03-15: a day inclusive to a day exclusive.
      { sub: 'tomorrow', from: '2026-03-16' },
      { sub: 'today', from: '2026-03-15', to: '2026-03-16' },
      { sub: 'yesterday', to: '2026-03-15' },
      { sub: 'homeless', org: 'NOWHERE' },
      { sub: 'orphan', org: 'GONE' },
      { sub: 'several', purposes: always('TASK_MONITORING', 'DATA_QUALITY') },
      { sub: 'none', purposes: [] },
      {
        sub: 'renewed',
        purposes: [day('DATA_QUALITY', '2020-01-01', '2026-04-01'), day('DATA_QUALITY', '2026-03-01', null)],
      },
      {
        sub: 'dated',
        functions: [day('OFFICE', '2026-03-15', null), day('INSPECTION', '2020-01-01', '2026-03-15')],
        clearance: [day('CONFIDENTIAL', '2020-01-01', null), day('SECRET', '2026-03-16', null)],
        purposes: [day('TASK_MONITORING', '2020-01-01', '2026-03-16'), day('INSPECTION', '2026-03-16', null)],
      },
      { sub: 'outgoing' },
      { sub: 'robot', kind: 'APPLICATION' },
      { sub: 'victim' },
    ],
  });
});
beforeEach(() => (before = gateway.records().length));
afterAll(() => gateway?.close());

const VIEWER = '{ viewer { account clearance functions purposes zone } }';

async function ask(sub: string, headers: Record<string, string> = {}, claims: Record<string, unknown> = {}) {
  const response = await gateway.post(
    { query: VIEWER },
    { authorization: gateway.bearer({ sub, ...claims }), ...headers },
  );
  const body = (await response.json()) as {
    data?: { viewer: Record<string, unknown> };
    errors?: { extensions: Record<string, unknown> }[];
  };
  return { status: response.status, viewer: body.data?.viewer, refusal: body.errors?.[0]?.extensions };
}

describe('the account', () => {
  test('is looked up by issuer and subject', async () => {
    expect((await ask('clerk')).viewer).toMatchObject({ account: 'A-clerk' });
    expect(gateway.since(before).at(-1)).toMatchObject({ who: { issuer: ISSUER, organisation: 'VPTW' } });
  });

  test.each(['nobody', 'CLERK', 'clerk ', 'clerk\n', 'victim\nx', '\nvictim', '%', "' or true--"])(
    '%j is unknown: 401',
    async (sub) => {
      const { status, refusal } = await ask(sub);
      expect([status, refusal?.['code']]).toEqual([401, 'AUTH_ERROR']);
      expect(gateway.since(before)).toMatchObject([{ type: 'auth_fail', who: { issuer: ISSUER, account: null } }]);
    },
  );

  test.each(['suspended', 'closed', 'tomorrow', 'yesterday', 'homeless', 'orphan'])(
    '%s is not in force: 403, and the record knows whom it was said to',
    async (sub) => {
      const { status, refusal } = await ask(sub);
      expect([status, refusal?.['code']]).toEqual([403, 'ACCOUNT_NOT_IN_FORCE']);
      const [record] = gateway.since(before);
      expect(record).toMatchObject({ type: 'denied', code: 'ACCOUNT_NOT_IN_FORCE' });
      expect((record!['who'] as { account: string }).account).toMatch(/^[\w-]{22}$/);
      expect(JSON.stringify(record)).not.toContain(`A-${sub}`);
    },
  );

  test('in force today, with what is dated today', async () => {
    expect((await ask('today')).status).toBe(200);
    expect((await ask('dated')).viewer).toMatchObject({
      functions: ['OFFICE'],
      clearance: 'CONFIDENTIAL',
      purposes: ['TASK_MONITORING'],
    });
  });

  test('a claim raises nothing', async () => {
    const claims = { clearance: 'TOP_SECRET', functions: ['INSPECTION'], org: 'BTCTW', purposes: ['MEMBER_ADMIN'] };
    expect((await ask('dated', {}, claims)).viewer).toMatchObject({
      clearance: 'CONFIDENTIAL',
      functions: ['OFFICE'],
    });
    expect(gateway.since(before).at(-1)).toMatchObject({ who: { clearance: 'CONFIDENTIAL', organisation: 'VPTW' } });
  });

  test('the zone is the door’s, unless the development issuer says it', async () => {
    expect((await ask('clerk', {}, { zone: 'PARTY_WAN' })).viewer).toMatchObject({ zone: 'PARTY_WAN' });
    expect((await ask('clerk', { 'x-zone': 'PARTY_WAN' }, { zone: undefined })).viewer).toMatchObject({
      zone: 'INTERNET',
    });
  });

  test('a revocation is seen within 2 s', async () => {
    expect((await ask('outgoing')).status).toBe(200);
    await setAccount(gateway.database, 'outgoing', 'status', 'SUSPENDED');
    const from = performance.now();
    while ((await ask('outgoing')).status === 200 && performance.now() - from < 5_000) await wait(50);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

test('the organisation follows the register, also back', async () => {
  const { organisations } = gateway;
  const register = async (version: number, status: string): Promise<void> => {
    await withClient(gateway.database.ownerUrl, async (client) => {
      await client.query("update org_register set status = $2, version = $1 where id = 'VPTW'", [version, status]);
      await client.query('update org_register_copy set version = $1', [version]);
    });
    await organisations.refresh();
  };
  await register(9, 'DISSOLVED');
  expect([organisations.version, (await ask('clerk')).status]).toEqual([9, 403]);
  await register(2, 'ACTIVE');
  expect([organisations.version, (await ask('clerk')).status]).toEqual([2, 200]);
});

describe('the purpose', () => {
  test('the only one of the account need not be said', async () => {
    expect((await ask('clerk')).status).toBe(200);
    expect(gateway.since(before).at(-1)).toMatchObject({ who: { purpose: 'TASK_MONITORING' } });
    expect((await ask('none')).status).toBe(200);
    expect(gateway.since(before).at(-1)).toMatchObject({ who: { purpose: null } });
  });

  test('one that was renewed before it ended is still the only one', async () => {
    expect((await ask('renewed')).viewer).toMatchObject({ purposes: ['DATA_QUALITY'] });
    expect(gateway.since(before).at(-1)).toMatchObject({ who: { purpose: 'DATA_QUALITY' } });
  });

  test('one of several must be said; the refusal names them', async () => {
    const { status, refusal } = await ask('several');
    expect([status, refusal?.['code'], refusal?.['allowed']]).toEqual([
      403,
      'PURPOSE_REFUSED',
      ['TASK_MONITORING', 'DATA_QUALITY'],
    ]);
    expect((await ask('several', { 'access-purpose': 'DATA_QUALITY' })).status).toBe(200);
  });

  test.each(['MEMBER_ADMIN', 'task_monitoring', 'TASK_MONITORING,DATA_QUALITY', ''])(
    '%j is not the account’s: 403',
    async (purpose) => {
      const { status, refusal } = await ask('clerk', { 'access-purpose': purpose });
      expect([status, refusal?.['code'], refusal?.['allowed']]).toEqual([403, 'PURPOSE_REFUSED', ['TASK_MONITORING']]);
    },
  );

  test('not one of tomorrow', async () => {
    expect((await ask('dated', { 'access-purpose': 'INSPECTION' })).status).toBe(403);
  });

  test('a case reference is recorded; one that is none is refused', async () => {
    expect((await ask('clerk', { 'access-case': 'HS-2026/17' })).status).toBe(200);
    expect(gateway.since(before).at(-1)).toMatchObject({
      who: { case: expect.stringMatching(/^[\w-]{22}$/) as unknown },
    });
    expect((await ask('clerk', { 'access-case': 'a b' })).status).toBe(400);
    expect((await ask('clerk', { 'access-case': 'x'.repeat(65) })).status).toBe(400);
  });
});

describe('headers', () => {
  const twice = async (name: string, ...values: readonly string[]) => {
    const body = JSON.stringify({ query: VIEWER });
    const headers = [
      ...(name === 'Authorization' ? [] : [`Authorization: ${gateway.bearer()}`]),
      ...values.map((value) => `${name}: ${value}`),
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    return (await raw(gateway.url, requestText('POST /graphql', headers, body))).status;
  };

  test('two Authorization headers: 401, even if they are the same', async () => {
    const bearer = gateway.bearer();
    expect(await twice('Authorization', bearer)).toBe(200);
    expect(await twice('Authorization', bearer, bearer)).toBe(401);
    expect(await twice('Authorization', bearer, 'Bearer x')).toBe(401);
    expect(await twice('Authorization', `${bearer}, ${bearer}`)).toBe(401);
  });

  test('two purposes or cases: 400', async () => {
    expect(await twice('Access-Purpose', 'TASK_MONITORING', 'TASK_MONITORING')).toBe(400);
    expect(await twice('Access-Case', 'a', 'b')).toBe(400);
  });

  test('a token in the query string, a cookie or the body is none', async () => {
    const token = gateway.bearer().slice('Bearer '.length);
    const headers = { authorization: '', cookie: `token=${token}`, 'x-authorization': `Bearer ${token}` };
    expect((await gateway.post({ query: VIEWER, extensions: { token } }, headers)).status).toBe(401);
    const url = `${gateway.url}/graphql?query=%7B__typename%7D&access_token=${token}`;
    expect((await fetch(url, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(400);
  });

  test('identity headers of a client reach no agency', async () => {
    const headers = {
      'x-user-id': 'chief',
      x_user_id: 'chief',
      forwarded: 'for=1.2.3.4',
      'x-forwarded-for': '1.2.3.4',
      'agency-context': 'x',
      'agency-proof': 'x',
    };
    expect((await gateway.post({ query: '{ opinion(id: "1") { id } }' }, headers)).status).toBe(200);
    const asked = gateway.agency.asked.at(-1)!;
    for (const name of ['x-user-id', 'x_user_id', 'forwarded', 'x-forwarded-for', 'authorization', 'cookie'])
      expect(asked.headers[name]).toBeUndefined();
    expect(asked.headers['agency-context']).not.toBe('x');
    expect(asked.headers['agency-proof']).not.toBe('x');
  });
});

test('an account of one issuer is not that of another with the same subject', async () => {
  const other: IssuerConfig = {
    issuer: 'https://other.example',
    jwks: { kind: 'file', file: 'test.jwks.json' },
    algorithms: ['ES256'],
    audience: 'agency-graph',
    development: false,
  };
  const accounts = [{ sub: 'clerk' }, { sub: 'guest', issuer: other.issuer }];
  const second = await startGateway({ accounts, issuers: [other] });
  try {
    const asks = async (iss: string, sub: string) =>
      (await second.post({ query: VIEWER }, { authorization: second.bearer({ iss, sub }) })).status;
    expect(await asks(ISSUER, 'clerk')).toBe(200);
    expect(await asks(other.issuer, 'guest')).toBe(200);
    expect(await asks(other.issuer, 'clerk')).toBe(401);
    expect(await asks(ISSUER, 'guest')).toBe(401);
  } finally {
    await second.close();
  }
});
