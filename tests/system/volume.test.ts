import { withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runGateway, untilReady, type GatewayProcess } from './support/gateway-process.js';
import { askAt, startSystem, type Caller, type Reply, type System } from './support/system.js';

/** Accounts of the directory that no other test uses. */
const READER = 'A-000008';
const VERIFIER = 'A-000012';

let system: System;
let other: GatewayProcess;
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  const today = JSON.stringify([{ value: 'ORG_WORK', from: '2020-01-01', to: null }]);
  const purposes = (code: string): string => JSON.stringify([{ value: code, from: '2020-01-01', to: null }]);
  await database(
    `update account set status = 'ACTIVE', kind = 'PERSON', org_id = 'BTCTW', functions = $2, purposes = $3, valid_from = '2020-01-01', valid_to = null where id = $1`,
    [READER, today, purposes('MEMBER_ADMIN')],
  );
  await database(
    `update account set status = 'ACTIVE', kind = 'APPLICATION', org_id = 'BO02', functions = '[]', purposes = $2, valid_from = '2020-01-01', valid_to = null where id = $1`,
    [VERIFIER, purposes('MEMBER_VERIFICATION')],
  );
  await database(
    `insert into sharing_agreement select 'AGR-VERIFY', 1, steward, '{BO02}', dataset, coordinates, purposes, valid_from,
       valid_to, max_rows_per_query, max_subjects_per_day, duties, status from sharing_agreement where id = 'AGR-02'`,
  );
  other = await runGateway(system);
  await untilReady(other);
});
afterAll(async () => {
  await database("delete from sharing_agreement where id = 'AGR-VERIFY'");
  await other?.stop();
});

const database = (text: string, values: unknown[] = []) =>
  withClient(system.database('gateway'), async (client) => (await client.query(text, values)).rows as unknown[]);

/** A page of members by each way in, under keys of their own: one query may ask for more than a page. */
const pageOf = (key: string, province: string, first = 100): string =>
  `${key}: organisation(id: "${province}") { members(first: ${first}) { nodes { id } } }`;
const idsIn = ({ data }: Reply): string[] =>
  Object.values(data as Record<string, { members: { nodes: { id: string }[] } }>).flatMap(({ members }) =>
    members.nodes.map(({ id }) => id),
  );
const reasonsIn = ({ errors }: Reply): unknown[] =>
  errors.map(({ extensions }) => (extensions as { access?: { reason?: string } }).access?.reason);

describe('members', () => {
  test('the 201st of one query is left out, and the query says why; 200 are shown', async () => {
    const provinces = ['G07', 'G11', 'G12'];
    const caller = system.as(READER, { purpose: 'MEMBER_ADMIN' });
    const two = await system.ask(caller, `{ ${pageOf('a', 'G07')} ${pageOf('b', 'G11')} }`);
    expect([new Set(idsIn(two)).size, two.errors]).toEqual([200, []]);
    const three = await system.ask(caller, `{ ${provinces.map((id, at) => pageOf(`p${at}`, id)).join(' ')} }`);
    expect(new Set(idsIn(three)).size).toBe(200);
    expect(reasonsIn(three)).toEqual(['VOLUME']);
    expect(three.errors[0]!.extensions).toMatchObject({
      access: {
        rule: 'D2',
        steward: { code: 'BTCTW' },
        missing: 'an agreement with a bulk duty, or time',
        howToAsk: { command: 'npx --no agency-graph ask Member.id', link: '/rules#D2' },
      },
    });
    expect(three.errors[0]!.path).toEqual(['p2', 'members', 'nodes']);
    // The same member twice is one member.
    const twice = await system.ask(caller, `{ ${['a', 'b', 'c'].map((key) => pageOf(key, 'G07')).join(' ')} }`);
    expect([new Set(idsIn(twice)).size, twice.errors]).toEqual([100, []]);
  });

  test('in 50 queries at once over two gateways no query shows more than 200', async () => {
    const query = `{ ${['G07', 'G11', 'G12'].map((id, at) => pageOf(`p${at}`, id)).join(' ')} }`;
    const caller = system.as(READER, { purpose: 'MEMBER_ADMIN' });
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) => askAt(at % 2 === 0 ? system.url : other.url, caller, query)),
    );
    const served = replies.filter(({ status }) => status === 200);
    expect(served.length).toBeGreaterThan(0);
    for (const reply of served) {
      expect(new Set(idsIn(reply)).size).toBe(200);
      expect(reasonsIn(reply)).toEqual(['VOLUME']);
    }
    const [row] = await database(
      "select sum(subjects)::int as n from volume_day where bucket like 'account A-000008 %'",
    );
    expect(row).toEqual({ n: 200 });
  });
});

describe('verifying a member', () => {
  const VERIFY = `query V($i: String!, $n: String!, $d: Date!) { verifyMember(nationalId: $i, fullName: $n, dateOfBirth: $d) { matched } }`;
  const caller = (): Caller => system.as(VERIFIER, { purpose: 'MEMBER_VERIFICATION', endUser: 'M-000124' });
  const person = (at: number) => ({
    i: `9010000000${String(at).padStart(2, '0')}`,
    n: 'Nguyễn Mẫu An',
    d: '1980-01-01',
  });

  test('60 calls at once over two gateways are answered 50 times; the others are told why', async () => {
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, at) => askAt(at % 2 === 0 ? system.url : other.url, caller(), VERIFY, person(at))),
    );
    // On a busy machine some cannot be recorded in time and are not answered, counted or not.
    const served = replies.filter(({ status }) => status === 200);
    expect(served.length).toBeGreaterThan(0);
    const answered = served.filter(({ data }) => data?.verifyMember?.matched === false);
    expect(answered.length).toBeLessThanOrEqual(50);
    expect(served.flatMap(reasonsIn)).toEqual(Array.from({ length: served.length - answered.length }, () => 'VOLUME'));
    const counted = await database('select bucket, cardinality(calls) as n from volume_hour where bucket like $1', [
      `account ${VERIFIER} %`,
    ]);
    expect(counted).toEqual([{ bucket: `account ${VERIFIER} Query.verifyMember`, n: 50 }]);
  });

  test('one query verifies as many as its agreement says: one; aliases are calls', async () => {
    const call = 'verifyMember(nationalId: $i, fullName: $n, dateOfBirth: $d) { matched }';
    const query = `query V($i: String!, $n: String!, $d: Date!) { a: ${call} b: ${call} }`;
    const reply = await system.ask(
      system.as('P9', { endUser: 'M-000124', purpose: 'MEMBER_VERIFICATION' }),
      query,
      person(0),
    );
    expect([reply.data, reasonsIn(reply)]).toEqual([null, ['VOLUME', 'VOLUME']]);
  });
});
