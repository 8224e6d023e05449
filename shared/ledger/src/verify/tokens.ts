import { Malformed } from '../malformed.js';
import { readerLines } from '../reader-lines.js';

/** The blind tokens of one subject, one a month: all that a reader needs to find it in records, and nothing else. */
export interface SubjectTokens {
  readonly tokens: readonly string[];
  /** Months (`2026-03`) of which the token is known: of others nothing can be claimed. */
  readonly months: ReadonlySet<string>;
  /** Whether one of the tokens stands in these canonical bytes. */
  isIn(entry: Buffer): boolean;
}

/** 16 bytes, base64url: characters that canonical JSON never escapes, so that a search of bytes finds every one. */
const LINE = /^(?:([0-9]{4}-[0-9]{2})[ \t]+)?([A-Za-z0-9_-]{22})$/;
const MOST_TOKENS = 1_000;

/** Reads tokens, one a line, with the month that each is of before it (`2026-03 <token>`). Throws `Malformed`. */
export function parseTokens(text: string): SubjectTokens {
  const lines = readerLines(text).filter((line) => line !== '' && !line.startsWith('#'));
  const read = lines.map((line) => LINE.exec(line)).filter((found) => found !== null);
  if (read.length === 0 || read.length > MOST_TOKENS || read.length < lines.length) {
    throw new Malformed('not the tokens of a subject: one a line, 22 characters each');
  }
  const tokens = read.map(([, , token]) => token!);
  const months = new Set(read.flatMap(([, month]) => month ?? []));
  const quoted = tokens.map((token) => Buffer.from(`"${token}"`));
  return { tokens, months, isIn: (entry) => quoted.some((token) => entry.includes(token)) };
}
