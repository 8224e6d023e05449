import { all, any, NEVER, evaluateRowCondition, type RowCondition } from '@agency-graph/contract';
import { onRegisterChange } from '@agency-graph/tasks';
import type { TaskRecord } from '@agency-graph/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idsOf } from '../support/all-pages.js';
import { asService } from '../support/as-service.js';
import { expectStatements } from '../support/subgraph-harness.js';
import { servedTasks, startTasks, type TasksUnderTest } from './tasks-under-test.js';

let tasks: TasksUnderTest;
beforeAll(async () => {
  tasks = await startTasks();
});
afterAll(() => tasks?.close());

const level = (atMost: 'UNCLASSIFIED' | 'CONFIDENTIAL' | 'SECRET'): RowCondition => ({
  kind: 'level',
  field: 'rowSecrecy',
  atMost,
});
const under = (field: string, ...paths: string[]): RowCondition => ({ kind: 'under', field, paths });
const g11 = any([under('rowLeadPath', 'TW.G11'), under('rowCoPaths', 'TW.G11')]);

/** The row fields of a task as the gateway would judge them. */
const rowOf = (task: TaskRecord) => {
  const pathOf = (id: string) => tasks.world.organisation(id)?.path;
  return {
    rowSecrecy: task.secrecy,
    rowCompartments: task.compartments,
    rowLeadPath: pathOf(task.leadOrgId),
    rowCoPaths: task.coOrgIds.map(pathOf),
  };
};
const admitted = (condition: RowCondition): string[] =>
  idsOf(servedTasks(tasks).filter((task) => evaluateRowCondition(condition, rowOf(task), task.id)));

describe('a row condition', () => {
  const conditions: Record<string, () => RowCondition> = {
    'a level': () => level('UNCLASSIFIED'),
    'lead or co-agency': () => g11,
    'lead or co-agency up to CONFIDENTIAL, without compartments': () =>
      all([level('CONFIDENTIAL'), g11, { kind: 'holds', field: 'rowCompartments', compartments: [] }]),
    'a compartment': () => ({ kind: 'compartmented', field: 'rowCompartments' }),
    'some ids': () => ({ kind: 'ids', ids: ['T-0100', 'T-S2-007'] }),
    'no row': () => NEVER,
  };
  test.each(Object.entries(conditions))('narrows the list: %s', async (_name, make) => {
    const condition = make();
    const ask = tasks.as({ rows: { Task: condition } });
    const { data } = await ask('{ tasks(first: 100) { nodes { id } } }');
    expect(idsOf(data.tasks.nodes)).toEqual(admitted(condition));
  });

  test('is absent: no row', async () => {
    const { data } = await tasks.as({ rows: {} })('{ tasks { nodes { id } } taskStats(by: STATUS) { key } }');
    expect(data).toEqual({ tasks: { nodes: [] }, taskStats: [] });
  });

  test('fills pages after narrowing', async () => {
    const condition = level('UNCLASSIFIED');
    const { data } = await tasks.as({ rows: { Task: condition } })('{ tasks(first: 20) { nodes { id } } }');
    expect(idsOf(data.tasks.nodes)).toEqual(admitted(condition).slice(0, 20));
  });

  test('narrows what is counted', async () => {
    const ask = tasks.as({ rows: { Task: g11 } });
    const { data } = await ask('{ taskStats(by: STATUS) { count } }');
    const total = data.taskStats.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    expect(total).toBe(admitted(g11).length);
  });

  test('narrows every way to a task', async () => {
    const secret = tasks.world.task('T-S2-007') as TaskRecord;
    const caller = { rows: { Task: level('UNCLASSIFIED') } };
    const [organisation, member, document] = await Promise.all([
      tasks.entities('Organisation', [secret.leadOrgId], 'tasks(first: 100) { nodes { id } }', caller),
      tasks.entities('Member', [secret.responsibleId], 'responsibleFor { id }', caller),
      tasks.entities('Document', [secret.basisId], 'tasks(first: 100) { id }', caller),
    ]);
    const texts = [organisation, member, document].map(({ text }) => text);
    for (const text of texts) {
      expect(text).toContain('T-');
      expect(text).not.toContain('T-S2-007');
    }
  });

  test('narrows opinions, and the tasks that they lead to', async () => {
    const query = '{ feedbackItem(id: "F-0123") { id task { id } } task(id: "T-0100") { feedback { id } } }';
    const kept = await tasks.as({
      rows: { Task: { kind: 'always' }, FeedbackItem: under('rowHandlerPath', 'TW.G11') },
    })(query);
    expect(kept.data).toEqual({ feedbackItem: null, task: { feedback: [] } });
    expect(kept.withheld).toEqual({ FeedbackItem: ['F-0123'] });
    const seen = await tasks.as({ rows: { FeedbackItem: { kind: 'always' } } })(query);
    expect(seen.data).toEqual({ feedbackItem: { id: 'F-0123', task: null }, task: null });
    expect(seen.withheld).toEqual({ Task: ['T-0100'] });
  });
});

describe('a withheld task', () => {
  const BY_ID = 'query ($id: ID!) { task(id: $id) { id title } }';

  test('answers as one that does not exist, at the same cost, and is told to the gateway', async () => {
    const ask = tasks.as({ rows: { Task: level('CONFIDENTIAL') } });
    const withheld = await ask(BY_ID, { id: 'T-S2-007' });
    const unknown = await ask(BY_ID, { id: 'T-9999' });
    expect([withheld.data, withheld.errors]).toEqual([unknown.data, unknown.errors]);
    expect(withheld.data).toEqual({ task: null });
    expectStatements(withheld, unknown.statements);
    expect([withheld.withheld, unknown.withheld]).toEqual([{ Task: ['T-S2-007'] }, {}]);
  });

  test('that is TOP_SECRET does not exist for any caller, nor for the gateway', async () => {
    const top = [...tasks.world.tasks()].filter(({ secrecy }) => secrecy === 'TOP_SECRET').map(({ id }) => id);
    const stored = await tasks.db.selectFrom('task').select('id').where('id', 'in', top).execute();
    expect(stored).toHaveLength(3);
    const { data, withheld } = await tasks.entities('Task', top, 'id');
    expect([data, withheld]).toEqual([{ _entities: [null, null, null] }, {}]);
  });
});

describe('statements', () => {
  const NESTED = `query ($first: Int!) { tasks(first: $first) { nodes {
    id indicators { name } updates(first: 3) { at } feedback(first: 2) { id task { id } }
    leadOrg { id tasks(first: 2) { nodes { id } } }
    responsible { responsibleFor { id } } basis { tasks(first: 2) { id } } } } }`;

  test('of a nested read are as many as it has kinds of rows, whatever the size of the page', async () => {
    const middle = await tasks.ask(NESTED, { first: 25 });
    const large = await tasks.ask(NESTED, { first: 100 });
    expect(large.data.tasks.nodes.length).toBeGreaterThan(50);
    // Tasks, indicators, updates, opinions and their tasks; tasks of organisations, of members, of documents.
    expectStatements(middle, 8);
    expectStatements(large, 8);
  });

  test('of tasks by reference are one, and of those of fifty organisations one', async () => {
    expectStatements(await tasks.entities('Task', idsOf(servedTasks(tasks)), 'id title'), 1);
    const organisations = [...tasks.world.organisations()].slice(0, 50).map(({ id }) => id);
    expectStatements(await tasks.entities('Organisation', organisations, 'tasks { nodes { id } }'), 1);
  });
});

test('the service may read its tables, follow the register and write nothing else', async () => {
  expect(await asService(tasks, 'select 1 from task, progress_update, task_indicator, feedback_item limit 1')).toBe(
    'done',
  );
  expect(await asService(tasks, "update task set lead_path = 'TW.G11', co_paths = '{}' where false")).toBe('done');
  const forbidden = ["update task set title = ''", 'delete from task', 'truncate feedback_item', 'drop table task'];
  for (const statement of forbidden)
    expect(await asService(tasks, statement)).toMatch(/permission denied|must be owner/);
});

describe('the register', () => {
  test('moves the paths of tasks and opinions with an organisation', async () => {
    const before = await tasks.ask('{ task(id: "T-0100") { rowLeadPath rowCoPaths } }');
    const rollBack = new Error('put back');
    const moved = tasks.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('org_register').set({ path: 'TW.NEW.G12' }).where('id', '=', 'G12').execute();
      await transaction.updateTable('org_register').set({ path: 'TW.NEW.VPTW' }).where('id', '=', 'VPTW').execute();
      await onRegisterChange(transaction, ['G12', 'VPTW']);
      const item = await transaction
        .selectFrom('feedback_item')
        .select('handler_path')
        .where('id', '=', 'F-0123')
        .executeTakeFirstOrThrow();
      expect(item.handler_path).toBe('TW.NEW.VPTW');
      const row = await transaction
        .selectFrom('task')
        .select(['lead_path', 'co_paths'])
        .where('id', '=', 'T-0100')
        .executeTakeFirstOrThrow();
      expect(row).toEqual({ lead_path: before.data.task.rowLeadPath, co_paths: ['TW.NEW.G12'] });
      throw rollBack;
    });
    await expect(moved).rejects.toBe(rollBack);
  });
});
