import type { Label } from '@agency-graph/contract';
import { createKysely, createPool, withClient } from '@agency-graph/postgres';
import { createWorld } from '@agency-graph/world';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readAgreement, type SharingAgreement } from '../../../gateway/src/access/agreements.js';
import type { GatewayDatabase } from '../../../gateway/src/database.js';
import { loadAgreements, type AgreementParts, type Agreements } from '../../../gateway/src/identity/agreements.js';
import { keyOf, type Standing } from '../../../gateway/src/identity/honoured-version.js';
import type { EmbeddedDatabase } from '../../support/embedded-database.js';
import { servedGraph } from '../../support/served-graph.js';
import { testDirectory } from '../fixture/directory.js';

const world = createWorld('medium');
const TODAY = '2026-03-15';
let database: EmbeddedDatabase;
let read: (agreement: SharingAgreement) => ReturnType<typeof readAgreement>;
const opened: { destroy(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await testDirectory([]);
  const ground = await servedGraph();
  read = (agreement) => readAgreement(agreement, ground);
});
afterAll(async () => {
  for (const one of opened) await one.destroy();
  await database?.close();
});
beforeEach(() => run('truncate sharing_agreement'));

const run = (text: string, values: unknown[] = []): Promise<unknown> =>
  withClient(database.ownerUrl, (client) => client.query(text, values));

/** An agreement of the world, with what a test changes. */
const agreement = (id: string, more: Partial<SharingAgreement> = {}): SharingAgreement => {
  const { assigneeOrgIds: assignees, ...rest } = world.agreements.find((one) => one.id === id)!;
  return { ...rest, assignees, ...more };
};
const AGR_01 = agreement('AGR-01');

const write = (one: SharingAgreement): Promise<unknown> =>
  run(
    `insert into sharing_agreement (id, version, steward, assignees, dataset, coordinates, purposes, valid_from, valid_to,
       max_rows_per_query, max_subjects_per_day, duties, status)
     values ($1, $2, $3, $4, 'tasks', $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      one.id,
      one.version,
      one.steward,
      one.assignees,
      one.coordinates,
      one.purposes,
      one.validFrom,
      one.validTo,
      one.maxRowsPerQuery,
      one.maxSubjectsPerDay,
      one.duties,
      one.status,
    ],
  );

/** Nothing was recorded, and nobody is told anything. */
const QUIET = { recorded: new Map(), changed: () => {}, unfit: () => {} };

/** The agreements as one more gateway on the database sees them. */
const gateway = (
  changed: AgreementParts['changed'] = () => {},
  more: Partial<AgreementParts> = {},
): Promise<Agreements> => {
  const db = createKysely<GatewayDatabase>(
    createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 2 }),
  );
  opened.push(db);
  return loadAgreements({ db, read, ...QUIET, changed, clock: () => clock, ...more }, TODAY);
};
/** One whose ground may change under it. */
const gatewayReading = (more: Partial<AgreementParts> = {}): Promise<Agreements> => {
  const db = createKysely<GatewayDatabase>(
    createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 2 }),
  );
  opened.push(db);
  return loadAgreements({ db, read: (one) => read(one), ...QUIET, clock: () => clock, ...more }, TODAY);
};
const heldBy = async (agreements: Agreements, organisation = 'VPCP', today = TODAY) => {
  const { inForce, lapsed } = await agreements.heldBy(organisation, 'GOVERNMENT', today);
  const named = (all: typeof inForce): string[] => all.map(({ id, version }) => `${id}/${version}`).toSorted();
  return { inForce: named(inForce), lapsed: named(lapsed) };
};
let clock = 0;
/** So much later that what is known is read anew. */
const laterOn = (): void => void (clock += 500);

test('what was published is known by its version, honoured or not: a draft is not, nor what is gone', async () => {
  await write(AGR_01);
  await write({ ...AGR_01, version: 2, status: 'REVOKED' });
  await write({ ...AGR_01, id: 'AGR-98', coordinates: ['Task.colour'] });
  await write({ ...AGR_01, id: 'AGR-99', status: 'DRAFT' });
  const agreements = await gateway();
  expect(agreements.published()).toEqual(['AGR-01/1', 'AGR-01/2', 'AGR-98/1']);
  await run("delete from sharing_agreement where id = 'AGR-01'");
  laterOn();
  await agreements.followTo(TODAY);
  expect(agreements.published()).toEqual(['AGR-98/1']);
});

describe('an agreement is honoured', () => {
  test('all of the synthetic world’s, at every size', () => {
    for (const size of ['tiny', 'medium'] as const) {
      for (const { assigneeOrgIds: assignees, ...one } of createWorld(size).agreements) {
        expect([one.id, read({ ...one, assignees }).problems]).toEqual([one.id, []]);
      }
    }
  });

  test.each<[string, Partial<SharingAgreement>, RegExp]>([
    ['that names an INTERNAL field', { coordinates: ['Member.phone'] }, /Member\.phone is INTERNAL/],
    ['that names a type with INTERNAL fields', { coordinates: ['Member'] }, /INTERNAL/],
    [
      'that names a filter on an INTERNAL field',
      { coordinates: ['MemberFilter.religion'] },
      /Member\.religion.*INTERNAL/,
    ],
    ['that names what is not in the graph', { coordinates: ['Task.colour'] }, /Task\.colour is not in the graph/],
    ['that names nothing', { coordinates: [] }, /names no field/],
    ['of another steward’s field', { steward: 'BTCTW' }, /VPTW's to share, not BTCTW's/],
    ['for an unknown purpose', { purposes: ['CURIOSITY'] }, /CURIOSITY is unknown/],
    ['for no purpose', { purposes: [] }, /names no purpose/],
    ['with nobody', { assignees: [] }, /no assignee/],
    ['that ends before it begins', { validTo: '2025-12-31' }, /before it begins/],
    ['with an unknown duty', { duties: ['RECORD', 'BE_KIND'] }, /BE_KIND/],
    ['with a level that is none', { duties: ['ROW_SECRECY:SOME'] }, /ROW_SECRECY:SOME/],
    ['with a number of calls that is none', { duties: ['CALLS_PER_HOUR:0'] }, /CALLS_PER_HOUR:0/],
    ['in bulk without caps', { duties: ['BULK'], maxRowsPerQuery: null }, /must say maxRowsPerQuery/],
    ['of no rows', { maxRowsPerQuery: 0 }, /maxRowsPerQuery is 0/],
  ])('not one %s', (_, more, says) => {
    expect(read({ ...AGR_01, ...more }).problems.join('\n')).toMatch(says);
  });

  test('nor when a gateway starts: it gives nothing, others are honoured, and it is said which and why', async () => {
    await write({ ...AGR_01, coordinates: [...AGR_01.coordinates, 'Task.colour'], duties: ['BE_KIND'] });
    await write({ ...AGR_01, id: 'OTHER' });
    const problems = [
      'the duty "BE_KIND" is none that a gateway can hold anyone to',
      'Task.colour is not in the graph',
    ];
    const told: unknown[] = [];
    const agreements = await gateway(({ id }, change) => told.push([id, change]), {
      unfit: ({ id }, found) => told.push([id, found]),
    });
    expect(await heldBy(agreements)).toEqual({ inForce: ['OTHER/1'], lapsed: [] });
    expect(agreements.problems()).toEqual(problems.map((one) => `agreement AGR-01, version 1: ${one}`));
    expect(told).toEqual([
      ['AGR-01', 'suspended'],
      ['OTHER', 'in_force'],
      ['AGR-01', problems],
    ]);
  });

  test('nor does then an older version of it come back: what has followed it may give less', async () => {
    await write(AGR_01);
    await write({ ...AGR_01, version: 2, coordinates: ['Task.colour'] });
    expect((await heldBy(await gateway())).inForce).toEqual([]);
  });

  test('it is mended by another version or revoked, without a restart, and nothing is left to be said', async () => {
    const bad: Partial<SharingAgreement> = { coordinates: ['Task.colour'] };
    await write({ ...AGR_01, ...bad });
    await write({ ...AGR_01, ...bad, id: 'OTHER' });
    const told: string[] = [];
    const agreements = await gateway(({ id, version }, change) => told.push(`${id}/${version} ${change}`));
    await write({ ...AGR_01, version: 2 });
    await run("update sharing_agreement set status = 'REVOKED' where id = 'OTHER'");
    laterOn();
    expect(await heldBy(agreements)).toEqual({ inForce: ['AGR-01/2'], lapsed: ['OTHER/1'] });
    expect(agreements.problems()).toEqual([]);
    expect(told.splice(0, 2).toSorted()).toEqual(['AGR-01/1 suspended', 'OTHER/1 suspended']);
    expect(told.toSorted()).toEqual(['AGR-01/1 ended', 'AGR-01/2 in_force', 'OTHER/1 ended']);
  });

  test('a database that cannot be read at all keeps a gateway from starting', async () => {
    const nowhere = new URL(database.ownerUrl);
    nowhere.pathname = '/nowhere';
    const db = createKysely<GatewayDatabase>(
      createPool({ url: nowhere.href, applicationName: 'gateway-test', max: 1 }),
    );
    opened.push(db);
    await expect(loadAgreements({ db, read, ...QUIET, clock: () => clock }, TODAY)).rejects.toThrow();
  });

  test('a draft, a revoked and an ended one may say what they like', async () => {
    await write({ ...AGR_01, id: 'A', coordinates: ['Task.colour'], status: 'DRAFT' });
    await write({ ...AGR_01, id: 'B', coordinates: ['Task.colour'], status: 'REVOKED' });
    await write({ ...AGR_01, id: 'C', coordinates: ['Task.colour'], validTo: '2026-02-01' });
    const agreements = await gateway();
    expect((await heldBy(agreements)).inForce).toEqual([]);
    expect(agreements.problems()).toEqual([]);
  });
});

describe('an agreement in force', () => {
  test('from its first day to the day before its last', async () => {
    await write({ ...AGR_01, validFrom: '2026-03-10', validTo: '2026-03-20' });
    const agreements = await gateway();
    const on = async (day: string) => (await heldBy(agreements, 'VPCP', day)).inForce.length;
    expect([await on('2026-03-09'), await on('2026-03-10'), await on('2026-03-19'), await on('2026-03-20')]).toEqual([
      0, 1, 1, 0,
    ]);
  });

  test('is its assignee’s, or everyone’s of a block that it names', async () => {
    await write(AGR_01);
    await write({ ...AGR_01, id: 'BLOCK', assignees: ['GOVERNMENT'] });
    const agreements = await gateway();
    expect((await heldBy(agreements, 'BO07')).inForce).toEqual(['BLOCK/1']);
    expect((await heldBy(agreements)).inForce).toEqual(['AGR-01/1', 'BLOCK/1']);
  });

  test('of several versions the newest that has begun decides, also to end it', async () => {
    await write(AGR_01);
    await write({ ...AGR_01, version: 2, validFrom: '2026-03-10' });
    await write({ ...AGR_01, version: 3, validFrom: '2026-04-01' });
    await write({ ...AGR_01, version: 4, status: 'DRAFT' });
    const agreements = await gateway();
    expect((await heldBy(agreements)).inForce).toEqual(['AGR-01/2']);
    expect((await heldBy(agreements, 'VPCP', '2026-04-02')).inForce).toEqual(['AGR-01/3']);
    await run("update sharing_agreement set status = 'REVOKED' where version = 2");
    laterOn();
    expect(await heldBy(agreements)).toEqual({ inForce: [], lapsed: ['AGR-01/2'] });
  });

  test('ends on every gateway of the database when it is revoked, without a restart, and is told as changed', async () => {
    await write(AGR_01);
    const told: string[] = [];
    const gateways = [await gateway(({ id }, change) => told.push(`${id} ${change}`)), await gateway()];
    for (const one of gateways) expect((await heldBy(one)).inForce).toEqual(['AGR-01/1']);
    await run("update sharing_agreement set status = 'REVOKED'");
    laterOn();
    for (const one of gateways) expect(await heldBy(one)).toEqual({ inForce: [], lapsed: ['AGR-01/1'] });
    expect(told).toEqual(['AGR-01 in_force', 'AGR-01 ended']);
  });

  test('ends when its last day is set back, when it is deleted, and begins when it is signed', async () => {
    await write(AGR_01);
    const agreements = await gateway();
    await run("update sharing_agreement set valid_to = '2026-03-15'");
    laterOn();
    expect(await heldBy(agreements)).toEqual({ inForce: [], lapsed: ['AGR-01/1'] });
    await write({ ...AGR_01, version: 2 });
    laterOn();
    expect((await heldBy(agreements)).inForce).toEqual(['AGR-01/2']);
    await run('delete from sharing_agreement');
    laterOn();
    expect(await heldBy(agreements)).toEqual({ inForce: [], lapsed: [] });
  });
});

describe('what is told of a version is how it stands on the day of the policy clock', () => {
  const toldOf = async (day: string, change: () => Promise<unknown>, ...days: readonly string[]) => {
    const told: string[] = [];
    const agreements = await gateway(({ version }, became) => told.push(`${version} ${became}`));
    await heldBy(agreements, 'VPCP', day);
    told.length = 0;
    await change();
    laterOn();
    for (const one of [day, ...days]) {
      told.push(one);
      await heldBy(agreements, 'VPCP', one);
    }
    return told;
  };
  const next = (more: Partial<SharingAgreement>) => () => write({ ...AGR_01, version: 2, ...more });

  test('one that begins later is not in force before its day, which is also the end of the one before', async () => {
    await write(AGR_01);
    const published = next({ validFrom: '2026-03-17', validTo: '2026-03-19' });
    expect(await toldOf(TODAY, published, '2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19')).toEqual([
      TODAY,
      '2 changed',
      '2026-03-16',
      '2026-03-17',
      '1 ended',
      '2 in_force',
      '2026-03-18',
      '2026-03-19',
      '2 ended',
    ]);
  });

  test('one that is over when it is published has ended', async () => {
    const published = next({ validFrom: '2026-01-01', validTo: '2026-02-01' });
    expect(await toldOf(TODAY, published)).toEqual([TODAY, '2 ended']);
  });

  test('one that is in force takes the place of the one before at once; a draft changes nothing', async () => {
    await write(AGR_01);
    expect(await toldOf(TODAY, next({}))).toEqual([TODAY, '1 ended', '2 in_force']);
    await run('truncate sharing_agreement');
    expect(await toldOf(TODAY, next({ status: 'DRAFT' }))).toEqual([TODAY, '2 changed']);
  });

  test('one that was never good is suspended, and the one before goes on', async () => {
    await write(AGR_01);
    expect(await toldOf(TODAY, next({ purposes: ['CURIOSITY'] }))).toEqual([TODAY, '2 suspended']);
  });

  test('what became of it while no gateway ran is told by the next that starts, and told once', async () => {
    await write(AGR_01);
    await write({ ...AGR_01, id: 'LATER', validFrom: '2026-04-01' });
    await write({ ...AGR_01, id: 'LONG-OVER', validTo: '2026-02-01' });
    const recorded = new Map<string, Standing | null>([['GONE/3', 'in_force']]);
    /** What one that starts tells; the next knows that it did. */
    const start = async (): Promise<string[]> => {
      const told: string[] = [];
      await gateway(
        (version, change, stands) => {
          recorded.set(keyOf(version), stands);
          told.push(`${keyOf(version)} ${change}`);
        },
        { recorded: new Map(recorded) },
      );
      return told;
    };
    expect([await start(), await start()]).toEqual([['GONE/3 ended', 'AGR-01/1 in_force'], []]);
    await write({ ...AGR_01, version: 2, coordinates: ['Task.colour'] });
    expect([await start(), await start()]).toEqual([['AGR-01/1 ended', 'AGR-01/2 suspended'], []]);
    await run("update sharing_agreement set status = 'REVOKED'");
    expect([await start(), await start()]).toEqual([['AGR-01/2 ended'], []]);
  });

  test('one that is deleted has ended; one that goes bad, but is honoured as it was last good, has changed', async () => {
    await write(AGR_01);
    expect(await toldOf(TODAY, () => run("update sharing_agreement set purposes = '{CURIOSITY}'"))).toEqual([
      TODAY,
      '1 changed',
    ]);
    await run('truncate sharing_agreement');
    await write(AGR_01);
    expect(await toldOf(TODAY, () => run('delete from sharing_agreement'))).toEqual([TODAY, '1 ended']);
  });
});

describe('an agreement that goes bad while a gateway runs', () => {
  test('stays as it was last good, gives no more, and the fault is told', async () => {
    await write(AGR_01);
    const agreements = await gateway();
    await run("update sharing_agreement set coordinates = coordinates || '{Task.evaluation,Member.phone}'::text[]");
    laterOn();
    const { inForce } = await agreements.heldBy('VPCP', 'GOVERNMENT', TODAY);
    expect(inForce.map(({ coordinates }) => [...coordinates])).toEqual([AGR_01.coordinates]);
    expect(agreements.problems().join()).toContain('AGR-01, version 1: Member.phone is INTERNAL');
    await run("update sharing_agreement set valid_to = '2026-03-01'");
    laterOn();
    expect((await heldBy(agreements)).inForce).toEqual([]);
  });

  test('a bad new version changes nothing: the one before goes on', async () => {
    await write(AGR_01);
    const agreements = await gateway();
    await write({ ...AGR_01, version: 2, purposes: ['CURIOSITY'] });
    laterOn();
    expect((await heldBy(agreements)).inForce).toEqual(['AGR-01/1']);
    expect(agreements.problems()).toHaveLength(1);
    await run("update sharing_agreement set purposes = '{TASK_MONITORING}' where version = 2");
    laterOn();
    expect((await heldBy(agreements)).inForce).toEqual(['AGR-01/2']);
    expect(agreements.problems()).toEqual([]);
  });

  test('a draft that was never good is not what was last good once it is signed', async () => {
    await write(AGR_01);
    await write({ ...AGR_01, version: 2, status: 'DRAFT', steward: 'BTCTW' });
    const agreements = await gateway();
    await run("update sharing_agreement set status = 'IN_FORCE' where version = 2");
    laterOn();
    expect((await heldBy(agreements)).inForce).toEqual(['AGR-01/1']);
  });

  /** Runs while the database keeps every reading of the revision waiting. */
  const whileHeld = async <T>(during: () => Promise<T>): Promise<T> =>
    withClient(database.ownerUrl, async (client) => {
      await client.query('begin; lock table agreement_revision in access exclusive mode');
      const running = during();
      await vi.waitFor(async () => {
        const waiting = `select from pg_locks where not granted and relation = 'agreement_revision'::regclass`;
        expect((await client.query(waiting)).rowCount).toBe(1);
      }, 30_000);
      // So late that what is answered now is too old to decide on.
      clock += 1_000;
      await client.query('rollback');
      return running;
    });

  test('what comes too late is asked for again', async () => {
    await write(AGR_01);
    const agreements = await gateway();
    laterOn();
    expect((await whileHeld(() => heldBy(agreements))).inForce).toEqual(['AGR-01/1']);
  });

  test('and where it always does, nothing is decided', async () => {
    await write(AGR_01);
    let slow = 0;
    const db = createKysely<GatewayDatabase>(
      createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 1 }),
    );
    opened.push(db);
    // Whenever it is looked at, another second has passed.
    const later = (): number => (clock += slow);
    const agreements = await loadAgreements({ db, read, ...QUIET, clock: later }, TODAY);
    slow = 1_000;
    await expect(agreements.heldBy('VPCP', 'GOVERNMENT', TODAY)).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  test('when the database cannot be asked, nobody holds anything', async () => {
    await write(AGR_01);
    const db = createKysely<GatewayDatabase>(
      createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 1 }),
    );
    const agreements = await loadAgreements({ db, read, ...QUIET, clock: () => clock }, TODAY);
    await db.destroy();
    laterOn();
    await expect(agreements.heldBy('VPCP', 'GOVERNMENT', TODAY)).rejects.toThrow();
  });
});

describe('another graph or policy is served', () => {
  type Labels = ReadonlyMap<string, Label>;
  /** The ground on which agreements stand from now on. */
  const standingOn = async (change: (fields: Labels) => Labels): Promise<() => void> => {
    const ground = await servedGraph();
    const fields = change(ground.labels.fields);
    const before = read;
    read = (one) => readAgreement(one, { ...ground, labels: { ...ground.labels, fields } });
    return () => (read = before);
  };
  /** These coordinates are no longer the steward's. */
  const without = (...gone: string[]) =>
    standingOn((fields) => new Map([...fields].filter(([at]) => !gone.includes(at))));
  const held = async (agreements: Agreements): Promise<ReadonlySet<string>> =>
    (await agreements.heldBy('VPCP', 'GOVERNMENT', TODAY)).inForce[0]?.coordinates ?? new Set();

  test('a field that is not its steward’s any more falls out at once, and comes back with it', async () => {
    await write(AGR_01);
    const told: unknown[] = [];
    const agreements = await gatewayReading({
      changed: (_, change) => told.push(change),
      unfit: (_, problems) => told.push(problems.length),
    });
    const [first] = AGR_01.coordinates;
    expect(await held(agreements)).toContain(first);
    const back = await without(first!);
    agreements.reread();
    const left = await held(agreements);
    expect(left.size).toBe(AGR_01.coordinates.length - 1);
    expect(left).not.toContain(first);
    expect(agreements.problems().join()).toContain(first);
    back();
    agreements.reread();
    expect((await held(agreements)).size).toBe(AGR_01.coordinates.length);
    expect(agreements.problems()).toEqual([]);
    expect(told).toEqual(['in_force', 'changed', 1, 'changed']);
  });

  test.each<[string, Partial<Label>]>([
    ['an INTERNAL one', { sharing: 'INTERNAL' }],
    ['another steward’s', { steward: 'BTCTW' }],
  ])('a field that joins a type named whole is not in it, if it is %s; the rest stays', async (_, joins) => {
    await write({ ...AGR_01, coordinates: ['TaskConnection', 'Task.title'] });
    const agreements = await gatewayReading();
    const all = await held(agreements);
    const back = await standingOn(
      (fields) => new Map([...fields, ['TaskConnection.joined', { ...fields.get('TaskConnection.nodes')!, ...joins }]]),
    );
    agreements.reread();
    expect([...(await held(agreements))].toSorted()).toEqual([
      'Task.title',
      'TaskConnection.nodes',
      'TaskConnection.pageInfo',
    ]);
    expect(agreements.problems().join()).toContain('TaskConnection (TaskConnection.joined)');
    back();
    agreements.reread();
    expect(await held(agreements)).toEqual(all);
  });

  test('a gateway that starts then gives what those give that ran before, and goes on as they do', async () => {
    const fields = AGR_01.coordinates.slice(0, 4);
    await write({ ...AGR_01, coordinates: fields });
    const told: unknown[] = [];
    const ran = await gatewayReading();
    const [first, second] = fields;
    const back = await without(first!, second!);
    ran.reread();
    const started = await gatewayReading({ changed: (_, change) => told.push(change) });
    const both = [ran, started];
    /** What the two give. */
    const given = async () => Promise.all(both.map(async (one) => [...(await held(one))].toSorted()));
    const rest = fields.slice(2).toSorted();
    expect(await given()).toEqual([rest, rest]);
    expect(started.problems()).toEqual(ran.problems());
    expect(started.problems()).toHaveLength(2);

    back();
    const all = await without(...fields);
    for (const one of both) one.reread();
    const late = await gatewayReading();
    both.push(late);
    expect(await given()).toEqual([[], [], []]);

    all();
    const oneGone = await without(first!);
    for (const one of both) one.reread();
    const more = [second!, ...rest].toSorted();
    expect(await given()).toEqual([more, more, more]);
    oneGone();
    for (const one of both) one.reread();
    for (const one of both) expect(one.problems()).toEqual([]);
    expect(told).toEqual(['in_force', 'suspended', 'in_force', 'changed']);
  });

  test('a purpose that the policy no longer knows falls out likewise, also where a gateway starts', async () => {
    await write({ ...AGR_01, purposes: [...AGR_01.purposes, 'CURIOSITY'] });
    const { inForce } = await (await gateway()).heldBy('VPCP', 'GOVERNMENT', TODAY);
    expect(inForce.map(({ purposes }) => [...purposes])).toEqual([AGR_01.purposes]);
  });

  test('what was written badly stays told, on whatever ground', async () => {
    await write(AGR_01);
    const agreements = await gatewayReading();
    await run(`update sharing_agreement set purposes = '{CURIOSITY}'`);
    laterOn();
    await held(agreements);
    agreements.reread();
    expect(agreements.problems().join()).toMatch(/CURIOSITY is unknown/);
    expect((await held(agreements)).size).toBe(AGR_01.coordinates.length);
  });
});
