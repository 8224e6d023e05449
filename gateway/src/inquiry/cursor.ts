import { fromBase64url } from '@agency-graph/contract';
import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { Refusal } from '../refusals.js';

/** Cursors of pages: where one ended, sealed for the one question that it belongs to. They tell nobody where that is. */
export interface Cursors {
  seal(leaf: number, question: string): string;
  /** Throws a `Refusal` for a cursor of another question, or of nobody's making. */
  open(cursor: string, question: string): number;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Of one length for every leaf. */
const LEAF_BYTES = 8;
const BYTES = IV_BYTES + LEAF_BYTES + TAG_BYTES;

/** The key has 32 bytes. */
export function createCursors(key: KeyObject): Cursors {
  return {
    seal(leaf, question) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(question));
      const body = Buffer.alloc(LEAF_BYTES);
      body.writeBigUInt64BE(BigInt(leaf));
      return Buffer.concat([iv, cipher.update(body), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(cursor, question) {
      // attacker-controlled: any text.
      const bytes = cursor.length > 2 * BYTES ? null : fromBase64url(cursor);
      if (bytes?.length !== BYTES) throw notOurs();
      const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
      const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(question))
        .setAuthTag(tag);
      const body = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw notOurs();
      }
      return Number(body.readBigUInt64BE());
    },
  };
}

const notOurs = (): Refusal => new Refusal('BAD_REQUEST', 'The cursor is not one that this question was given.');
