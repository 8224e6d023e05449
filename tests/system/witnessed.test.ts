import { verifyPath } from '@agency-graph/ledger';
import { withClient } from '@agency-graph/postgres';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeKeyFile } from '../../shared/cli/src/witness/key-file.js';
import { startWitness, type WitnessProcess } from '../gateway/fixture/witness-process.js';
import { runGateway, untilReady, type GatewayProcess } from './support/gateway-process.js';
import { freePort } from './support/start-system.js';
import { askAt, replyOf, startSystem, type Reply, type System } from './support/system.js';

/** An account of the directory that no other test uses, of an organisation whose one agreement about tasks is made here. */
const STRICT = 'A-000024';
const TASKS = '{ tasks(first: 1) { nodes { id code } } }';
/** A lost quorum is noticed after ten seconds; a machine with other work takes longer. */
const WAIT = { timeout: 60_000, interval: 1_000 };

let system: System;
let witness: WitnessProcess;
let gateway: GatewayProcess;
const folder = mkdtempSync(join(tmpdir(), 'agency-graph-witnessed-'));
const keys = join(folder, 'keys');
const data = join(folder, 'data');
const policy = join(folder, 'policy.txt');
const rootKeys = (): string =>
  globSync(join(keys, 'audit/*/root.pub'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('');

beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  await database(
    `update account set status = 'ACTIVE', kind = 'PERSON', org_id = 'VPQH', functions = '[]', purposes = $2, valid_from = '2020-01-01', valid_to = null where id = $1`,
    [STRICT, JSON.stringify([{ value: 'TASK_MONITORING', from: '2020-01-01', to: null }])],
  );
  await database(
    `insert into sharing_agreement select 'AGR-WITNESSED', 1, steward, '{VPQH}', dataset, coordinates, purposes, valid_from,
       valid_to, max_rows_per_query, max_subjects_per_day, duties || '{WITNESSED}', status from sharing_agreement where id = 'AGR-01'`,
  );
  // A log of its own: one that two gateways sign is two histories, which no witness co-signs.
  cpSync(join(system.data, 'keys'), keys, { recursive: true, filter: (path) => !path.endsWith('/audit') });
  const key = makeKeyFile(join(folder, 'witness.key'), 'witness.example/a');
  const port = await freePort();
  writeFileSync(policy, `witness a ${key} http://127.0.0.1:${port}\nquorum a\n`);
  gateway = await runGateway(system, {
    env: { AGENCY_GRAPH_WITNESSES: policy, AGENCY_GRAPH_KEYS: keys, AGENCY_GRAPH_DATA: data },
  });
  await untilReady(gateway);
  witness = await startWitness(folder, rootKeys(), port);
});
afterAll(async () => {
  await gateway?.stop();
  await witness?.stop();
  rmSync(folder, { recursive: true, force: true });
  await database("delete from sharing_agreement where id = 'AGR-WITNESSED'");
});

const database = (text: string, values: unknown[] = []) =>
  withClient(system.database('gateway'), (client) => client.query(text, values));

/** What the gateway itself says of it. */
const isWatched = async (): Promise<boolean> => {
  const response = await fetch(`${gateway.url}/readyz`);
  return !(await response.text()).includes('audit witnesses');
};

const ask = (code: string): Promise<Reply> =>
  askAt(gateway.url, system.as(code, { purpose: 'TASK_MONITORING' }), TASKS);
async function expectServed(code: string): Promise<void> {
  const { data, errors } = await ask(code);
  expect(errors).toEqual([]);
  expect(data.tasks.nodes).toHaveLength(1);
}
const statusOf = async (code: string): Promise<number> => (await ask(code)).status;

/** The verdict on one of the gateway's logs, by who trusts the roots of both, and the witness. */
function verdictOn(log: 'audit' | 'auditors'): string {
  const trust = join(folder, 'trust.txt');
  writeFileSync(trust, rootKeys());
  return verifyPath({ path: join(data, log), trust: [trust], policy }).verdict.verdict;
}

/** How many records of one of the gateway's logs are published. */
const publishedOf = (log: 'audit' | 'auditors'): number =>
  Number(readFileSync(join(data, log, 'log/checkpoint'), 'utf8').split('\n')[1]);

/** What an auditor is answered who asks for what auditors read. */
async function auditorsReads(): Promise<Reply> {
  const query = '{ page: records(ask: { everything: true }, log: AUDITORS, first: 1) { nodes { kind } } }';
  const asking = request(gateway.url)
    .post('/audit/graphql')
    .set('authorization', `Bearer ${system.as('P12').token}`);
  return replyOf(await asking.send({ query }));
}

describe('an agreement that shares nothing unwitnessed', () => {
  test('is served while its witness sees the log', async () => {
    await expect.poll(() => globSync(join(folder, 'state/logs/*')), WAIT).not.toEqual([]);
    await expect.poll(isWatched, WAIT).toBe(true);
    await expectServed(STRICT);
  });

  test('as it sees the log of what auditors do', async () => {
    const { errors, extensions } = await auditorsReads();
    expect(errors).toEqual([]);
    await expect.poll(() => publishedOf('auditors'), WAIT).toBeGreaterThan(extensions.audit.index);
    for (const log of ['audit', 'auditors'] as const) await expect.poll(() => verdictOn(log), WAIT).toBe('VERIFIED');
  });

  test('is refused as a whole once nobody does, and others are served on', async () => {
    await witness.stop();
    expect(await statusOf(STRICT)).toBe(200);
    await expect.poll(() => statusOf(STRICT), WAIT).toBe(503);
    const { data, errors, headers } = await ask(STRICT);
    expect([data, errors.map(({ extensions }) => extensions?.['code'])]).toEqual([null, ['AUDIT_UNAVAILABLE']]);
    expect(headers['retry-after']).toBe('1');
    // By the same agreement as this one was made of, but for its duty.
    await expectServed('P8');
    // Of who answers for it, nobody is kept from asking.
    expect((await auditorsReads()).errors).toEqual([]);
    await expect.poll(() => verdictOn('auditors'), WAIT).toBe('VERIFIED-UNWITNESSED');
  });

  test('and served again when the witness is back', async () => {
    witness = await startWitness(folder, rootKeys(), witness.port);
    await expect.poll(isWatched, WAIT).toBe(true);
    await expectServed(STRICT);
  });
});
