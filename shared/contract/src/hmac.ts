import { hash } from 'node:crypto';

const BLOCK = 64;
const HASH = 32;
const [INNER, OUTER] = [0x36, 0x5c];

/** What is hashed, by the length of the message; longer ones are not kept. */
const KEPT_LENGTH = 256;
const inners: (Buffer | undefined)[] = [];
const outer = Buffer.alloc(BLOCK + HASH);

/**
 * HMAC-SHA-256 (RFC 2104) under a key of at most 64 bytes; throws a `RangeError` for a longer one. Node's own makes objects
 * that take three times as long as the work itself, and a digest is there sooner as a text of a character a byte.
 */
export function hmac(key: Buffer, message: Buffer): Buffer {
  if (key.length > BLOCK) throw new RangeError(`a key of ${key.length} bytes`);
  const inner = innerOf(message.length);
  for (let at = 0; at < BLOCK; at += 1) {
    const byte = at < key.length ? key[at]! : 0;
    inner[at] = byte ^ INNER;
    outer[at] = byte ^ OUTER;
  }
  inner.set(message, BLOCK);
  outer.write(hash('sha256', inner, 'binary'), BLOCK, 'latin1');
  return Buffer.from(hash('sha256', outer, 'binary'), 'latin1');
}

function innerOf(length: number): Buffer {
  if (length > KEPT_LENGTH) return Buffer.allocUnsafe(BLOCK + length);
  return (inners[length] ??= Buffer.alloc(BLOCK + length));
}
