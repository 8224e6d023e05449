import { faultOfNumber } from '../inexact-number.js';

/** Bounds of JSON that comes from outside. */
export const JSON_LIMITS = { depth: 32, keys: 1_000 } as const;

/** Why a text is not accepted; says where, never what. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

/**
 * Parses JSON (RFC 8259) that means one thing only: a key twice in an object, a lone surrogate, a number beyond what
 * a double holds, too deep or too many keys are errors. One pass over the text, then the platform's parser.
 */
export function parseStrictJson(
  text: string,
  limits: { readonly depth: number; readonly keys: number } = JSON_LIMITS,
): unknown {
  let value: unknown;
  scanDepth(text, limits.depth);
  try {
    value = JSON.parse(text);
  } catch {
    throw new StrictJsonError('not JSON');
  }
  scan(text, limits.keys);
  return value;
}

/** Depth is bounded before parsing: a deep text must not reach a recursive parser. */
function scanDepth(text: string, most: number): void {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) i = endOfString(text, i);
    else if (c === OPEN_OBJECT || c === OPEN_LIST) {
      depth += 1;
      if (depth > most) throw new StrictJsonError(`nested deeper than ${most}`);
    } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) depth -= 1;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COLON = 0x3a;

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i += 1;
    else if (c === QUOTE) return i;
  }
  return text.length;
}

/** Looks for repeated keys, bad numbers and ill-formed strings in a text that is known to be JSON. */
function scan(text: string, mostKeys: number): void {
  const open: (Set<string> | null)[] = [];
  let keys = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === OPEN_OBJECT) open.push(new Set());
    else if (c === OPEN_LIST) open.push(null);
    else if (c === CLOSE_OBJECT || c === CLOSE_LIST) open.pop();
    else if (c === QUOTE) {
      const end = endOfString(text, i);
      const string = JSON.parse(text.slice(i, end + 1)) as string;
      if (string.includes('\0')) throw new StrictJsonError('a NUL character');
      if (!string.isWellFormed()) throw new StrictJsonError('a lone surrogate');
      i = end;
      if (!followedByColon(text, end)) continue;
      const names = open.at(-1);
      if (names?.has(string) === true) throw new StrictJsonError('the same key twice in an object');
      names?.add(string);
      if ((keys += 1) > mostKeys) throw new StrictJsonError(`more than ${mostKeys} keys`);
    } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
      NUMBER.lastIndex = i;
      const number = NUMBER.exec(text)![0];
      const fault = faultOfNumber(number);
      if (fault !== null) throw new StrictJsonError(fault);
      i += number.length - 1;
    }
  }
}

const NUMBER = /[0-9.eE+-]+/y;

function followedByColon(text: string, end: number): boolean {
  for (let i = end + 1; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === COLON) return true;
    if (c !== 0x20 && c !== 0x09 && c !== 0x0a && c !== 0x0d) return false;
  }
  return false;
}
