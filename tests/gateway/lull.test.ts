import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inLull, type LongestWait } from '../../gateway/src/lull.js';

/** How many turns the event loop has made when it is called back. */
function turnsUntilLull(longest: LongestWait): Promise<number> {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  return new Promise((resolve) =>
    inLull(longest, () => {
      counting = false;
      resolve(turns);
    }),
  );
}

describe('a lull', () => {
  test('is in the first turn of the event loop that brings nothing', async () => {
    expect(await turnsUntilLull({ turns: 50, milliseconds: 10_000 })).toBeLessThan(5);
  });

  describe('while something comes in every turn', () => {
    let ports: MessageChannel;
    beforeEach(() => {
      ports = new MessageChannel();
      // Each brings the next one.
      for (const port of [ports.port1, ports.port2]) port.on('message', () => port.postMessage('again'));
      ports.port1.postMessage('first');
    });
    afterEach(() => ports.port1.close());

    test('is waited for so many turns', async () => {
      const turns = await turnsUntilLull({ turns: 20, milliseconds: 10_000 });
      expect(turns).toBeGreaterThan(10);
      expect(turns).toBeLessThan(25);
    });

    test('is waited for so long, however few turns that are', async () => {
      const began = performance.now();
      await turnsUntilLull({ turns: 1e9, milliseconds: 30 });
      expect(performance.now() - began).toBeGreaterThanOrEqual(30);
    });
  });
});
