import { Malformed } from '../malformed.js';
import { readerLines } from '../reader-lines.js';

/** The blind tokens of one subject, one a month: all that a reader needs to find it in records, and nothing else. */
export interface SubjectTokens {
  readonly tokens: readonly string[];
  /** Whether one of them stands in these canonical bytes. */
  isIn(entry: Buffer): boolean;
}

/** 16 bytes, base64url: characters that canonical JSON never escapes, so that a search of bytes finds every one. */
const TOKEN = /^[A-Za-z0-9_-]{22}$/;
const MOST_TOKENS = 1_000;

/** Reads tokens, one a line; a month may stand before each (`2026-03 <token>`). Throws `Malformed`. */
export function parseTokens(text: string): SubjectTokens {
  const tokens = readerLines(text)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(/^[0-9]{4}-[0-9]{2}[ \t]+/, ''));
  if (tokens.length === 0 || tokens.length > MOST_TOKENS || !tokens.every((token) => TOKEN.test(token))) {
    throw new Malformed('not the tokens of a subject: one a line, 22 characters each');
  }
  const quoted = tokens.map((token) => Buffer.from(`"${token}"`));
  return { tokens, isIn: (entry) => quoted.some((token) => entry.includes(token)) };
}
