import { describe, expect, test } from 'vitest';
import { createReloading } from '../../gateway/src/supergraph/reloading.js';

/** A reloading whose runs end when a test says so. */
function underTest() {
  const runs: (() => void)[] = [];
  const reloading = createReloading(() => new Promise<void>((resolve) => void runs.push(resolve)));
  return { runs, reloading };
}

describe('187: reloads', () => {
  test('run one at a time, and a storm of them is one more', async () => {
    const { runs, reloading } = underTest();
    const first = reloading.request();
    const storm = Array.from({ length: 100 }, () => reloading.request());
    expect(runs).toHaveLength(1);
    runs[0]!();
    await first;
    await expect.poll(() => runs.length).toBe(2);
    runs[1]!();
    await Promise.all(storm);
    expect(runs).toHaveLength(2);
  });

  test('end with the one under way when the gateway closes', async () => {
    const { runs, reloading } = underTest();
    void reloading.request();
    void reloading.request();
    const closed = reloading.close();
    runs[0]!();
    await closed;
    expect(runs).toHaveLength(1);
  });
});
