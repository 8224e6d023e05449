import { fromBase64url } from '@agency-graph/contract';
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Refusal } from '../refusals.js';

/** Cursors of pages: where one ended, sealed for the one question that it belongs to. */
export interface Cursors {
  seal(leaf: number, question: string): string;
  /** Throws a `Refusal` for a cursor of another question, or of nobody's making. */
  open(cursor: string, question: string): number;
}

const MAC_BYTES = 16;
const LONGEST = 256;

export function createCursors(key: KeyObject): Cursors {
  const mac = (body: string, question: string): Buffer =>
    createHmac('sha256', key).update(`${body}\0${question}`).digest().subarray(0, MAC_BYTES);
  return {
    seal(leaf, question) {
      const body = String(leaf);
      return Buffer.concat([mac(body, question), Buffer.from(body)]).toString('base64url');
    },
    open(cursor, question) {
      // attacker-controlled: any text.
      const bytes = fromBase64url(cursor.slice(0, LONGEST)) ?? Buffer.alloc(MAC_BYTES);
      const body = bytes.toString('latin1', MAC_BYTES);
      const given = bytes.subarray(0, MAC_BYTES);
      if (!/^\d{1,15}$/.test(body) || !timingSafeEqual(given, mac(body, question)))
        throw new Refusal('BAD_REQUEST', 'The cursor is not one that this question was given.');
      return Number(body);
    },
  };
}
