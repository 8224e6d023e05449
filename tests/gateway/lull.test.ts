import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { inLull } from '../../gateway/src/lull.js';

/** How many turns the event loop has made when it is called back. */
function turnsUntilLull(most: number): Promise<number> {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  return new Promise((resolve) =>
    inLull(most, () => {
      counting = false;
      resolve(turns);
    }),
  );
}

describe('a lull', () => {
  test('is in the first turn of the event loop that brings nothing', async () => {
    expect(await turnsUntilLull(50)).toBeLessThan(5);
  });

  test('is waited for as long as something comes, for so many turns', async () => {
    const { port1, port2 } = new MessageChannel();
    // Each brings the next one.
    for (const port of [port1, port2]) port.on('message', () => port.postMessage('again'));
    port1.postMessage('first');
    const turns = await turnsUntilLull(20);
    port1.close();
    expect(turns).toBeGreaterThan(10);
    expect(turns).toBeLessThan(25);
  });
});
