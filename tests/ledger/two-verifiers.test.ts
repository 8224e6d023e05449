import { expect, test } from 'vitest';
import { compareVerifiers } from './two-verifiers.js';

test('two verifiers, written apart, agree on every mutated file, and neither shows what the log does not hold', async () => {
  const { verdicts, wrong } = await compareVerifiers(300, 20_260_315);
  expect(wrong).toEqual([]);
  // The mutations reach every kind of failure.
  expect(Object.keys(verdicts).length).toBeGreaterThan(10);
}, 180_000);
