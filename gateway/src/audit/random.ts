import { randomBytes } from 'node:crypto';

/** Drawn at a time: asking for each alone takes longer than making it. */
const POOL_BYTES = 4_096;
const TOKEN_BYTES = 16;
let pool = Buffer.alloc(0);

/** So many random bytes, at most 4,096, which nobody else gets. */
export function draw(bytes: number): Buffer {
  if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
  const drawn = pool.subarray(0, bytes);
  pool = pool.subarray(bytes);
  return drawn;
}

/** 128 random bits, base64url. */
export const randomToken = (): string => draw(TOKEN_BYTES).toString('base64url');
