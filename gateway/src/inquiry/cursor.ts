import { fromBase64url } from '@agency-graph/contract';
import { createCipheriv, createDecipheriv, hash, randomBytes, type KeyObject } from 'node:crypto';
import { Refusal } from '../refusals.js';

/** Where a page ended, and what was found out for it. */
export interface Place {
  /** The next page begins below this leaf. */
  readonly leaf: number;
  /** Whether what is asked by was found to stand for no person in all of the log. */
  readonly isNobodys: boolean;
}

/**
 * Cursors of pages: where one ended, sealed for the one question and the one log that it belongs to. They tell nobody
 * where that is.
 */
export interface Cursors {
  seal(place: Place, question: string, origin: string): string;
  /** Throws a `Refusal` for a cursor of another question or of another node's log, or of nobody's making. */
  open(cursor: string, question: string, origin: string): Place;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Of one length for every leaf. */
const LEAF_BYTES = 8;
/** Of the hash of a log's name: as many as tell the few logs apart that are kept with the same keys. */
const ORIGIN_BYTES = 8;
const BODY_BYTES = LEAF_BYTES + ORIGIN_BYTES + 1;
const BYTES = IV_BYTES + BODY_BYTES + TAG_BYTES;

/** The key has 32 bytes. */
export function createCursors(key: KeyObject): Cursors {
  return {
    seal({ leaf, isNobodys }, question, origin) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(question));
      const body = Buffer.alloc(BODY_BYTES);
      body.writeBigUInt64BE(BigInt(leaf));
      body.set(shortOf(origin), LEAF_BYTES);
      body.writeUInt8(isNobodys ? 1 : 0, BODY_BYTES - 1);
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
      if (!body.subarray(LEAF_BYTES, -1).equals(shortOf(origin))) throw ofAnotherLog(origin);
      return { leaf: Number(body.readBigUInt64BE()), isNobodys: body.readUInt8(BODY_BYTES - 1) === 1 };
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
