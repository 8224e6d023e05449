import { inconsistentCompletion } from '@agency-graph/tasks';
import { createWorld } from '@agency-graph/world';
import { expect, test } from 'vitest';

const task = { status: 'IN_PROGRESS', progressPct: 60, productIds: [] };

test('work under way without a product, and completed work with one, are in order', () => {
  expect(inconsistentCompletion(task)).toBeUndefined();
  expect(inconsistentCompletion({ status: 'COMPLETED', progressPct: 100, productIds: ['D-1'] })).toBeUndefined();
});

test('done by its figures but not by its status', () => {
  expect(inconsistentCompletion({ ...task, progressPct: 100 })?.field).toBe('progressPct');
});

test('completed with nothing to show for it', () => {
  expect(inconsistentCompletion({ ...task, status: 'COMPLETED', progressPct: 100 })?.field).toBe('productIds');
});

test('every injected defect is found, and nothing that was not injected', () => {
  const world = createWorld('small');
  const found = [...world.tasks()].flatMap((one) => {
    const issue = inconsistentCompletion(one);
    return issue === undefined ? [] : [`${one.id} ${issue.code} ${issue.field}`];
  });
  const injected = [...world.truth('tasks')].map(({ recordId, code, field }) => `${recordId} ${code} ${field}`);
  expect(injected.length).toBeGreaterThan(20);
  expect(found.toSorted()).toEqual(injected.toSorted());
});
