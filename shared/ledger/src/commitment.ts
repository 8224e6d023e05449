import { createHmac, createSecretKey } from 'node:crypto';
import { canonicalJson, isObject, type CanonicalObject, type CanonicalValue } from './canonical.js';

/** Random bytes that keep a sealed value from being guessed. */
export const BLIND_BYTES = 32;

/**
 * What stands in a record in place of a sealed value: HMAC-SHA-256(blind, "audit/v1" ‖ 0 ‖ path ‖ 0 ‖ canonical value).
 * Whoever is shown (path, value, blind) computes it again; whoever is not learns nothing. 32 bytes.
 */
export function commitment(path: string, value: CanonicalValue, blind: Uint8Array): Buffer {
  if (blind.length !== BLIND_BYTES) throw new TypeError(`a blind has ${BLIND_BYTES} bytes`);
  // INVARIANT: the path ends at the first 0, so no other pair of path and value has the same message.
  if (path.includes('\0')) throw new TypeError('a path holds no NUL');
  return createHmac('sha256', createSecretKey(blind))
    .update(`audit/v1\0${path}\0${canonicalJson(value)}`)
    .digest();
}

/** How many fields of a record are sealed. */
export const sealedFields = ({ sealed }: CanonicalObject): number =>
  isObject(sealed) ? Object.keys(sealed).length : 0;
