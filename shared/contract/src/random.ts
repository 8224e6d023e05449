import { randomBytes } from 'node:crypto';

/** Drawn from the system at a time: a draw costs more than what is made of it. */
const POOL_BYTES = 4_096;
const ID_BYTES = 16;
let pool = Buffer.alloc(0);

/** So many random bytes, at most 4,096, which nobody else gets. */
export function drawRandom(bytes: number): Buffer {
  if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
  const drawn = pool.subarray(0, bytes);
  pool = pool.subarray(bytes);
  return drawn;
}

/** So many random bytes, 128 bits of them unless fewer will do, as base64url: what never repeats. */
export const randomId = (bytes = ID_BYTES): string => drawRandom(bytes).toString('base64url');
