import type { RowCondition } from '@agency-graph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectBadInput, type Answer } from '../support/subgraph-harness.js';
import type { Caller } from '../support/test-gateway.js';
import { startTasks, type TasksUnderTest } from './tasks-under-test.js';

let tasks: TasksUnderTest;
let lead: Caller;
let other: Caller;
const TASK = 'T-0100';

const whereLed = (path: string): RowCondition => ({ kind: 'oneOf', field: 'rowLeadPath', values: [path] });
const callerOf = (id: string): Caller => {
  const { path, block } = tasks.world.organisation(id)!;
  return { sub: `of ${id}`, org: { id, path, block }, fields: { 'Mutation.reportProgress': whereLed(path) } };
};

beforeAll(async () => {
  tasks = await startTasks();
  lead = callerOf('G11');
  other = callerOf('G12');
});
afterAll(() => tasks?.close());
beforeEach(async () => void (await tasks.db.deleteFrom('progress_update').where('task_id', '=', TASK).execute()));

const report = (caller: Caller, key: string, percent = 40, note = 'Half of it', task = TASK): Promise<Answer> =>
  tasks.as(caller)(
    'mutation ($task: ID!, $percent: Int!, $note: String!, $key: ID!) { reportProgress(task: $task, percent: $percent, note: $note, idempotencyKey: $key) { id progressPct updates { progressPct note byOrg { id } author { id } } } }',
    { task, percent, note, key },
  );
const reports = async () =>
  tasks.db
    .selectFrom('progress_update')
    .select(['seq', 'progress_pct', 'note'])
    .where('task_id', '=', TASK)
    .orderBy('seq')
    .execute();

describe('reportProgress', () => {
  test('changes the progress and adds one report, by the lead agency', async () => {
    const { data, errors } = await report(lead, 'k1');
    expect(errors).toEqual([]);
    expect(data.reportProgress).toEqual({
      id: TASK,
      progressPct: 40,
      updates: [{ progressPct: 40, note: 'Half of it', byOrg: { id: 'G11' }, author: null }],
    });
  });

  test('twice in one operation answers each time what the task is then', async () => {
    const { data } = await tasks.as(lead)(`mutation {
      a: reportProgress(task: "${TASK}", percent: 10, note: "Begun", idempotencyKey: "a") { progressPct updates(first: 1) { note } }
      b: reportProgress(task: "${TASK}", percent: 60, note: "On", idempotencyKey: "b") { progressPct updates(first: 1) { note } }
    }`);
    expect(data).toEqual({
      a: { progressPct: 10, updates: [{ note: 'Begun' }] },
      b: { progressPct: 60, updates: [{ note: 'On' }] },
    });
  });

  test('of another agency, of an unknown task, and without a word of the gateway: all the same, and nothing is changed', async () => {
    const [refused, unknown, unsaid] = [
      await report(other, 'k'),
      await report(lead, 'k', 40, 'x', 'T-none'),
      await report({ ...lead, fields: {} }, 'k'),
    ];
    for (const answer of [refused, unknown, unsaid]) expect(answer.data).toEqual({ reportProgress: null });
    expect(refused.errors).toEqual(unknown.errors);
    expect(await reports()).toEqual([]);
    // The key is free again: nothing was done under it.
    expect((await report(lead, 'k')).data.reportProgress.id).toBe(TASK);
  });

  test('a key with the same input has one effect and one answer, in turn and in parallel', async () => {
    const first = await report(lead, 'again', 55);
    const all = await Promise.all(Array.from({ length: 12 }, () => report(lead, 'again', 55)));
    for (const { data } of [await report(lead, 'again', 55), ...all]) expect(data).toEqual(first.data);
    expect(await reports()).toHaveLength(1);
    await Promise.all(Array.from({ length: 12 }, () => report(lead, 'at once', 56)));
    expect(await reports()).toHaveLength(2);
  });

  test('a key with another input is refused by name; another caller’s keys are their own', async () => {
    await report(lead, 'taken', 60);
    expectBadInput(await report(lead, 'taken', 61), 'idempotencyKey');
    expectBadInput(await report(lead, 'taken', 60, 'Another note'), 'idempotencyKey');
    expect((await report({ ...lead, sub: 'a colleague' }, 'taken', 62)).data.reportProgress.progressPct).toBe(62);
    expect((await reports()).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('reports at the same instant are counted one by one', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => report(lead, `n${n}`, n)));
    expect((await reports()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test.each([
    ['percent', 101, 'note'],
    ['percent', -1, 'note'],
    ['note', 10, '  '],
    ['note', 10, 'x'.repeat(4_001)],
  ])('a %s that is none is the caller’s mistake', async (argument, percent, note) => {
    expectBadInput(await report(lead, 'bad', percent, note), argument);
    expect(await reports()).toEqual([]);
  });
});

describe('answerFeedback', () => {
  const ITEM = 'F-0123';
  const answer = (caller: Caller, reply: string, key = 'a1', item = ITEM): Promise<Answer> =>
    tasks.as(caller)(
      'mutation ($item: ID!, $reply: String!, $key: ID!) { answerFeedback(item: $item, reply: $reply, idempotencyKey: $key) { id reply status publicReply } }',
      { item, reply, key },
    );
  const handler = (id: string): Caller => {
    const { path, block } = tasks.world.organisation(id)!;
    const condition: RowCondition = { kind: 'oneOf', field: 'rowHandlerPath', values: [path] };
    return { org: { id, path, block }, fields: { 'Mutation.answerFeedback': condition } };
  };

  test('is the handling agency’s: the reply is kept and the opinion answered, what is public stays', async () => {
    const before = await tasks.ask(`{ feedbackItem(id: "${ITEM}") { publicReply } }`);
    const { data } = await answer(handler('VPTW'), 'Thank you.');
    expect(data.answerFeedback).toEqual({
      id: ITEM,
      reply: 'Thank you.',
      status: 'ANSWERED',
      ...before.data.feedbackItem,
    });
  });

  test('stands: a colleague’s other words do not replace it, and the same words change nothing', async () => {
    const colleague = { ...handler('VPTW'), sub: 'a colleague' };
    expect((await answer(colleague, 'No.', 'c1')).data).toEqual({ answerFeedback: null });
    expect((await answer(colleague, 'Thank you.', 'c2')).data.answerFeedback.reply).toBe('Thank you.');
    expect((await tasks.ask(`{ feedbackItem(id: "${ITEM}") { reply } }`)).data.feedbackItem.reply).toBe('Thank you.');
  });

  test.each(['CLOSED', 'DUPLICATE', 'OUT_OF_SCOPE'])('is not given where the opinion is %s', async (status) => {
    const { id, handledById } = [...tasks.world.feedback()].find((one) => one.status === status)!;
    const before = await tasks.db.selectFrom('feedback_item').selectAll().where('id', '=', id).execute();
    expect((await answer(handler(handledById), 'Late.', `late ${status}`, id)).data).toEqual({ answerFeedback: null });
    expect(await tasks.db.selectFrom('feedback_item').selectAll().where('id', '=', id).execute()).toEqual(before);
  });

  test('is nobody else’s', async () => {
    expect((await answer(handler('G11'), 'Not ours.', 'a2')).data).toEqual({ answerFeedback: null });
    expect((await tasks.ask(`{ feedbackItem(id: "${ITEM}") { reply } }`)).data.feedbackItem.reply).toBe('Thank you.');
  });
});
