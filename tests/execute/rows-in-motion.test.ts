import type { RawAnswer, RegisterView } from '@agency-graph/gateway/steps';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallGraph, type SmallGraph, type SmallSubgraph, type Tamper } from '../support/small-graph.js';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

const TOP = { organisation: { id: 'u1', path: 'T', block: 'PARTY', level: 'CENTRAL' } };

/** What one agency tells the gateway beside its answers. */
const telling =
  (subgraph: SmallSubgraph, extensions: unknown, when: (query: string) => boolean = () => true): Tamper =>
  (from, answer, query) =>
    from === subgraph && when(query) ? { ...answer, extensions } : answer;

const isEntities = (query: string): boolean => query.includes('_entities');

describe('an id that an agency keeps back', () => {
  const withheld = (answer: RawAnswer, type: string, id: string): RawAnswer => ({
    ...answer,
    data: { unit: null },
    extensions: { withheld: { [type]: [id] } },
  });

  it('is told to the gateway for the record; the client’s answer is that of an unknown one', async () => {
    const kept = await graph.ask('{ unit(id: "u5") { name } }', {
      tamper: (_, answer) => withheld(answer, 'Unit', 'u5'),
    });
    const unknown = await graph.ask('{ unit(id: "u999") { name } }');
    expect(kept.text).toBe(unknown.text);
    expect(kept.rows?.kept).toEqual([{ subgraph: 'units', type: 'Unit', ids: new Set(['u5']) }]);
    expect(unknown.rows?.kept).toEqual([]);
    expect(kept.alarms).toEqual([]);
  });

  it('of a row that another part of the same request gave is shown nowhere: it was moved meanwhile', async () => {
    // The first question finds p2 in line, the second one, later, no longer.
    const tamper: Tamper = (from, answer, query) => {
      if (from !== 'people' || !isEntities(query) || !query.includes('friends')) return answer;
      return { ...answer, data: { _entities: [null] }, extensions: { withheld: { Person: ['p2'] } } };
    };
    const query = '{ people { id name } unit(id: "u2") { lead { friends { id } } } }';
    const before = await graph.ask(query, { caller: TOP });
    expect(before.text).toContain('Bình');
    const { text } = await graph.ask(query, { caller: TOP, tamper });
    expect(text).not.toContain('Bình');
    expect(text).not.toContain('p2');
  });

  it('of a type that another agency gives is not believed', async () => {
    const tamper = telling('units', { withheld: { Person: ['p2'], Unit: ['u1'] } });
    const { data, rows } = await graph.ask('{ people { name } units { name lead { name } } }', { caller: TOP, tamper });
    expect(rows?.kept.map(({ type }) => type)).toEqual(['Unit']);
    expect(data!['people']).toContainEqual({ name: 'Bình' });
    expect(data!['units']).toContainEqual({ name: 'North', lead: { name: 'Bình' } });
  });

  it('is told to the gateway however many there are of what it was asked, and however long', async () => {
    const ids = Array.from({ length: 1_500 }, (_, at) => `p${at + 1_000}`.padEnd(150, '-'));
    const tamper: Tamper = (from, answer) => {
      if (from === 'people')
        return { ...answer, data: { _entities: ids.map(() => null) }, extensions: { withheld: { Person: ids } } };
      const { units } = answer.data as { readonly units: readonly object[] };
      const led = (id: string): object => ({ ...units[1], lead: { __typename: 'Person', id, _ag_id: id } });
      return { ...answer, data: { units: ids.map(led) } };
    };
    const { rows, data } = await graph.ask('{ units { lead { name } } }', { tamper });
    expect(data!['units']).toEqual(ids.map(() => ({ lead: null })));
    expect(rows!.kept).toEqual([{ subgraph: 'people', type: 'Person', ids: new Set(ids) }]);
  });

  it.each([
    ['not of this question', { Person: ['p3'] }],
    ['of another type', { Unit: ['u2'] }],
    ['in a form that is none', { Person: 'p2' }],
    ['of the prototype', JSON.parse('{"__proto__":["p2"]}') as unknown],
  ])('%s is not believed', async (_, ids) => {
    const tamper = telling('people', { withheld: ids }, isEntities);
    const { rows, data } = await graph.ask('{ unit(id: "u2") { lead { name } } }', { tamper });
    expect(rows?.kept).toEqual([]);
    expect(data).toEqual({ unit: { lead: { name: 'Bình' } } });
  });
});

describe('a copy of the register that is behind', () => {
  /** A register at version 7, in which these paths changed last. */
  const register = (changed: Readonly<Record<string, number>>): RegisterView => ({
    version: 7,
    stands: (path, since) => (changed[path] ?? 1) <= since,
  });
  const ask = (extensions: unknown, changed: Readonly<Record<string, number>>) =>
    graph.ask('{ people { name } }', {
      caller: TOP,
      tamper: telling('people', extensions),
      register: register(changed),
    });
  const names = (data: Record<string, unknown> | null): unknown[] =>
    (data!['people'] as { name: unknown }[]).map((one) => one.name);

  it('drops the rows of organisations that moved since, and counts them; no alarm', async () => {
    const { data, rows } = await ask({ register: 6 }, { 'T.N': 7 });
    expect(names(data)).not.toContain('Bình');
    expect(names(data)).toContain('An');
    expect(rows?.stale).toEqual(new Map([['Person', 1]]));
    expect(rows?.alarms.filter((one) => !one.includes('condition does not admit'))).toEqual([]);
  });

  it('drops the rows under a path that nobody has any more', async () => {
    const { data, rows } = await ask({ register: 6 }, { 'T.N': Infinity, 'T.N.A': Infinity });
    expect(names(data)).toEqual(['An', 'Chi']);
    expect(rows?.stale).toEqual(new Map([['Person', 2]]));
  });

  it('drops no rows that another agency gives, which it has of a copy of its own', async () => {
    const { data, rows } = await graph.ask('{ people { name } units { name } }', {
      caller: TOP,
      tamper: telling('units', { register: 0 }),
      register: register({}),
    });
    expect(names(data)).toEqual(['An', 'Bình', 'Chi', null]);
    expect(rows?.stale.size).toBe(0);
  });

  it('as new as the gateway’s takes nothing away', async () => {
    const { data, rows } = await ask({ register: 7 }, { 'T.N': 7 });
    expect(names(data)).toContain('Bình');
    expect(rows?.stale.size).toBe(0);
  });

  it.each([['7'], [-1], [1.5], [null], [{}]])('that is said to be %j says nothing', async (version) => {
    const { rows } = await ask({ register: version }, { 'T.N': 7 });
    expect(rows?.copies.size).toBe(0);
  });

  it('excuses no row that its condition never admitted: that is an alarm', async () => {
    const query = { tamper: telling('people', { register: 1 }), register: register({}) };
    const { rows } = await graph.ask('{ people { name } }', query);
    expect(rows?.alarms).toContain('Person: a row that its condition does not admit');
    expect(rows?.stale.size).toBe(0);
  });
});
