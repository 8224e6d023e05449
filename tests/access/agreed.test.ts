import { checkRows, createVolume, type CallerFacts, type HeldAgreement } from '@agency-graph/gateway/steps';
import { createSecretKey, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { accessRows } from '../../gateway/src/audit/access-rows.js';
import { heldAgreement } from '../support/held-agreement.js';
import { smallGraph, type SmallGraph } from '../support/small-graph.js';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

const WHOLE = ['Query.units', 'Unit.id', 'Unit.name', 'Unit.kind'];
const OUTSIDE: Partial<CallerFacts> = {
  organisation: { id: 'gov', path: 'T.N', block: 'GOVERNMENT', level: 'CENTRAL' },
  clearance: 'SECRET',
  hardwareKey: true,
};
const ask = async (query: string, ...agreements: readonly HeldAgreement[]) => {
  const { data, rows } = await graph.ask(query, { caller: { ...OUTSIDE, agreements } });
  const { labels } = graph.generation.rules;
  const named = rows === null ? [] : accessRows(rows, { labels, idOf: (_, id) => id });
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

describe('an answer shows as many rows', () => {
  const volume = createVolume({
    counts: { subjects: (_bucket, _day, all) => Promise.resolve(new Set(all)), calls: () => Promise.resolve(true) },
    key: createSecretKey(randomBytes(32)),
    wallClock: Date.now,
    checkRows,
  });
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

describe('calls are counted', () => {
  /** The agreements that the calls of one operation count for. */
  const counted = async (query: string, ...agreements: readonly HeldAgreement[]): Promise<readonly string[]> => {
    const buckets: string[] = [];
    const volume = createVolume({
      counts: {
        subjects: (_bucket, _day, all) => Promise.resolve(new Set(all)),
        calls: (bucket) => Promise.resolve(buckets.push(bucket) > 0),
      },
      key: createSecretKey(randomBytes(32)),
      wallClock: Date.now,
      checkRows,
    });
    await graph.ask(query, { caller: { ...OUTSIDE, agreements }, volume });
    return buckets.map((bucket) => bucket.split(' ')[1]!).toSorted();
  };

  test('for every agreement that something below the root field stands on, and for no other', async () => {
    const free = heldAgreement('A', ['Query.units', 'Unit.id']);
    const capped = heldAgreement('B', ['Unit.name'], { callsPerHour: 50 });
    expect(await counted('{ units { id } }', free, capped)).toEqual([]);
    expect(await counted('{ units { id name } }', free, capped)).toEqual(['B']);
    expect(await counted('{ units { id name @skip(if: true) } }', free, capped)).toEqual([]);
    expect(await counted('{ units { name } }', { ...free, callsPerHour: 9 }, capped)).toEqual(['A', 'B']);
  });
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
