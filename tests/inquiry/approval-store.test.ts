import { createKysely, createPool } from '@agency-graph/postgres';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GatewayDatabase } from '../../gateway/src/database.js';
import type { CallerFacts } from '../../gateway/src/identity/caller.js';
import type { Approval } from '../../gateway/src/inquiry/approval-rules.js';
import { createApprovals } from '../../gateway/src/inquiry/approvals.js';
import { createApprovalStore } from '../../gateway/src/inquiry/approval-store.js';
import type { Refusal } from '../../gateway/src/refusals.js';
import { testDirectory } from '../gateway/fixture/directory.js';
import type { EmbeddedDatabase } from '../support/embedded-database.js';
import { CALLER } from '../support/small-graph.js';

const MINUTE = 60_000;
const START = Date.parse('2026-03-15T09:00:00Z');
let now = START;

let database: EmbeddedDatabase;
let db: Kysely<GatewayDatabase>;
beforeAll(async () => {
  database = await testDirectory([]);
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'approvals', max: 4 }));
});
afterAll(async () => {
  await db.destroy();
  await database.close();
});
beforeEach(async () => {
  now = START;
  await db.deleteFrom('audit_approval').execute();
  await db.deleteFrom('audit_opening').execute();
});

const approvals = () =>
  createApprovals({
    store: createApprovalStore(db),
    rules: () => ({
      persons: 0,
      personsInAll: 0,
      hours: 24,
      approvalMinutes: 60,
      sameUnit: true,
      toldAfterDays: new Map(),
    }),
    wallClock: () => now,
    record: () => Promise.resolve(),
  });
const auditor = (name: string): CallerFacts => ({
  ...CALLER,
  accountId: name,
  memberId: `M-${name}`,
  caseReference: 'INS-1',
});
const [ASKS, APPROVES, BUSY] = [auditor('asks'), auditor('approves'), auditor('busy')];
const leaf = (name: string) => ({ leaf: Buffer.from(name).toString('base64') });

/** Asks that the record of a leaf be opened. */
async function asked(by: CallerFacts, index: number, found = leaf(`record ${index}`)): Promise<Approval> {
  const outcome = await approvals().ask(by, { origin: 'node-1', index, reason: 'a complaint' }, found);
  if (outcome.kind === 'refused') throw new Error(outcome.says);
  return outcome.approval;
}
const approve = (id: string) => approvals().approve(APPROVES, id);

/** Asks about one person more than may be asked about: the id of the request that this makes. */
const askedAboutMore = (by: CallerFacts): Promise<string> =>
  approvals()
    .admit(by, 'somebody')
    .then(
      () => 'admitted',
      ({ details }: Refusal) => (details['approval'] as { readonly id: string }).id,
    );

describe('what is asked of another auditor', () => {
  test('to open a record is nothing to gateways of an earlier version, which read requests by person and case', async () => {
    const waits = await asked(ASKS, 1);
    const { id } = await asked(ASKS, 2);
    expect(await approve(id)).toMatchObject({
      kind: 'done',
      approval: { id, opens: { index: 2, ...leaf('record 2') } },
    });
    expect(await db.selectFrom('audit_approval').selectAll().execute()).toEqual([]);
    expect(await askedAboutMore(ASKS)).toMatch(/^AA-/);
    expect(await asked(ASKS, 1)).toEqual(waits);
    expect((await asked(ASKS, 2)).id).toBe(id);
  });

  test('about more persons opens no record', async () => {
    const id = await askedAboutMore(ASKS);
    expect(await approve(id)).toMatchObject({ kind: 'done', approval: { id, opens: null } });
    expect(await askedAboutMore(ASKS)).toBe('admitted');
    expect(await asked(ASKS, 1)).toMatchObject({ approvedBy: null });
    expect(await approvals().inForce(ASKS, id)).toMatchObject({ because: 'UNKNOWN' });
  });

  test('of one record is not asked of another one that has its index', async () => {
    const { id } = await asked(ASKS, 1);
    const other = await asked(ASKS, 1, leaf('another record'));
    expect(other.id).not.toBe(id);
    expect((await asked(ASKS, 1)).id).toBe(id);
  });

  test('is listed as long as it waits, however many records another auditor asks to open', async () => {
    const aboutMore = await askedAboutMore(ASKS);
    const first = await asked(ASKS, 1);
    const { id } = await asked(BUSY, 1);
    const one = await db.selectFrom('audit_opening').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const more = Array.from({ length: 300 }, (_, n) => ({ ...one, id: `AO-${n}`, asked_at: new Date(now + n + 1) }));
    await db.insertInto('audit_opening').values(more).execute();
    const ids = (await approvals().list()).map((listed) => listed.id);
    expect(ids).toEqual(expect.arrayContaining([aboutMore, first.id]));
    expect(ids.length).toBeLessThan(more.length);
  });

  test('is listed newest first: what waits, then what was approved or lapsed', async () => {
    const lapsed = await asked(ASKS, 1);
    now += 30 * MINUTE;
    const waits = await asked(ASKS, 2);
    now += MINUTE;
    const approved = await asked(ASKS, 3);
    await approve(approved.id);
    now += MINUTE;
    const alsoWaits = await askedAboutMore(BUSY);
    now += 30 * MINUTE - 1;
    expect((await approvals().list()).map(({ id }) => id)).toEqual([alsoWaits, waits.id, approved.id, lapsed.id]);
  });
});
