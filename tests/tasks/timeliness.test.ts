import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, type TaskRecord } from '@agency-graph/world';
import { idsOf } from '../support/all-pages.js';
import { servedTasks, startTasks, type TasksUnderTest } from './tasks-under-test.js';

let tasks: TasksUnderTest;
beforeAll(async () => {
  tasks = await startTasks();
});
afterAll(() => tasks?.close());

const DAY_MS = 86_400_000;
const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** The rule in words of its own: completion first, then the days that are left. */
function timelinessOn(day: string, { dueOn, completedOn }: TaskRecord): string {
  if (completedOn !== null) {
    const ahead = daysFrom(completedOn, dueOn);
    return ahead < 0 ? 'DONE_LATE' : ahead >= 10 ? 'EARLY' : 'ON_TIME';
  }
  const left = daysFrom(day, dueOn);
  return left < 0 ? 'OVERDUE' : left <= 15 ? 'DUE_SOON' : 'ON_TIME';
}

const READ = `query ($value: Timeliness) {
  tasks(first: 100) { nodes { id timeliness } }
  filtered: tasks(first: 100, filter: { timeliness: $value }) { nodes { id timeliness } }
  taskStats(by: TIMELINESS) { key count } }`;

test('at the world’s clock it is what the world says', async () => {
  const { data } = await tasks.ask(READ);
  const wanted = servedTasks(tasks).map(({ id, timeliness }) => ({ id, timeliness }));
  expect(data.tasks.nodes).toEqual(wanted);
});

test('the rule is the world’s, on every task of a larger world', () => {
  const world = createWorld('small');
  const strangers = [...world.tasks()].filter((task) => timelinessOn('2026-03-15', task) !== task.timeliness);
  expect(world.counts.tasks).toBe(1_800);
  expect(strangers).toEqual([]);
});

describe.each([
  ['2026-02-15T09:00:00+07:00', '2026-02-15'],
  ['2026-03-15T09:00:00+07:00', '2026-03-15'],
  // Already the next day where the agencies work.
  ['2026-03-15T18:00:00Z', '2026-03-16'],
  ['2026-12-31T23:59:59+07:00', '2026-12-31'],
  ['2031-01-01T00:00:00+07:00', '2031-01-01'],
])('at %s', (now, day) => {
  test('field, filter and count say the same, by the day where the agencies work', async () => {
    const wanted = servedTasks(tasks).map((task) => ({ id: task.id, timeliness: timelinessOn(day, task) }));
    const counts = Map.groupBy(wanted, ({ timeliness }) => timeliness);
    for (const value of ['EARLY', 'ON_TIME', 'DUE_SOON', 'OVERDUE', 'DONE_LATE']) {
      const { data, errors } = await tasks.as({ now })(READ, { value });
      expect(errors).toEqual([]);
      expect(data.tasks.nodes).toEqual(wanted);
      expect(data.filtered.nodes).toEqual(wanted.filter(({ timeliness }) => timeliness === value));
      const stat = data.taskStats.find(({ key }: { key: string }) => key === value);
      expect(stat?.count ?? 0).toBe(counts.get(value)?.length ?? 0);
    }
  });
});

test('the day before, on and after a limit', async () => {
  const open = servedTasks(tasks).find(({ completedOn }) => completedOn === null) as TaskRecord;
  const on = async (offset: number) => {
    const day = new Date(Date.parse(open.dueOn) + offset * DAY_MS).toISOString().slice(0, 10);
    const { data } = await tasks.as({ now: `${day}T12:00:00+07:00` })(
      'query ($id: ID!) { task(id: $id) { timeliness } }',
      {
        id: open.id,
      },
    );
    return data.task.timeliness;
  };
  expect([await on(-16), await on(-15), await on(0), await on(1)]).toEqual([
    'ON_TIME',
    'DUE_SOON',
    'DUE_SOON',
    'OVERDUE',
  ]);
  expect(idsOf(servedTasks(tasks))).toContain(open.id);
});
