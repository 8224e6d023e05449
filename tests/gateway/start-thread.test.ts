import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { startThread } from '../../gateway/src/start-thread.js';

/** Keeps some of what it makes past collections, as what grows a heap, and says what its young then take. */
const HOARDER = `
  const { parentPort } = require('node:worker_threads');
  const { getHeapSpaceStatistics } = require('node:v8');
  let kept = [];
  for (let n = 0; n < 5e6; n += 1) {
    kept.push({ n });
    if (kept.length > 50_000) kept = [];
  }
  parentPort.postMessage(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);
`;

test('a thread’s young take no more than it was given, whatever the flags of its process give to the main thread', async () => {
  setFlagsFromString('--max-semi-space-size=32');
  const thread = startThread(HOARDER, { eval: true, resourceLimits: { maxYoungGenerationSizeMb: 12 } });
  const [bytes] = (await once(thread, 'message')) as [number];
  expect(bytes).toBeLessThanOrEqual(8 * 2 ** 20);
});
