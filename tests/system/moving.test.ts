import { withClient } from '@agency-graph/postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runGateway, untilReady, type GatewayProcess } from './support/gateway-process.js';
import { recordingProxy, type RecordingProxy } from './support/recording-proxy.js';
import { askAt, startSystem, type Caller, type Reply, type System } from './support/system.js';

/** Accounts of the directory that no other test uses. */
const OFFICER = 'A-000016';
const APPLICATION = 'A-000018';
const PROVINCE = 'G11';
/** Another province's path; no cell of the world is there. */
const ELSEWHERE = 'TW.G12.C002.K09.B09';

let system: System;
let documents: RecordingProxy;
let other: GatewayProcess;
/** Holds what goes to the documents agency until it resolves. */
let gate: () => Promise<void> = async () => {};
let signer: string;

beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
  documents = await recordingProxy(system.ports.documents, () => gate());
  other = await runGateway(system, { env: { DOCUMENTS_URL: `http://127.0.0.1:${documents.port}/graphql` } });
  await untilReady(other);
  const dated = (value: string): string => JSON.stringify([{ value, from: '2020-01-01', to: null }]);
  const account = (id: string, kind: string, org: string, functions: string, purposes: string): Promise<unknown> =>
    sql(
      'gateway',
      `update account set status = 'ACTIVE', kind = $2, org_id = $3, functions = $4, purposes = $5, clearance = '[]',
         valid_from = '2020-01-01', valid_to = null where id = $1`,
      [id, kind, org, functions, purposes],
    );
  await account(OFFICER, 'PERSON', PROVINCE, dated('ORG_WORK'), dated('MEMBER_ADMIN'));
  await account(APPLICATION, 'APPLICATION', 'BO03', '[]', dated('TASK_MONITORING'));
  signer = [...system.world.documents()]
    .filter(({ issuerId, secrecy }) => issuerId === PROVINCE && secrecy === 'UNCLASSIFIED')
    .map(({ signerId }) => system.world.member(signerId ?? ''))
    .find((member) => member?.secrecy === 'UNCLASSIFIED' && member.cellId.startsWith(`${PROVINCE}.`))!.id;
});
afterAll(async () => {
  await other?.stop();
  await documents?.close();
});

const sql = (part: 'gateway' | 'members', text: string, values: unknown[] = []) =>
  withClient(
    system.database(part),
    async (client) => (await client.query(text, values)).rows as Record<string, unknown>[],
  );

/** Moves the member to a cell of another province while `act` runs, as an accepted transfer does. */
async function moved<T>(act: (move: () => Promise<void>) => Promise<T>): Promise<T> {
  const columns = ['cell_id', 'cell_path', 'province_path', 'commune_path'];
  const [before] = await sql('members', `select ${columns.join(', ')} from member where id = $1`, [signer]);
  const set = (values: unknown[]): Promise<unknown> =>
    sql('members', `update member set (${columns.join(', ')}) = ($2, $3, $4, $5) where id = $1`, [signer, ...values]);
  try {
    return await act(async () => void (await set(['G12.C002.K09.B09', ELSEWHERE, 'TW.G12', 'TW.G12.C002'])));
  } finally {
    await set(columns.map((column) => before![column]));
  }
}

const officer = (): Caller => system.as(OFFICER, { purpose: 'MEMBER_ADMIN' });
const shows = ({ text }: Reply): boolean => text.includes(`"${signer}"`);

describe('a member who moves to another province', () => {
  const BOTH = `query Both($id: ID!) {
    member(id: $id) { id fullName phone }
    organisation(id: "${PROVINCE}") { documentsIssued(first: 100) { nodes { id signer { id fullName } } } }
  }`;

  test('between two questions of one query is in no part of the answer', async () => {
    const before = await askAt(other.url, officer(), BOTH, { id: signer });
    expect(before.data.member.id).toBe(signer);
    expect(before.text.split(`"${signer}"`).length, 'shown as itself and as who signed').toBeGreaterThan(2);
    await moved(async (move) => {
      const asked = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      gate = () => {
        asked.resolve();
        return released.promise;
      };
      const reply = askAt(other.url, officer(), BOTH, { id: signer });
      // Now the members agency has told of the member, and the documents agency not yet who signed.
      await asked.promise;
      await move();
      gate = async () => {};
      released.resolve();
      expect(shows(await reply)).toBe(false);
      expect((await reply).data.member).toBeNull();
    });
  });

  test('under load is in no answer to a question put afterwards, on either gateway', async () => {
    const query = `query M($id: ID!) { member(id: $id) { id fullName } organisation(id: "${PROVINCE}") { members(first: 100) { nodes { id } } } }`;
    await moved(async (move) => {
      let gone = false;
      const stop = new AbortController();
      const after: boolean[] = [];
      const before: boolean[] = [];
      const loops = [system.url, other.url, system.url, other.url].map(async (url) => {
        while (!stop.signal.aborted) {
          const late = gone;
          const reply = await askAt(url, officer(), query, { id: signer });
          if (reply.status === 200) (late ? after : before).push(shows(reply));
        }
      });
      await vi.waitFor(() => expect(before.length).toBeGreaterThan(10), { timeout: 15_000 });
      await move();
      gone = true;
      await vi.waitFor(() => expect(after.length).toBeGreaterThan(20), { timeout: 15_000 });
      stop.abort();
      await Promise.all(loops);
      expect(before).toContain(true);
      expect(after).not.toContain(true);
    });
  }, 180_000);
});

test('an agreement that is revoked under load ends on every gateway, without a restart, and for good', async () => {
  await sql(
    'gateway',
    `insert into sharing_agreement select 'AGR-LOAD', 1, steward, '{BO03}', dataset, coordinates, purposes, valid_from,
       valid_to, max_rows_per_query, max_subjects_per_day, duties, status from sharing_agreement where id = 'AGR-01'`,
  );
  const application = system.as(APPLICATION, { purpose: 'TASK_MONITORING' });
  const query = '{ tasks(first: 5) { nodes { title } } }';
  const gateways = [system.url, other.url];
  const permitted = async (url: string): Promise<boolean | null> => {
    const { status, data, errors } = await askAt(url, application, query);
    if (status !== 200) return null;
    for (const { extensions } of errors) expect(extensions).toMatchObject({ access: { reason: 'AGREEMENT_EXPIRED' } });
    return data !== null;
  };
  for (const url of gateways) await vi.waitFor(async () => expect(await permitted(url)).toBe(true), { timeout: 5_000 });

  const stop = new AbortController();
  const seen = gateways.map((url) => ({ url, answers: [] as boolean[] }));
  const loops = seen.flatMap(({ url, answers }) =>
    [1, 2].map(async () => {
      while (!stop.signal.aborted) {
        const refusedBefore = answers.includes(false);
        const answer = await permitted(url);
        // Whoever asks after another was refused is refused.
        if (answer === true && refusedBefore) answers.push(true);
        else if (answer !== null && !refusedBefore) answers.push(answer);
      }
    }),
  );
  await vi.waitFor(() => expect(seen.every(({ answers }) => answers.length > 5)).toBe(true), { timeout: 15_000 });
  await sql('gateway', "update sharing_agreement set status = 'REVOKED' where id = 'AGR-LOAD'");
  await vi.waitFor(() => expect(seen.every(({ answers }) => answers.includes(false))).toBe(true), { timeout: 15_000 });
  stop.abort();
  await Promise.all(loops);
  for (const { answers } of seen) {
    const first = answers.indexOf(false);
    expect(answers.slice(0, first)).not.toContain(false);
    expect(await permitted(seen[0]!.url)).toBe(false);
  }
  await sql('gateway', "delete from sharing_agreement where id = 'AGR-LOAD'");
}, 180_000);
