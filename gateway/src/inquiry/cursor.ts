import { fromBase64url } from '@agency-graph/contract';
import { createCipheriv, createDecipheriv, hash, randomBytes, type KeyObject } from 'node:crypto';
import { Refusal } from '../refusals.js';

/**
 * Cursors of pages: where one ended, sealed for the one question and the one log that it belongs to. They tell nobody
 * where that is.
 */
export interface Cursors {
  seal(leaf: number, question: string, origin: string): string;
  /** Throws a `Refusal` for a cursor of another question or of another node's log, or of nobody's making. */
  open(cursor: string, question: string, origin: string): number;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Of one length for every leaf. */
const LEAF_BYTES = 8;
/** Of the hash of a log's name: as many as tell the few logs apart that are kept with the same keys. */
const ORIGIN_BYTES = 8;
const BYTES = IV_BYTES + LEAF_BYTES + ORIGIN_BYTES + TAG_BYTES;

/** The key has 32 bytes. */
export function createCursors(key: KeyObject): Cursors {
  return {
    seal(leaf, question, origin) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(question));
      const body = Buffer.alloc(LEAF_BYTES + ORIGIN_BYTES);
      body.writeBigUInt64BE(BigInt(leaf));
      body.set(shortOf(origin), LEAF_BYTES);
      return Buffer.concat([iv, cipher.update(body), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(cursor, question, origin) {
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
      // Nodes with the same keys open each other's, and a leaf of one log is no place in another.
      if (!body.subarray(LEAF_BYTES).equals(shortOf(origin))) throw ofAnotherLog(origin);
      return Number(body.readBigUInt64BE());
    },
  };
}

const shortOf = (origin: string): Buffer => hash('sha256', origin, 'buffer').subarray(0, ORIGIN_BYTES);

const ofAnotherLog = (origin: string): Refusal =>
  new Refusal(
    'BAD_REQUEST',
    `The cursor is of another node's log than "${origin}", which was asked now: ask each node by itself.`,
  );
const notOurs = (): Refusal => new Refusal('BAD_REQUEST', 'The cursor is not one that this question was given.');
