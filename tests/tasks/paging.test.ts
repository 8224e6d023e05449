import type { TaskRecord } from '@agency-graph/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allPages, idsOf } from '../support/all-pages.js';
import { expectBadInput } from '../support/subgraph-harness.js';
import { compare, servedTasks, startTasks, type TasksUnderTest } from './tasks-under-test.js';

let tasks: TasksUnderTest;
beforeAll(async () => {
  tasks = await startTasks();
});
afterAll(() => tasks?.close());

const PAGE = `query ($first: Int, $after: String, $filter: TaskFilter) {
  tasks(first: $first, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
const UNDER = `query ($all: [_Any!]!, $first: Int, $after: String, $filter: TaskFilter) {
  _entities(representations: $all) { ... on Organisation { id
    tasks(first: $first, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`;

const organisations = (...ids: string[]) => ids.map((id) => ({ __typename: 'Organisation', id }));

/** The tasks that meet a test, in order. */
const wanted = (test: (task: TaskRecord) => boolean): string[] => idsOf(servedTasks(tasks).filter(test));

const isUnder = (path: string | undefined, top: string): boolean =>
  path === top || path?.startsWith(`${top}.`) === true;
const leadIsUnder = (id: string) => {
  const top = tasks.world.organisation(id)?.path as string;
  return ({ leadOrgId }: TaskRecord) => isUnder(tasks.world.organisation(leadOrgId)?.path, top);
};

describe('Query.tasks', () => {
  test.each([1, 7, 20, 100])('pages of %i hold every task once, in order of the due day', async (first) => {
    const ids = await allPages(tasks.ask, PAGE, { first }, (data) => data.tasks);
    expect(ids).toEqual(wanted(() => true));
  });

  test('a page has 20 rows when nothing is said, and when null is said', async () => {
    const said = await tasks.ask(PAGE, { first: null });
    const unsaid = await tasks.ask('{ tasks { nodes { id } } }');
    expect(said.data.tasks.nodes).toHaveLength(20);
    expect(unsaid.data.tasks.nodes).toEqual(said.data.tasks.nodes);
  });

  test('a cursor opens for its caller, its field and its filter only', async () => {
    const { data } = await tasks.ask(PAGE, { first: 2 });
    const after = data.tasks.pageInfo.endCursor;
    const strangers = await Promise.all([
      tasks.as({ sub: 'caller-2' })(PAGE, { after }),
      tasks.ask(PAGE, { after, filter: { status: 'COMPLETED' } }),
      tasks.ask(UNDER, { all: organisations('G11'), after }),
      tasks.ask(PAGE, { after: 'not-a-cursor' }),
      tasks.ask(PAGE, { after: '' }),
    ]);
    for (const answer of strangers) expectBadInput(answer, 'after');
  });
});

describe('filters', () => {
  const both = (filter: Record<string, unknown>, test: (task: TaskRecord) => boolean) => async () => {
    const ids = await allPages(tasks.ask, PAGE, { first: 9, filter }, (data) => data.tasks);
    expect(ids).toEqual(wanted(test));
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThan(servedTasks(tasks).length);
  };
  test(
    'resolution',
    both({ resolutionId: 'D-NQ57' }, ({ basisId }) => basisId === 'D-NQ57'),
  );
  test(
    'lead',
    both({ leadOrgId: 'G11' }, ({ leadOrgId }) => leadOrgId === 'G11'),
  );
  test(
    'status',
    both({ status: 'COMPLETED' }, ({ status }) => status === 'COMPLETED'),
  );
  test(
    'timeliness',
    both({ timeliness: 'OVERDUE' }, ({ timeliness }) => timeliness === 'OVERDUE'),
  );
  test(
    'due day',
    both({ dueBefore: '2026-03-01' }, ({ dueOn }) => dueOn < '2026-03-01'),
  );
  test(
    'all of them',
    both(
      { status: 'IN_PROGRESS', dueBefore: '2026-12-31', leadOrgId: null },
      ({ status, dueOn }) => status === 'IN_PROGRESS' && dueOn < '2026-12-31',
    ),
  );

  test('an id that is nobody’s finds nothing, whatever it looks like', async () => {
    for (const id of ["' or 1=1 --", '%', '_', '\\', 'G11.']) {
      const { data, errors } = await tasks.ask(PAGE, { filter: { leadOrgId: id } });
      expect([errors, data.tasks.nodes]).toEqual([[], []]);
    }
  });
});

describe('Organisation.tasks', () => {
  test('holds the tasks led by the organisation and by all below it', async () => {
    const { data } = await tasks.ask(UNDER, { all: organisations('TWG', 'G11', 'NOBODY'), first: 100 });
    for (const { id, tasks: page } of data._entities.slice(0, 2)) {
      expect(idsOf(page.nodes)).toEqual(wanted(leadIsUnder(id)));
    }
    expect(data._entities[0].tasks.nodes.length).toBeGreaterThan(0);
    expect(data._entities[2].tasks).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  test('pages of one organisation hold every task once', async () => {
    const ids = await allPages(
      tasks.ask,
      UNDER,
      { all: organisations('G11'), first: 3 },
      (data) => data._entities[0].tasks,
    );
    expect(ids).toEqual(wanted(leadIsUnder('G11')));
  });

  test('filters within', async () => {
    const filter = { status: 'COMPLETED' };
    const { data } = await tasks.ask(UNDER, { all: organisations('TWG'), first: 100, filter });
    expect(idsOf(data._entities[0].tasks.nodes)).toEqual(
      wanted((task) => leadIsUnder('TWG')(task) && task.status === 'COMPLETED'),
    );
  });

  test('the cursor of one organisation does not open another', async () => {
    const { data } = await tasks.ask(UNDER, { all: organisations('G11'), first: 1 });
    const after = data._entities[0].tasks.pageInfo.endCursor;
    expectBadInput(await tasks.ask(UNDER, { all: organisations('TWG'), first: 1, after }), 'after');
    expectBadInput(await tasks.ask(PAGE, { after }), 'after');
  });
});

test('Document.tasks and Member.responsibleFor hold the tasks that name them', async () => {
  const [task] = servedTasks(tasks) as [TaskRecord];
  const { data: documents } = await tasks.entities('Document', [task.basisId, 'D-NONE'], 'tasks(first: 100) { id }');
  expect(documents._entities.map((one: { tasks: { id: string }[] }) => idsOf(one.tasks))).toEqual([
    wanted(({ basisId }) => basisId === task.basisId),
    [],
  ]);
  const { data: members } = await tasks.entities('Member', [task.responsibleId, 'M-NONE'], 'responsibleFor { id }');
  expect(members._entities.map((one: { responsibleFor: { id: string }[] }) => idsOf(one.responsibleFor))).toEqual([
    wanted(({ responsibleId }) => responsibleId === task.responsibleId),
    [],
  ]);
});

describe('taskStats', () => {
  const keys = {
    RESOLUTION: ({ basisId }: TaskRecord) => basisId,
    STATUS: ({ status }: TaskRecord) => status,
    TIMELINESS: ({ timeliness }: TaskRecord) => timeliness,
    LEAD_ORG: ({ leadOrgId }: TaskRecord) => leadOrgId,
  };
  test.each(Object.entries(keys))('counts by %s, in order of the value', async (by, keyOf) => {
    const { data } = await tasks.ask('query ($by: TaskGroup!) { taskStats(by: $by) { key count } }', { by });
    const groups = [...Map.groupBy(servedTasks(tasks), keyOf)].map(([key, { length: count }]) => ({ key, count }));
    expect(data.taskStats).toEqual(groups.toSorted((a, b) => compare(a.key, b.key)));
  });

  test('counts within a filter', async () => {
    const { data } = await tasks.ask('{ taskStats(by: STATUS, filter: { timeliness: OVERDUE }) { key count } }');
    const total = data.taskStats.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    expect(total).toBe(wanted(({ timeliness }) => timeliness === 'OVERDUE').length);
  });
});
