import { fromBase64url, sha256 } from '@agency-graph/contract';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import type { CursorBinding, CursorSealer } from '../serve/request.js';

const MAX_CURSOR = 2_048;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key that seals a subgraph's cursors, derived from its private agreement key: the same in all its instances. */
export function cursorKey(agreementKey: KeyObject, subgraph: string): Buffer {
  const { d } = agreementKey.export({ format: 'jwk' }) as { d: string };
  const secret = Buffer.from(d, 'base64url');
  return Buffer.from(hkdfSync('sha256', secret, 'agency-graph/cursor/v1', subgraph, 32));
}

/**
 * Seals cursors with AES-256-GCM: they hold the last row's order values, which may be values that its caller may not read,
 * and are bound to caller, field, filter and order as authenticated data.
 */
export function createCursorSealer(key: Buffer): CursorSealer {
  return {
    seal(values, binding) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound(binding));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open(cursor, binding) {
      // attacker-controlled: whatever is not ours fails the tag and says no more than that.
      const bytes = cursor.length > MAX_CURSOR ? undefined : fromBase64url(cursor);
      if (bytes === undefined || bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(bound(binding)).setAuthTag(bytes.subarray(-TAG_BYTES));
        const opened =
          decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
        return JSON.parse(opened) as (string | number)[];
      } catch {
        return undefined;
      }
    },
  };
}

const bound = ({ sub, field, filter, order }: CursorBinding): Buffer =>
  Buffer.from(JSON.stringify([sub, field, sha256(filter), order]));
