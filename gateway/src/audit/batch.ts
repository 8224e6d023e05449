import { canonicalJson, type CanonicalValue } from '@agency-graph/ledger';
import {
  RECORD_BYTES,
  RECORD_VERSION,
  recordMisfit,
  type RecordBody,
  type RecordType,
} from '@agency-graph/ledger/records';
import { randomBytes } from 'node:crypto';
import type { Append } from './protocol.js';

/** Records that are appended together, in their order: each knows its index before it is on the disk. */
export class Batch {
  readonly #frames: (string | Uint8Array)[] = [];
  readonly #at: string;
  #next: number;

  /** `first` is the log's next index, `at` the time of all its records. */
  constructor(first: number, at: string) {
    this.#next = first;
    this.#at = at;
  }

  /** Index of the record that is added next. */
  get next(): number {
    return this.#next;
  }

  get at(): string {
    return this.#at;
  }

  /** Adds a record; returns its index. Throws a `TypeError` on what is not of the closed schema: that is never recorded. */
  add<T extends RecordType>(type: T, body: RecordBody<T>): number {
    const record = { ...body, type, v: RECORD_VERSION, at: this.#at, nonce: randomToken() };
    const misfit = recordMisfit(record);
    if (misfit !== null) throw new TypeError(`not a record: ${misfit}`);
    const text = canonicalJson(record as unknown as CanonicalValue);
    if (Buffer.byteLength(text) > RECORD_BYTES) throw new TypeError(`a ${type} of more than ${RECORD_BYTES} bytes`);
    this.#frames.push(text);
    return this.#next++;
  }

  /** Puts before the next record what is sealed for it. */
  seal(bytes: Uint8Array): void {
    this.#frames.push(bytes);
  }

  finish(keys: Append['keys'], destroy: readonly number[] = []): Append {
    return { frames: this.#frames, keys, destroy };
  }
}

const TOKEN_BYTES = 16;
let pool = Buffer.alloc(0);

/** 128 random bits, base64url; drawn many at a time. */
export function randomToken(): string {
  if (pool.length < TOKEN_BYTES) pool = randomBytes(256 * TOKEN_BYTES);
  const token = pool.toString('base64url', 0, TOKEN_BYTES);
  pool = pool.subarray(TOKEN_BYTES);
  return token;
}
