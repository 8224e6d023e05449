import type { KeyObject } from 'node:crypto';
import { hmac } from './hmac.js';

/** Bytes of secrets: a key object is not shown by what prints it, and takes longer to read than all the rest. */
const bytesOf = new WeakMap<KeyObject, Buffer>();

/**
 * What an account is called towards one subgraph: two agencies cannot join their records by it. `secret` is the
 * gateways' own, of 32 to 64 bytes.
 */
export function pairwisePseudonym(secret: KeyObject, subgraph: string, accountId: string): string {
  let bytes = bytesOf.get(secret);
  if (bytes === undefined) {
    bytes = secret.export();
    if (bytes.length < 32) throw new TypeError('the pseudonym secret has fewer than 32 bytes');
    bytesOf.set(secret, bytes);
  }
  return hmac(bytes, Buffer.from(`agency-pseudonym/v1\n${subgraph}\n${accountId}`)).toString('base64url');
}
