import { createKysely, createPool } from '@agency-graph/postgres';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BreakGlass } from '../../../gateway/src/break-glass/rules.js';
import { createBreakGlassStore, type BreakGlassStore } from '../../../gateway/src/break-glass/store.js';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import type { EmbeddedDatabase } from '../../support/embedded-database.js';
import { testDirectory } from '../fixture/directory.js';
import { waitsForLock } from '../fixture/waits-for-lock.js';

const NOW = Date.parse('2026-03-15T02:00:00Z');

let database: EmbeddedDatabase;
let db: Kysely<GatewayDatabase>;
let store: BreakGlassStore;
beforeAll(async () => {
  database = await testDirectory([]);
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'break-glass', max: 4 }));
  store = createBreakGlassStore(db);
});
afterAll(async () => {
  await db.destroy();
  await database.close();
});

async function asked(id: string, account: string): Promise<BreakGlass> {
  const breakGlass: BreakGlass = {
    id,
    incident: 'INC-7',
    reason: 'flood',
    type: 'Member',
    ids: ['M-1'],
    minutes: 30,
    purpose: 'TASK_MONITORING',
    askedBy: account,
    askedPerson: 'M-100',
    askedPath: 'TW.VPTW',
    askedAt: NOW,
    lapsesAt: NOW + 60_000,
    approvedBy: null,
    endsAt: null,
    endedAt: null,
    stewards: ['BTCTW'],
  };
  await store.add(breakGlass, 'VPTW');
  return breakGlass;
}

/** Approves it, and does something before that is committed. */
const approve = ({ id }: BreakGlass, meanwhile = async (): Promise<unknown> => null): Promise<unknown> =>
  store.change(id, async (one, change) => {
    await change.approve({ ...one!, approvedBy: 'A-200', endsAt: NOW + 1_800_000 }, 'M-200', NOW);
    return meanwhile();
  });

const inForce = async (account: string): Promise<string[]> => {
  const rows = db.selectFrom('break_glass').select('id').where('asked_by', '=', account);
  const open = await rows.where('ends_at', 'is not', null).where('ended_at', 'is', null).execute();
  return open.map(({ id }) => id);
};

test('of two that are approved for one account at once only the later is in force', async () => {
  const [first, second] = [await asked('BG-1', 'A-1'), await asked('BG-2', 'A-1')];
  let later: Promise<unknown> = Promise.resolve();
  await approve(first, () => {
    later = approve(second);
    return Promise.race([later, waitsForLock(db)]);
  });
  await later;
  expect(await inForce('A-1')).toEqual(['BG-2']);
});

test('another account waits for nobody', async () => {
  const [first, second] = [await asked('BG-3', 'A-3'), await asked('BG-4', 'A-4')];
  await approve(first, () => approve(second));
  expect([await inForce('A-3'), await inForce('A-4')]).toEqual([['BG-3'], ['BG-4']]);
});
