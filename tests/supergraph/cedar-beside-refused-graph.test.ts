import { expect, test } from 'vitest';
import { cedarCheckout } from './support/cedar-checkout.js';
import { NOBODY, SOON, STAFF } from './support/checkout.js';

test('while the graph on disk is refused, Cedar policies close at once, and open nothing until it is mended', async () => {
  const { write, spoilGraph, mendGraph, holds, refused } = await cedarCheckout();
  const waiting = { cedar: expect.stringContaining('permit only what those before did') as string };
  const broken = { graph: expect.any(String) as string };
  spoilGraph();
  write(STAFF);
  await expect.poll(refused, SOON).toEqual({ ...broken, ...waiting });
  expect(holds()).toBe(false);
  mendGraph();
  await expect.poll(holds, SOON).toBe(true);
  expect(refused()).toEqual({});

  spoilGraph();
  write(`${STAFF}${NOBODY}`);
  await expect.poll(holds, SOON).toBe(false);
  write('permit (');
  await expect.poll(refused, SOON).toEqual({ ...broken, cedar: expect.stringContaining('staff.cedar:1:') as string });
  expect(holds()).toBe(false);
  write(STAFF);
  await expect.poll(holds, SOON).toBe(true);
  expect(refused()).toEqual(broken);
  mendGraph();
  await expect.poll(refused, SOON).toEqual({});
  expect(holds()).toBe(true);
});

test('while the graph on disk is refused, Cedar policies that are touched change nothing', async () => {
  const { graph, write, spoilGraph, holds, refused } = await cedarCheckout();
  spoilGraph();
  const looked = async (text: string): Promise<unknown> => {
    const { refusals } = graph.state();
    write(text);
    await expect.poll(() => graph.state().refusals, SOON).toBeGreaterThan(refusals);
    const { policy, taken } = graph.state();
    return { policy, taken };
  };
  const first = await looked(NOBODY);
  expect(await looked(NOBODY)).toEqual(first);
  expect(Object.keys(refused())).toEqual(['graph']);
  const both = await looked(STAFF);
  expect(both).toMatchObject({ taken: 1 });
  expect(await looked(STAFF)).toEqual(both);
  expect(Object.keys(refused())).toEqual(['graph', 'cedar']);
  expect(holds()).toBe(false);
});

test('while the graph on disk is refused, Cedar policies that close by mistake are mended or taken back at once', async () => {
  const { graph, write, spoilGraph, holds, refused } = await cedarCheckout();
  write(STAFF);
  await expect.poll(holds, SOON).toBe(true);
  const { policy } = graph.state();
  spoilGraph();
  write(NOBODY);
  await expect.poll(holds, SOON).toBe(false);
  write(`// as it was meant\n${STAFF}`);
  await expect.poll(holds, SOON).toBe(true);
  expect(Object.keys(refused())).toEqual(['graph', 'cedar']);
  write(NOBODY);
  await expect.poll(holds, SOON).toBe(false);
  write(STAFF);
  await expect.poll(holds, SOON).toBe(true);
  expect(Object.keys(refused())).toEqual(['graph']);
  expect(graph.state().policy).toBe(policy);
});
