import type { FeedbackRecord, TaskRecord, World } from '@agency-graph/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servedTasks, startTasks, type TasksUnderTest } from './tasks-under-test.js';

let tasks: TasksUnderTest;
beforeAll(async () => {
  tasks = await startTasks();
});
afterAll(() => tasks?.close());

const TASK = `
  id code title description basis { id } basisClause assigner leadOrg { id } coOrgs { id } responsible { id }
  responsibleName responsiblePosition assignedOn dueOn originalDueOn completedOn status timeliness progressPct
  expectedProduct products { id } obstacles evaluation secrecy compartments
  indicators { name unit target actual }
  updates(first: 100) { at byOrg { id } author { id } authorName progressPct note }
  feedback(first: 100) { id }
  rowSecrecy rowCompartments rowLeadPath rowCoPaths`;

const FEEDBACK = `
  id kind submitterKind submitterName submitterContact subject content resolution { id } task { id } receivedOn
  handledBy { id } status reply publicReply rowHandlerPath`;

const reference = (id: string | null) => (id === null ? null : { id });
const pathOf = (world: World, id: string) => world.organisation(id)?.path;

/** What the graph should say of a task, from the world's record alone. */
const taskOf = (world: World, task: TaskRecord, feedback: readonly FeedbackRecord[]) => {
  const { basisId, leadOrgId, coOrgIds, responsibleId, productIds, updates, ...plain } = task;
  return {
    ...plain,
    basis: { id: basisId },
    leadOrg: { id: leadOrgId },
    coOrgs: coOrgIds.map(reference),
    responsible: { id: responsibleId },
    products: productIds.map(reference),
    updates: updates.map(({ byOrgId, authorId, ...rest }) => ({
      ...rest,
      byOrg: { id: byOrgId },
      author: { id: authorId },
    })),
    feedback: feedback
      .filter(({ taskId }) => taskId === task.id)
      .toSorted((a, b) => (a.receivedOn === b.receivedOn ? 0 : a.receivedOn < b.receivedOn ? 1 : -1))
      .map(({ id }) => ({ id })),
    rowSecrecy: task.secrecy,
    rowCompartments: task.compartments,
    rowLeadPath: pathOf(world, leadOrgId),
    rowCoPaths: coOrgIds.map((id) => pathOf(world, id)),
  };
};

const feedbackOf = (world: World, item: FeedbackRecord) => {
  const { resolutionId, taskId, handledById, ...plain } = item;
  const hidden = taskId !== null && world.task(taskId)?.secrecy === 'TOP_SECRET';
  return {
    ...plain,
    resolution: reference(resolutionId),
    task: hidden ? null : reference(taskId),
    handledBy: { id: handledById },
    rowHandlerPath: pathOf(world, handledById),
  };
};

test('every field of every task is what the world says, by reference', async () => {
  const wanted = servedTasks(tasks);
  const feedback = [...tasks.world.feedback()];
  const { data, errors } = await tasks.entities(
    'Task',
    wanted.map(({ id }) => id),
    TASK,
  );
  expect(errors).toEqual([]);
  expect(wanted.length).toBeGreaterThan(50);
  expect(data._entities).toEqual(wanted.map((task) => taskOf(tasks.world, task, feedback)));
});

test('a task reads the same by its id, in the list and by reference', async () => {
  const { data } = await tasks.ask(`{ task(id: "T-0100") { ${TASK} } tasks(first: 100) { nodes { ${TASK} } } }`);
  const { data: referred } = await tasks.entities('Task', ['T-0100'], TASK);
  const listed = data.tasks.nodes.find(({ id }: { id: string }) => id === 'T-0100');
  expect(data.task.leadOrg).toEqual({ id: 'G11' });
  expect(listed).toEqual(data.task);
  expect(referred._entities[0]).toEqual(data.task);
});

test('every field of every opinion is what the world says, by reference', async () => {
  const wanted = [...tasks.world.feedback()];
  const { data, errors } = await tasks.entities(
    'FeedbackItem',
    wanted.map(({ id }) => id),
    FEEDBACK,
  );
  expect(errors).toEqual([]);
  expect(data._entities).toEqual(wanted.map((item) => feedbackOf(tasks.world, item)));
});

test('an opinion reads the same by its id', async () => {
  const { data } = await tasks.ask(`{ feedbackItem(id: "F-0123") { ${FEEDBACK} } }`);
  const { data: referred } = await tasks.entities('FeedbackItem', ['F-0123'], FEEDBACK);
  expect(data.feedbackItem.handledBy).toEqual({ id: 'VPTW' });
  expect(data.feedbackItem).toEqual(referred._entities[0]);
});

test('the public sees published answers, newest first, and nothing else of an opinion', async () => {
  const { data } = await tasks.ask(
    '{ publicFeedback(first: 100) { __typename id kind receivedOn status publicReply } }',
  );
  const published = [...tasks.world.feedback()].filter(({ publicReply }) => publicReply !== null);
  expect(published.length).toBeGreaterThan(0);
  expect(data.publicFeedback).toHaveLength(published.length);
  for (const item of data.publicFeedback) {
    const { id, kind, receivedOn, status, publicReply } = tasks.world.feedbackItem(item.id) as FeedbackRecord;
    expect(item).toEqual({ __typename: 'PublishedFeedback', id, kind, receivedOn, status, publicReply });
  }
  const days = data.publicFeedback.map(({ receivedOn }: FeedbackRecord) => receivedOn);
  expect(days).toEqual(days.toSorted().toReversed());
});

test('a list takes the newest first and no more than asked for', async () => {
  const task = servedTasks(tasks).find(({ updates }) => updates.length > 2) as TaskRecord;
  const { data } = await tasks.ask(
    'query ($id: ID!) { task(id: $id) { two: updates(first: 2) { at } all: updates { at } } }',
    { id: task.id },
  );
  expect(data.task.two).toEqual(task.updates.slice(0, 2).map(({ at }) => ({ at })));
  expect(data.task.all).toEqual(task.updates.slice(0, 20).map(({ at }) => ({ at })));
});
