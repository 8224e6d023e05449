import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectBadInput } from '../support/subgraph-harness.js';
import { startTasks, type TasksUnderTest } from './tasks-under-test.js';

let tasks: TasksUnderTest;
beforeAll(async () => {
  tasks = await startTasks();
});
afterAll(() => tasks?.close());

const LIST =
  'query ($first: Int, $after: String, $filter: TaskFilter) { tasks(first: $first, after: $after, filter: $filter) { nodes { id } } }';

describe.each([0, -1, 101, 1_000_000])('a page of %i', (first) => {
  test('is refused by name wherever a size can be said', async () => {
    const asked = await Promise.all([
      tasks.ask(LIST, { first }),
      tasks.ask(`{ publicFeedback(first: ${first}) { id } }`),
      tasks.ask(`{ task(id: "T-0100") { updates(first: ${first}) { at } } }`),
      tasks.ask(`{ task(id: "T-0100") { feedback(first: ${first}) { id } } }`),
      tasks.entities('Organisation', ['G11'], `tasks(first: ${first}) { nodes { id } }`),
      tasks.entities('Document', ['D-NQ57'], `tasks(first: ${first}) { id }`),
    ]);
    for (const answer of asked) expectBadInput(answer, 'first');
  });
});

test.each([
  ['an id too long to be one', { leadOrgId: 'x'.repeat(10_000) }, 'filter.leadOrgId'],
  ['an id of nothing', { leadOrgId: '' }, 'filter.leadOrgId'],
  ['half a surrogate pair', { resolutionId: 'D-\ud800' }, undefined],
  ['a day before the calendar', { dueBefore: '0000-12-31' }, undefined],
  ['a day that is none', { dueBefore: '2026-02-30' }, undefined],
  ['a status that is none', { status: 'DONE' }, undefined],
])('%s is the caller’s mistake', async (_what, filter, argument) => {
  const answer = await tasks.ask(LIST, { filter });
  expect(answer.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  if (argument !== undefined) expectBadInput(answer, argument);
});

test.each(["'; drop table task; --", '%', '_', '\\', '"', '$1', '😀', 'x'.repeat(128)])(
  'the id %s is nobody’s and nothing worse',
  async (id) => {
    const { data, errors } = await tasks.ask('query ($id: ID!) { task(id: $id) { id } feedbackItem(id: $id) { id } }', {
      id,
    });
    expect([data, errors]).toEqual([{ task: null, feedbackItem: null }, []]);
  },
);

test('keys that cannot be ids find nothing and spoil nothing', async () => {
  const { data, errors } = await tasks.entities('Task', ['x'.repeat(10_000), 'T-0100'], 'id');
  expect([data, errors]).toEqual([{ _entities: [null, { id: 'T-0100' }] }, []]);
});

test.each(['Organisation', 'Member', 'Document'])(
  'a key that cannot be an id refers to no %s, and any other to one that its own agency knows',
  async (type) => {
    const { data, errors } = await tasks.entities(type, ['x'.repeat(10_000), '', 'X-1'], 'id');
    expect([data, errors]).toEqual([{ _entities: [null, null, { id: 'X-1' }] }, []]);
  },
);
