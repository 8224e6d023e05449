import {
  checkRows,
  createCounts,
  createVolume,
  type CallerFacts,
  type GatewayDatabase,
  type HeldAgreement,
  type Volume,
} from '@agency-graph/gateway/steps';
import { createKysely, createPool } from '@agency-graph/postgres';
import type { Kysely } from 'kysely';
import { createSecretKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessRows } from '../../gateway/src/audit/access-rows.js';
import { testDirectory } from '../gateway/fixture/directory.js';
import type { EmbeddedDatabase } from '../support/embedded-database.js';
import { heldAgreement } from '../support/held-agreement.js';
import { smallGraph, type SmallGraph } from '../support/small-graph.js';

let graph: SmallGraph;
let database: EmbeddedDatabase;
let db: Kysely<GatewayDatabase>;
let volume: Volume;
beforeAll(async () => {
  graph = await smallGraph();
  database = await testDirectory([]);
  db = createKysely<GatewayDatabase>(createPool({ url: database.ownerUrl, applicationName: 'gateway-test', max: 2 }));
  volume = createVolume({
    counts: createCounts(db),
    key: createSecretKey(randomBytes(32)),
    wallClock: Date.now,
    checkRows,
  });
});
afterAll(async () => {
  await db?.destroy();
  await database?.close();
});

const WHOLE = ['Query.units', 'Unit.id', 'Unit.name', 'Unit.kind'];
const OUTSIDE: Partial<CallerFacts> = {
  organisation: { id: 'gov', path: 'T.N', block: 'GOVERNMENT', level: 'CENTRAL' },
  clearance: 'SECRET',
  hardwareKey: true,
};
const ask = async (query: string, ...agreements: readonly HeldAgreement[]) => {
  const { data, rows } = await graph.ask(query, { caller: { ...OUTSIDE, agreements } });
  const named = rows === null ? [] : accessRows(rows, { graph: graph.generation.versions, idOf: (_, id) => id });
  return { data, permitted: rows?.intent.plan.permitted, fieldsets: named.map(({ line }) => line.fieldset) };
};
/** The fields of a type that were given, each with the agreements that the record names for it. */
const recorded = ({ fieldsets }: Awaited<ReturnType<typeof ask>>, of: string): readonly string[] =>
  fieldsets
    .filter(({ type, effect }) => type === of && effect === 'allow')
    .flatMap(({ grants }) => grants.flatMap(({ fields, agreement }) => fields.map((one) => `${one} ${agreement}`)))
    .toSorted();

describe('the record names', () => {
  test('of two agreements on the same fields the one that gives the rows', async () => {
    const narrow = heldAgreement('A', WHOLE, { rowsAtMost: 'UNCLASSIFIED' });
    const wide = heldAgreement('B', WHOLE);
    for (const agreements of [
      [narrow, wide],
      [wide, narrow],
    ]) {
      const answer = await ask('{ units { id name } }', ...agreements);
      expect(answer.data!['units']).toContainEqual({ id: 'u5', name: 'Vault' });
      expect(recorded(answer, 'Unit')).toEqual(['id B/1', 'name B/1']);
      expect(recorded(answer, 'Query')).toEqual(['units B/1']);
    }
  });

  test('the agreement under which a filter was used, beside that of the field', async () => {
    const rows = heldAgreement('A', WHOLE);
    const filter = heldAgreement('B', ['Query.units(name:)']);
    const answer = await ask('{ units(name: "North") { id } }', rows, filter);
    expect(answer.data).toEqual({ units: [{ id: 'u2' }] });
    expect(recorded(answer, 'Query')).toEqual(['units A/1', 'units B/1']);
    expect(recorded(await ask('{ units { id } }', rows, filter), 'Query')).toEqual(['units A/1']);
    const one = heldAgreement('A', [...WHOLE, 'Query.units(name:)']);
    expect(recorded(await ask('{ units(name: "North") { id } }', one), 'Query')).toEqual(['units A/1']);
  });
});

describe('a row that is more than may be shown', () => {
  /** What the record says was refused or not found. */
  const notGiven = async (query: string, agreement: HeldAgreement): Promise<readonly string[]> => {
    const { rows } = await graph.ask(query, { caller: { ...OUTSIDE, agreements: [agreement] }, volume });
    return accessRows(rows!, { graph: graph.generation.versions, idOf: (_, id) => id }).flatMap(
      ({ line: { fieldset }, records }) =>
        fieldset.effect === 'allow'
          ? []
          : [
              [
                fieldset.type,
                fieldset.effect,
                ...(fieldset.reason === undefined ? [] : [fieldset.reason]),
                ...records,
              ].join(' '),
            ],
    );
  };
  const LOOK_UP = ['Query.unit', 'Query.units', 'Unit.name'];

  test('is recorded as refused by the cap where it was looked up, and one that is not there as not found', async () => {
    const daily = heldAgreement('LOOKED-UP', LOOK_UP, { maxSubjectsPerDay: 1 });
    expect(await notGiven('{ unit(id: "u1") { name } }', daily)).toEqual([]);
    expect((await notGiven('{ a: unit(id: "u2") { name } b: unit(id: "u404") { name } }', daily)).toSorted()).toEqual([
      'Query deny VOLUME',
      'Query not_found',
      'Unit deny VOLUME u2',
    ]);
    expect(await notGiven('{ unit(id: "u404") { name } }', daily)).toEqual(['Query not_found']);
  });

  test('is what refused a list of which nothing is left, also where its other rows are not for the caller', async () => {
    const none = heldAgreement('LISTED', LOOK_UP, { maxRowsPerQuery: 0, rowsAtMost: 'UNCLASSIFIED' });
    expect((await notGiven('{ units { name } }', none)).toSorted()).toEqual([
      'Query deny VOLUME',
      'Unit deny ROW u5',
      'Unit deny VOLUME u1 u2 u3 u4 u6',
    ]);
  });
});

describe('an answer shows as many rows', () => {
  const shown = async (query: string, ...agreements: readonly HeldAgreement[]): Promise<number> => {
    const { data } = await graph.ask(query, { caller: { ...OUTSIDE, agreements }, volume });
    return (data!['units'] as unknown[]).length;
  };

  test('as the agreement allows that what is shown stands on, whatever others allow of other fields', async () => {
    const few = heldAgreement('A', ['Query.units', 'Unit.name'], { maxRowsPerQuery: 2 });
    const many = heldAgreement('B', ['Query.units', 'Unit.id', 'Unit.kind'], { maxRowsPerQuery: 4 });
    expect(await shown('{ units { name } }', few, many)).toBe(2);
    expect(await shown('{ units { id name } }', many, few)).toBe(2);
    expect(await shown('{ units { id kind } }', few, many)).toBe(4);
    expect(await shown('{ units { __typename } }', few)).toBe(2);
    const open = heldAgreement('C', ['Query.units', 'Unit.name'], { rowsAtMost: 'UNCLASSIFIED' });
    expect(await shown('{ units { name } }', open, many)).toBe(6);
  });
});

test('calls count for every agreement that something below the root field stands on, and for no other', async () => {
  const free = heldAgreement('FREE', ['Query.units', 'Unit.id']);
  const capped = heldAgreement('CAPPED', ['Unit.name'], { callsPerHour: 1 });
  const refused = async (query: string): Promise<readonly unknown[]> => {
    const { errors } = await graph.ask(query, { caller: { ...OUTSIDE, agreements: [free, capped] }, volume });
    return errors.map(({ path, extensions }) => [path, (extensions['access'] as { reason: string }).reason]);
  };
  for (const query of ['{ units { id } }', '{ units { id name @skip(if: true) } }']) {
    expect(await refused(query)).toEqual([]);
    expect(await refused(query)).toEqual([]);
  }
  expect(await refused('{ units { id name } }')).toEqual([]);
  expect(await refused('{ units { id name } }')).toEqual([[['units'], 'VOLUME']]);
  expect(await refused('{ units { id } }')).toEqual([]);
});

test('calls of an agreement are those of all fields together, in one operation and in several', async () => {
  const lookUp = ['Query.unit', ...WHOLE];
  const refused = async (query: string, agreement: HeldAgreement): Promise<readonly unknown[]> => {
    const { errors } = await graph.ask(query, { caller: { ...OUTSIDE, agreements: [agreement] }, volume });
    return errors.map(({ path, extensions }) => [path, (extensions['access'] as { reason: string }).reason]);
  };
  const two = heldAgreement('TWO-CALLS', lookUp, { callsPerHour: 2 });
  expect(await refused('{ units { name } }', two)).toEqual([]);
  expect(await refused('{ unit(id: "u1") { name } }', two)).toEqual([]);
  expect(await refused('{ units { name } }', two)).toEqual([[['units'], 'VOLUME']]);
  expect(await refused('{ unit(id: "u1") { name } }', two)).toEqual([[['unit'], 'VOLUME']]);
  const one = heldAgreement('ONE-CALL', lookUp, { callsPerHour: 1 });
  expect(await refused('{ units { name } unit(id: "u1") { name } }', one)).toEqual([[['unit'], 'VOLUME']]);
});

test('calls that show no rows are what an agreement’s other caps count, whether or not it caps calls', async () => {
  const pinging = (id: string, more: Partial<HeldAgreement>) =>
    heldAgreement(id, ['Query.ping', 'Query.ping(about:)', 'Query.units', ...WHOLE], more);
  const refused = async (query: string, agreement: HeldAgreement): Promise<readonly unknown[]> => {
    const { errors } = await graph.ask(query, { caller: { ...OUTSIDE, agreements: [agreement] }, volume });
    return errors.map(({ path, extensions }) => [path, (extensions['access'] as { reason: string }).reason]);
  };
  const daily = pinging('DAILY', { maxSubjectsPerDay: 1 });
  expect(await refused('{ ping(about: "name") }', daily)).toEqual([]);
  expect(await refused('{ ping(about: "name") }', daily)).toEqual([]);
  expect(await refused('{ ping(about: "id") }', daily)).toEqual([[['ping'], 'VOLUME']]);
  const aQuery = pinging('A-QUERY', { maxRowsPerQuery: 1 });
  expect(await refused('{ ping(about: "name") }', aQuery)).toEqual([]);
  expect((await refused('{ a: ping(about: "name") b: ping(about: "id") }', aQuery)).length).toBe(2);
  // Rows are counted where they are shown, not once more as calls.
  expect(await refused('{ a: units(first: 0) { id } b: units(first: 0) { id } }', aQuery)).toEqual([]);
});

test('a row stands on the agreement that admits it, also where no field of that one is asked for', async () => {
  const narrow = heldAgreement('A', WHOLE, { rowsAtMost: 'UNCLASSIFIED' });
  const wide = heldAgreement('B', ['Unit.budget', 'Unit.lead'], { witnessed: true });
  const { data, permitted } = await ask('{ units { name } }', narrow, wide);
  expect(data!['units']).toContainEqual({ name: null });
  expect(permitted!.keys.get('Unit')).toMatchObject({ basis: { id: 'B' } });
  const skipped = await ask('{ units @skip(if: true) { name } }', narrow, wide);
  expect(skipped.permitted!.keys.size).toBe(0);
});
