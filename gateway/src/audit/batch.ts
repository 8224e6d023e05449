import { randomId } from '@agency-graph/contract';
import { frameSize, layFrame, type FrameKind } from '@agency-graph/ledger';
import {
  RECORD_VERSION,
  writeRecord,
  type LogRecord,
  type RecordBody,
  type RecordType,
} from '@agency-graph/ledger/records';
import type { Append } from './protocol.js';

/** Records that are appended together, in their order: each knows its index before it is on the disk. */
export class Batch {
  readonly #frames: { readonly index: number; readonly payload: string | Uint8Array; readonly kind: FrameKind }[] = [];
  readonly #at: string;
  #next: number;
  #destroyed: readonly number[] = [];

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
    const record = { ...body, type, v: RECORD_VERSION, at: this.#at, nonce: randomId() };
    this.#frames.push({ index: this.#next, payload: writeRecord(record as unknown as LogRecord), kind: 'leaf' });
    return this.#next++;
  }

  /** Puts before the next record what is sealed for it. */
  seal(bytes: Uint8Array): void {
    this.#frames.push({ index: this.#next, payload: bytes, kind: 'sealed' });
  }

  /** Rows of subjects' keys that are destroyed once all of this is on the disk. */
  destroy(rows: readonly number[]): void {
    this.#destroyed = rows;
  }

  finish(keys: Append['keys']): Append {
    const frames = Buffer.allocUnsafe(
      this.#frames.reduce((sum, { payload, kind }) => sum + frameSize(payload, kind), 0),
    );
    let at = 0;
    for (const { index, payload, kind } of this.#frames) at = layFrame(frames, at, index, payload, kind);
    return { frames, keys, destroy: this.#destroyed };
  }
}
