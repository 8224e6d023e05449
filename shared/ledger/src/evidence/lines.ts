import { createHash } from 'node:crypto';
import { fromBase64 } from '../bytes.js';
import { canonicalJson, isObject, parseCanonical, type CanonicalObject, type CanonicalValue } from '../canonical.js';
import { decodeEntry } from '../entry.js';
import { Malformed } from '../malformed.js';
import { HASH_BYTES } from '../merkle.js';

/** The lines of an evidence file, in the order in which they stand. */
export type EvidenceLine =
  | {
      readonly kind: 'evidence';
      readonly version: 1;
      readonly origin: string;
      /** What was asked, by whom, for what; in the words of who made the file, and proven by nothing. */
      readonly question: CanonicalObject;
      /** SHA-256, in hexadecimal, of what lies beside this file in its container. */
      readonly files: CanonicalObject;
    }
  | { readonly kind: 'certificate' | 'handover' | 'checkpoint'; readonly note: string }
  | { readonly kind: 'consistency'; readonly from: number; readonly to: number; readonly proof: readonly Buffer[] }
  | ({ readonly kind: 'record'; readonly record: CanonicalObject } & Placed)
  | ({ readonly kind: 'withheld'; readonly leaf: Buffer } & Placed)
  | {
      readonly kind: 'disclosure';
      readonly index: number;
      readonly path: string;
      readonly value: CanonicalValue;
      readonly blind: Buffer;
    }
  | { readonly kind: 'policy'; readonly text: string };

/** Where a leaf stands, and the proof of it in the tree of `size` leaves. */
export interface Placed {
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Buffer[];
}

export type LineOf<Kind extends EvidenceLine['kind']> = Extract<EvidenceLine, { kind: Kind }>;

/** Longest line, in bytes. */
const LONGEST_LINE = 1024 * 1024;
/** A line holds a record, which may be nested as deep as an entry. */
const DEEPEST_LINE = 33;
const LONGEST_PROOF = 63;
const BLIND = 32;
const LINE_END = 10;

/** What is wrong with an evidence file, and in which line; 0 is the file as a whole. */
export class BadLine extends Malformed {
  constructor(
    readonly line: number,
    message: string,
    readonly damaged = false,
  ) {
    super(message);
  }
}

/**
 * An evidence file: each line the canonical JSON of one object, the last one the SHA-256 of all before it, so that a
 * file damaged on its way is told from one that lies.
 */
export function encodeLines(lines: readonly EvidenceLine[]): Buffer {
  const body = Buffer.from(lines.map((line) => `${canonicalJson(plain(line))}\n`).join(''));
  const end = canonicalJson({ kind: 'end', sha256: digest(body) });
  return Buffer.concat([body, Buffer.from(`${end}\n`)]);
}

/** Reads an evidence file line by line. Throws `BadLine`. */
export function decodeLines(file: Buffer): EvidenceLine[] {
  const lines: EvidenceLine[] = [];
  for (let start = 0; ;) {
    const number = lines.length + 1;
    const length = file.subarray(start, start + LONGEST_LINE + 1).indexOf(LINE_END);
    if (length < 0) throw new BadLine(number, start === file.length ? 'the end is missing' : 'too long or unfinished');
    const bytes = file.subarray(start, start + length);
    const object = inLine(number, () => readObject(bytes));
    if (object['kind'] === 'end') {
      const said = inLine(number, () => (shape(object, ['kind', 'sha256']), text(object['sha256'])));
      if (start + length + 1 !== file.length) throw new BadLine(number, 'something follows the end');
      if (said !== digest(file.subarray(0, start))) throw new BadLine(0, 'damaged', true);
      return lines;
    }
    lines.push(inLine(number, () => readLine(object)));
    start += length + 1;
  }
}

function inLine<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new BadLine(line, error.message);
    throw error;
  }
}

function readObject(bytes: Buffer): CanonicalObject {
  const value = parseCanonical(bytes, DEEPEST_LINE);
  if (!isObject(value)) throw new Malformed('not an object');
  return value;
}

function readLine(object: CanonicalObject): EvidenceLine {
  const { kind } = object;
  switch (kind) {
    case 'evidence':
      shape(object, ['files', 'kind', 'origin', 'question', 'version']);
      if (object['version'] !== 1) throw new Malformed('another version');
      return {
        kind,
        version: 1,
        origin: text(object['origin']),
        question: objectOf(object['question']),
        files: objectOf(object['files']),
      };
    case 'certificate':
    case 'handover':
    case 'checkpoint':
      shape(object, ['kind', 'note']);
      return { kind, note: text(object['note']) };
    case 'consistency':
      shape(object, ['from', 'kind', 'proof', 'to']);
      return { kind, from: count(object['from']), to: count(object['to']), proof: hashes(object['proof']) };
    case 'record': {
      shape(object, ['index', 'kind', 'proof', 'record', 'size']);
      // The same limits as for an entry in the log.
      const record = decodeEntry(Buffer.from(canonicalJson(objectOf(object['record']))));
      return { kind, ...placed(object), record };
    }
    case 'withheld':
      shape(object, ['index', 'kind', 'leaf', 'proof', 'size']);
      return { kind, ...placed(object), leaf: fromBase64(text(object['leaf']), HASH_BYTES) };
    case 'disclosure':
      shape(object, ['blind', 'index', 'kind', 'path', 'value']);
      return {
        kind,
        index: count(object['index']),
        path: text(object['path']),
        value: object['value']!,
        blind: fromBase64(text(object['blind']), BLIND),
      };
    case 'policy':
      shape(object, ['kind', 'text']);
      return { kind, text: text(object['text']) };
    default:
      throw new Malformed('a line of an unknown kind');
  }
}

const placed = (object: CanonicalObject): Placed => ({
  index: count(object['index']),
  size: count(object['size']),
  proof: hashes(object['proof']),
});

function shape(object: CanonicalObject, keys: readonly string[]): void {
  const found = Object.keys(object);
  if (found.length !== keys.length || !keys.every((key) => Object.hasOwn(object, key))) {
    throw new Malformed(`not the keys ${keys.join(', ')}`);
  }
}

function text(value: CanonicalValue | undefined): string {
  if (typeof value !== 'string') throw new Malformed('not a text');
  return value;
}

function count(value: CanonicalValue | undefined): number {
  if (typeof value !== 'number' || value < 0) throw new Malformed('not a count');
  return value;
}

function objectOf(value: CanonicalValue | undefined): CanonicalObject {
  if (!isObject(value)) throw new Malformed('not an object');
  return value;
}

function hashes(value: CanonicalValue | undefined): Buffer[] {
  if (!Array.isArray(value) || value.length > LONGEST_PROOF) throw new Malformed('not a proof');
  return (value as CanonicalValue[]).map((each) => fromBase64(text(each), HASH_BYTES));
}

/** A line with its bytes written as base64. */
function plain(line: EvidenceLine): CanonicalObject {
  const entries = Object.entries(line).map(([key, value]) => {
    if (key === 'proof') return [key, (value as readonly Buffer[]).map((hash) => hash.toString('base64'))];
    return [key, Buffer.isBuffer(value) ? value.toString('base64') : value];
  });
  return Object.fromEntries(entries) as CanonicalObject;
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
