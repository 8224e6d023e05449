import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../support/random.js';
import { makeCheckout, type Checkout } from '../fixture/gateway-process.js';
import { holdAgainstShadow } from '../fixture/shadow.js';

let checkout: Checkout;
beforeAll(async () => (checkout = await makeCheckout()));
afterAll(() => checkout?.close());

test('what the log says was read is what the agency itself noted that it gave, field by field, of so many objects', async () => {
  const { url } = await checkout.start();
  const { given, differing } = await holdAgainstShadow(checkout, url, 100, createRandom('shadow'));
  expect(differing).toEqual([]);
  expect(given).toBeGreaterThan(500);
}, 180_000);
