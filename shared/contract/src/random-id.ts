import { randomBytes } from 'node:crypto';

const ID_BYTES = 16;
const DRAWN = 256;
let pool = Buffer.alloc(0);

/** 128 random bits, base64url: what never repeats. Drawn many at a time, for a draw costs more than an id. */
export function randomId(): string {
  if (pool.length < ID_BYTES) pool = randomBytes(DRAWN * ID_BYTES);
  const id = pool.toString('base64url', 0, ID_BYTES);
  pool = pool.subarray(ID_BYTES);
  return id;
}
