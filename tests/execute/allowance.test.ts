import type { RawAnswer } from '@agency-graph/gateway/steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainGraph, type PlainGraph } from '../support/plain-graph.js';

const TASKS = `
  type Task { lead: Organisation }
  type Organisation @key(fields: "id", resolvable: false) { id: ID! }
  type Query { tasks(of: Int!): [Task!]! }`;
const ORGANISATIONS = `
  type Organisation @key(fields: "id") { id: ID! name: String numbers: [Int] successors: [Organisation!] }
  type Query { open: String }`;

let graph: PlainGraph;
beforeAll(async () => {
  graph = await plainGraph({
    tasks: {
      sdl: TASKS,
      resolvers: {
        Query: {
          tasks: (_: unknown, { of }: { of: number }) => Array.from({ length: of }, () => ({ lead: { id: 'o1' } })),
        },
      },
    },
    organisations: { sdl: ORGANISATIONS, resolvers: { Organisation: { __resolveReference: (one: object) => one } } },
  });
});
afterAll(() => graph.generation.planner.close());

/** Asks for the lead of so many tasks, which is one organisation, and is told this of it. */
const askLead = (tasks: number, selection: string, of: object, errors: readonly unknown[] = []) =>
  graph.ask(`{ tasks(of: ${tasks}) { lead { ${selection} } } }`, [], {
    tamper: (subgraph: string, answer: RawAnswer): RawAnswer => {
      if (subgraph !== 'organisations') return answer;
      const { _entities } = answer.data as { _entities: readonly object[] };
      return { ...answer, data: { _entities: _entities.map((one) => ({ ...one, ...of })) }, errors };
    },
  });

const successors = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `n${at}` }));
const PROBLEM = { message: 'no', path: ['_entities', 0, 'name'] };

describe('one entity that very many objects refer to', () => {
  test('is read into all of them while what comes of it is as much as answers are', async () => {
    const { data, errors } = await askLead(100, 'successors { name }', { successors: successors(1_000) });
    expect(errors).toEqual([]);
    expect(data.tasks[99].lead.successors).toHaveLength(1_000);
  });

  test.each([
    ['of many objects', 'successors { name }', { successors: successors(25_000) }],
    ['of many values', 'numbers', { numbers: Array.from({ length: 200_000 }, () => 1) }],
    ['of a long text', 'name', { name: 'x'.repeat(2 * 1024 * 1024) }],
  ])('%s fails where it would be more, and that is told of its agency', async (_, selection, of) => {
    const { data, errors, extensions, rows } = await askLead(100, selection, of);
    expect(data.tasks).toHaveLength(100);
    expect(JSON.stringify(data).length).toBeLessThan(100 * 1024 * 1024);
    const [key] = selection.split(' ');
    expect(data.tasks[99].lead).toEqual({ [key!]: null });
    const says = expect.stringContaining('more than one request may hold') as string;
    expect(errors[99]).toMatchObject({
      message: says,
      path: ['tasks', 99, 'lead', key],
      extensions: { agency: 'organisations' },
    });
    expect([errors.length, extensions['moreErrors'], rows?.alarms]).toEqual([
      100,
      undefined,
      ['organisations: more than one request may hold'],
    ]);
  });

  test('of which very much is left out is read all the same, with an error a place and no more', async () => {
    const bare = Array.from({ length: 1_000 }, () => ({}));
    const asked = 'successors { name numbers successors { name } }';
    const { data, errors, extensions, rows } = await askLead(100, asked, { successors: bare });
    expect(data.tasks[99].lead.successors[999]).toEqual({ name: null, numbers: null, successors: null });
    expect(new Set(errors.map(({ message }) => message))).toEqual(
      new Set(['The agency "organisations" did not answer.']),
    );
    expect([errors.length, rows!.alarms]).toEqual([1_000, []]);
    expect(extensions['moreErrors']).toBeLessThanOrEqual(100_000);
    const failed = rows!.seen.filter((one) => one.failed.length === 3);
    expect(failed.reduce((sum, { n }) => sum + n, 0)).toBe(100_000);
  });

  test('with a hundred errors is told of at each of them, and not a hundred times at all', async () => {
    const many = 5_000;
    const { rows } = await askLead(
      many,
      'name',
      {},
      Array.from({ length: 100 }, () => PROBLEM),
    );
    const leads = (rows!.data['tasks'] as { readonly lead: Record<string, unknown> }[]).map(({ lead }) => lead);
    const told = leads.map((lead) => rows!.errors.at(lead).length);
    expect(told).toHaveLength(many);
    expect(Math.min(...told)).toBeGreaterThan(0);
    expect(told.reduce((sum, one) => sum + one)).toBeLessThan(100 * many * 0.6);
  });
});
