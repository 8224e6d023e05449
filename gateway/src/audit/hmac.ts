import { hash } from 'node:crypto';

const BLOCK = 64;
const HASH = 32;
const [INNER, OUTER] = [0x36, 0x5c];

/**
 * HMAC-SHA-256 (RFC 2104) under a key of at most 64 bytes that is used once: making Node's object of such a key takes three
 * times as long as the work itself.
 */
export function hmacOnce(key: Buffer, message: Buffer): Buffer {
  const inner = Buffer.allocUnsafe(BLOCK + message.length);
  const outer = Buffer.allocUnsafe(BLOCK + HASH);
  inner.fill(INNER, 0, BLOCK);
  outer.fill(OUTER, 0, BLOCK);
  for (let at = 0; at < key.length; at += 1) {
    inner[at] = key[at]! ^ INNER;
    outer[at] = key[at]! ^ OUTER;
  }
  message.copy(inner, BLOCK);
  hash('sha256', inner, 'buffer').copy(outer, BLOCK);
  return hash('sha256', outer, 'buffer');
}

const NO_SALT = Buffer.alloc(0);

/** HKDF-SHA-256 (RFC 5869), one block: 32 bytes for one use. `info` ends in the byte 1. */
export const deriveOnce = (key: Buffer, info: Buffer, salt: Buffer = NO_SALT): Buffer =>
  hmacOnce(hmacOnce(salt, key), info);
