import { expect, onTestFinished, test } from 'vitest';
import { createLeaving } from '../../gateway/src/supergraph/leaving.js';
import { cedarCheckout } from './support/cedar-checkout.js';
import { NOBODY, SOON, STAFF } from './support/checkout.js';

const ended = async (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => void setImmediate(resolve, false))]);

test('187: a right that is taken away does not wait for the slowest request on the graph before', async () => {
  const { graph, write } = await cedarCheckout();
  const slow = graph.generations.lease();
  onTestFinished(slow.release);
  write(STAFF);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  write(`${STAFF}\n${NOBODY}`);
  await expect.poll(() => graph.state().taken, SOON).toBe(2);
});

test('a graph that is closed has nobody on it, nor on one before', async () => {
  const { graph, write } = await cedarCheckout();
  const slow = graph.generations.lease();
  write(STAFF);
  await expect.poll(() => graph.state().taken, SOON).toBe(1);
  const closed = graph.close();
  expect(await ended(closed)).toBe(false);
  slow.release();
  await closed;
});

test('clients that a graph may still ask are kept until every graph before is left, whichever is left first', async () => {
  let gone = 0;
  const failures: unknown[] = [];
  const leaving = createLeaving(
    () => (gone += 1),
    (error) => failures.push(error),
  );
  let release = (): void => {};
  leaving.leave(new Promise((resolve) => (release = resolve)));
  leaving.leave(Promise.reject(new Error('its planner does not end')));
  expect(await ended(leaving.close())).toBe(false);
  expect(gone).toBe(0);
  release();
  await leaving.close();
  expect(gone).toBe(1);
  expect(failures).toEqual([new Error('its planner does not end')]);
});

test('clients that cannot be dropped are told of, and nobody who leaves or closes fails for them', async () => {
  const failures: unknown[] = [];
  const wrong = new Error('a client does not end');
  const leaving = createLeaving(
    () => {
      throw wrong;
    },
    (error) => failures.push(error),
  );
  leaving.leave(Promise.resolve());
  await leaving.close();
  expect(failures).toEqual([wrong]);
});
