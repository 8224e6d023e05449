import { UNCOUNTED, type RawAnswer, type Volume } from '@agency-graph/gateway/steps';
import { beforeAll, describe, expect, test } from 'vitest';
import { writesOf } from '../../gateway/src/audit/writes.js';
import { checkRows, type CheckedRows } from '../../gateway/src/execute/check-rows.js';
import { plainGraph } from '../support/plain-graph.js';
import { smallGraph, type SmallAnswer, type SmallGraph } from '../support/small-graph.js';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

/** What the record says of a mutation's fields. */
const recorded = ({ rows }: Pick<SmallAnswer, 'rows'>) =>
  writesOf(rows!, (_, id) => id).map(({ effect, of, records }) => [effect, of ?? null, records]);

/** More rows than the caller may be shown. */
const spent = (...ids: readonly string[]): Volume => ({
  ...UNCOUNTED,
  admit: async (rows) => checkRows(rows, new Map([['Unit', new Set(ids)]])) as unknown as CheckedRows,
});

describe('a change that was made is recorded as made, of the row that was changed', () => {
  test('also where the row is one more than the caller may be shown', async () => {
    const answer = await graph.ask('mutation { moveOne(id: "u2") { name } }', { volume: spent('u2') });
    expect([answer.data, answer.errors.map(({ extensions }) => extensions['code'])]).toEqual([
      { moveOne: null },
      ['UNAUTHORIZED_FIELD_OR_TYPE'],
    ]);
    expect(recorded(answer)).toEqual([['done', 'Unit', ['u2']]]);
    expect(answer.rows!.seen.flatMap(({ failed }) => failed)).toEqual([]);
    const several = await graph.ask('mutation { move(ids: ["u2", "u6"]) { id } }', { volume: spent('u2', 'u6') });
    expect(recorded(several)).toEqual([['done', 'Unit', ['u2', 'u6']]]);
  });

  test('also where the row is none for the caller any more', async () => {
    const asked = 'mutation { moveOne(id: "u5") { id } }';
    const answer = await graph.ask(asked);
    expect([answer.data, recorded(answer)]).toEqual([{ moveOne: null }, [['done', 'Unit', ['u5']]]]);
    const keptBack = await graph.ask(asked.replace('u5', 'u2'), {
      tamper: (_, given): RawAnswer => ({ ...given, extensions: { withheld: { Unit: ['u2'] } } }),
    });
    expect([keptBack.data, recorded(keptBack)]).toEqual([{ moveOne: null }, [['done', 'Unit', ['u2']]]]);
  });

  test('each row once, in as many records as they take', async () => {
    const twice = await graph.ask('mutation { move(ids: ["u2", "u2"]) { id } }');
    expect(recorded(twice)).toEqual([['done', 'Unit', ['u2']]]);
    const row = { __typename: 'Unit', _ag_rowSecrecy: 'UNCLASSIFIED' };
    const many = Array.from({ length: 2_500 }, (_, at) => String(at).padStart(60, 'u'));
    const answer = await graph.ask('mutation { move(ids: []) { id } }', {
      tamper: (_, given): RawAnswer => ({ ...given, data: { move: many.map((id) => ({ ...row, id, _ag_id: id })) } }),
    });
    const writes = writesOf(answer.rows!, (_, id) => id);
    expect(writes.flatMap(({ records }) => records)).toEqual(many);
    expect(writes.map(({ effect }) => effect)).toEqual(writes.map(() => 'done'));
    expect(Math.max(...writes.map(({ records }) => JSON.stringify(records).length))).toBeLessThan(50_000);
  });
});

test('what was changed of several types is recorded of each, though their ids are the same', async () => {
  const { rows } = await graph.ask('mutation { move(ids: ["u2", "u6"]) { id } }');
  const units = rows!.came.filter(({ rowType }) => rowType === 'Unit');
  const came = [...rows!.came, ...units.map((row) => ({ ...row, rowType: 'Route' }))];
  expect(recorded({ rows: { ...rows!, came } })).toEqual([
    ['done', 'Unit', ['u2', 'u6']],
    ['done', 'Route', ['u2', 'u6']],
  ]);
});

test('a change of what is no row for the caller is refused: nothing comes, and nothing is said', async () => {
  const answer = await graph.ask('mutation { moveOne(id: "u999") { id } }');
  expect([answer.data, answer.errors, recorded(answer)]).toEqual([{ moveOne: null }, [], [['refused', null, []]]]);
});

describe('of a change to which its agency answered in no form that was asked, nobody knows whether it was made', () => {
  test.each([
    ['nothing', {}],
    ['a list for an object', { moveOne: [], move: {} }],
    ['a text for an object', { moveOne: 'done', move: 'done' }],
    ['a list that is none', 'done'],
    ['texts for rows', { moveOne: 7, move: ['done'] }],
  ])('%s', async (_, data) => {
    const tamper = (__: string, given: RawAnswer): RawAnswer => ({ ...given, data });
    for (const asked of ['moveOne(id: "u2") { id }', 'move(ids: ["u2"]) { id }']) {
      const answer = await graph.ask(`mutation { ${asked} }`, { tamper });
      expect(answer.errors.map(({ extensions }) => extensions['code'])).toEqual(['CHANGE_UNKNOWN']);
      expect(recorded(answer)).toEqual([['unknown', null, []]]);
    }
  });

  test('nothing, of a change of which a word is told', async () => {
    const plain = await plainGraph({
      posts: {
        sdl: 'type Query { posted: String } type Mutation { post: String }',
        resolvers: { Mutation: { post: () => 'posted' } },
      },
    });
    const ask = async (data: unknown) =>
      recorded(await plain.ask('mutation { post }', [], { tamper: (_, given) => ({ ...given, data }) }));
    expect([await ask({ post: 'posted' }), await ask({})]).toEqual([[['done', null, []]], [['unknown', null, []]]]);
    await plain.generation.planner.close();
  });
});
