import { createKysely, createPool } from '@agency-graph/postgres';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBreakGlassDesk, type BreakGlassDesk } from '../../../gateway/src/break-glass/break-glass.js';
import { maySee, type BreakGlass } from '../../../gateway/src/break-glass/rules.js';
import { createBreakGlassStore, type BreakGlassStore } from '../../../gateway/src/break-glass/store.js';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import type { CallerFacts, EmergencyHolder } from '../../../gateway/src/identity/caller.js';
import type { EmbeddedDatabase } from '../../support/embedded-database.js';
import { CALLER } from '../../support/small-graph.js';
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

const of = (id: string, account: string): BreakGlass => ({
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
});

beforeEach(async () => {
  await db.deleteFrom('break_glass_notice').execute();
  await db.deleteFrom('break_glass').execute();
});

async function asked(id: string, account: string, more: Partial<BreakGlass> = {}): Promise<BreakGlass> {
  const breakGlass = { ...of(id, account), ...more };
  await store.ask(breakGlass.askedPerson, NOW, (_, add) => add(breakGlass, 'VPTW'));
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

test('is that of the account while it is of the person and the organisation that it was approved for', async () => {
  await approve(await asked('BG-A', 'A-1'));
  const holder: EmergencyHolder = { accountId: 'A-1', kind: 'PERSON', memberId: 'M-100', organisation: 'VPTW' };
  const idOf = async (more: Partial<EmergencyHolder>, at = NOW): Promise<string | undefined> =>
    (await createBreakGlassStore(db).inForce({ ...holder, ...more }, at))?.id;
  expect(await idOf({})).toBe('BG-A');
  expect(await idOf({ accountId: 'A-2' })).toBeUndefined();
  expect(await idOf({ memberId: 'M-101' })).toBeUndefined();
  expect(await idOf({ memberId: null })).toBeUndefined();
  expect(await idOf({ kind: 'APPLICATION' })).toBeUndefined();
  expect(await idOf({ organisation: 'BTCTW' })).toBeUndefined();
  expect(await idOf({}, NOW + 1_800_000)).toBeUndefined();
});

test('another account waits for nobody', async () => {
  const [first, second] = [await asked('BG-3', 'A-3'), await asked('BG-4', 'A-4')];
  await approve(first, () => approve(second));
  expect([await inForce('A-3'), await inForce('A-4')]).toEqual([['BG-3'], ['BG-4']]);
});

describe('what a caller is told of', () => {
  const STEWARD = { ...CALLER, accountId: 'A-9', organisation: { ...CALLER.organisation, id: 'BTCTW', path: 'TW.B' } };
  const clerk = (functions: readonly string[], organisation: Partial<CallerFacts['organisation']>): CallerFacts => ({
    ...STEWARD,
    functions: new Set(functions),
    organisation: { ...STEWARD.organisation, ...organisation },
  });

  test.each<[string, CallerFacts]>([
    ['who asked', { ...clerk([], { id: 'X' }), accountId: 'A-5' }],
    ['who approved', { ...clerk([], { id: 'X' }), accountId: 'A-200' }],
    ['a steward', clerk(['OFFICE'], {})],
    ['a steward’s clerk without a function', clerk([], {})],
    ['a superior', clerk(['OFFICE'], { id: 'X', path: 'TW' })],
    ['their own organisation', clerk(['OFFICE'], { id: 'X', path: 'TW.G07' })],
    ['one whose path begins alike', clerk(['OFFICE'], { id: 'X', path: 'TW.G0' })],
    ['one of every path', clerk(['OFFICE'], { id: 'X', path: '%' })],
  ])('is what the rules say, by the database too: %s', async (_, caller) => {
    const all = [
      await asked('BG-5', 'A-5', { askedPath: 'TW.G07' }),
      await asked('BG-6', 'A-6', { askedPath: 'TW.G07.C012', stewards: ['VPTW'] }),
      await asked('BG-7', 'A-7', { askedPath: 'TW.G070', stewards: ['VPTW', 'BTCTW'] }),
      await asked('BG-8', 'A-8', { askedPath: 'TW.G07-X', stewards: ['VPTW'] }),
      await asked('BG-9', 'A-10', { askedPath: 'TW.G07/X', stewards: ['VPTW'] }),
      await asked('BG-A', 'A-11', { askedPath: 'GOV', stewards: ['VPTW'] }),
    ];
    await approve(all.at(-1)!);
    const approved = { ...all.at(-1)!, approvedBy: 'A-200' };
    const expected = [...all.slice(0, -1), approved].filter((one) => maySee(caller, one)).map(({ id }) => id);
    expect((await store.seenBy(caller, NOW)).map(({ id }) => id).toSorted()).toEqual(expected);
  });

  test('begins with what is in force, however much was asked for since', async () => {
    await approve(await asked('BG-force', 'A-1'));
    await asked('BG-waits', 'A-2', { askedAt: NOW + 1 });
    const lapsed = { askedAt: NOW + 2, lapsesAt: NOW };
    for (let n = 0; n < 501; n += 1) await asked(`BG-lapsed-${n}`, 'A-3', lapsed);
    const told = await store.seenBy(clerk(['OFFICE'], {}), NOW);
    expect(told).toHaveLength(500);
    expect(told.slice(0, 2).map(({ id }) => id)).toEqual(['BG-force', 'BG-waits']);
  });
});

describe('one person', () => {
  const someone = { ...CALLER, memberId: 'M-1', accountId: 'A-1' };
  const approver = { ...someone, memberId: 'M-2', accountId: 'A-2', functions: new Set(['OFFICE']) };
  const wanted = { incident: 'INC-7', reason: 'flood', type: 'Member', ids: ['M-2'], minutes: 30 };
  let now = NOW;
  let steps: string[] = [];
  const desk = (record = async (step: string): Promise<unknown> => steps.push(step)): BreakGlassDesk =>
    createBreakGlassDesk({
      store,
      ground: () => ({ minutes: 60, inside: CALLER.organisation.block, stewardsOf: () => ['BTCTW'] }),
      wallClock: () => now,
      record: ({ step, because }) => record(because ?? step),
    });
  const asks = async (caller: CallerFacts = someone): Promise<string> => {
    const outcome = await desk().ask(caller, wanted);
    return outcome.kind === 'done' ? outcome.breakGlass.id : outcome.because;
  };

  test('has few requests that wait, under whichever accounts and however quickly asked for', async () => {
    steps = [];
    const accounts = Array.from({ length: 20 }, (_, at) => ({ ...someone, accountId: `A-${at % 2}` }));
    const answers = await Promise.all(accounts.map((account) => asks(account)));
    expect(answers.filter((one) => one === 'TOO_MANY')).toHaveLength(15);
    expect([...new Set(steps)].toSorted()).toEqual(['TOO_MANY', 'requested']);
    expect(await asks({ ...someone, memberId: 'M-3' })).toMatch(/^BG-/);
    const own = (await store.seenBy(someone, now)).find(
      ({ askedBy, askedPerson }) => askedBy === someone.accountId && askedPerson !== 'M-3',
    );
    await desk().end(someone, own!.id);
    expect([await asks(), await asks()]).toEqual([expect.stringMatching(/^BG-/), 'TOO_MANY']);
    now += 15 * 60_000;
    expect(await asks()).toMatch(/^BG-/);
  });

  test('whose second request is approved has the first no more, and the record says so', async () => {
    now = NOW;
    const recorded: string[] = [];
    const all = createBreakGlassDesk({
      store,
      ground: () => ({ minutes: 60, inside: CALLER.organisation.block, stewardsOf: () => ['BTCTW'] }),
      wallClock: () => now,
      record: async ({ step, by, breakGlass }) => recorded.push(`${step} ${breakGlass!.id} ${by.accountId}`),
    });
    const [first, second] = [await asks(), await asks()];
    await all.approve(approver, first);
    await all.approve(approver, second);
    expect(recorded).toEqual([`approved ${first} A-2`, `approved ${second} A-2`, `ended ${first} A-2`]);
    expect(await inForce(someone.accountId)).toEqual([second]);
  });

  test('whose second request cannot be recorded as approved has the first still, and no record says that it ended', async () => {
    const [first, second] = [await asks(), await asks()];
    await desk().approve(approver, first);
    steps = [];
    const full = desk(async (step) => {
      if (step === 'approved') throw new Error('full');
      steps.push(step);
    });
    await expect(full.approve(approver, second)).rejects.toThrow('full');
    expect(steps).toEqual([]);
    expect(await inForce(someone.accountId)).toEqual([first]);
  });

  test('has not asked for what could not be recorded', async () => {
    const before = (await store.seenBy(someone, now)).length;
    const full = desk(() => Promise.reject(new Error('the log is full')));
    await expect(full.ask(someone, wanted)).rejects.toThrow('the log is full');
    expect(await store.seenBy(someone, now)).toHaveLength(before);
  });
});
