import { createHmac } from 'node:crypto';

/** Types whose ids stand for persons: they enter a record as blind tokens, never as they are. */
const PERSONS = new Set(['Member', 'FeedbackItem']);

/** An opaque id: short, and of characters that need no escape. */
const PLAIN = /^[\w.:/-]{1,64}$/;

export interface Blinder {
  person(id: string): string;
  record(type: string, id: string): string;
}

/** Blind tokens: HMAC-SHA-256 of the id under a key of the log's own, 128 bits, base64url. */
export function createBlinder(key: Buffer): Blinder {
  if (key.length < 32) throw new TypeError('the key of blind tokens has fewer than 32 bytes');
  const blind = (kind: string, id: string): string =>
    createHmac('sha256', key).update(`${kind}\n${id}`).digest().subarray(0, 16).toString('base64url');
  return {
    person: (id) => blind('person', id),
    // attacker-controlled: an agency chooses its ids, and what is no plain id has no place in a record.
    record: (type, id) => (PERSONS.has(type) || !PLAIN.test(id) ? blind(type, id) : id),
  };
}
