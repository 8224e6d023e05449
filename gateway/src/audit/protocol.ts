/** What crosses between the gateway and its writer's thread. */

/** Rows of subjects' keys that must be on the disk before a record that needs them, from row `first` on. */
interface KeyRows {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** One append: its frames in order, laid out as they stand in the log, without their hashes. */
export interface Append {
  readonly frames: Uint8Array;
  readonly keys: KeyRows | null;
  /** Rows of subjects' keys to be destroyed once the frames are on the disk. */
  readonly destroy: readonly number[];
}

/** Appends that share a write and a sync: where in `frames` each one ends. */
export interface AppendsTogether {
  /** Index of the first record. */
  readonly first: number;
  readonly frames: Uint8Array<ArrayBuffer>;
  readonly ends: readonly number[];
  readonly keys: readonly KeyRows[];
  readonly destroy: readonly number[];
}

/** To the thread. One batch is under way at a time; its frames are the thread's from then on. */
export type ToThread =
  | ({ readonly kind: 'batch' } & AppendsTogether)
  /** A checkpoint that was signed, with what witnesses said of it so far. */
  | { readonly kind: 'publish'; readonly note: string; readonly witnessed: boolean }
  | { readonly kind: 'close' };

/** From the thread. */
export type FromThread =
  | {
      readonly kind: 'opened';
      /** Index of the record that comes next. */
      readonly next: number;
      readonly cut: number;
      readonly published: number;
      readonly epoch: number;
    }
  /** All of the batch is on the disk: the leaf hash, base64, of each append's last record. */
  | { readonly kind: 'durable'; readonly leaves: readonly string[] }
  /** A checkpoint is signed, and is published when it comes back. */
  | { readonly kind: 'signed'; readonly note: string }
  /** Nothing more is written; said once. */
  | { readonly kind: 'broken'; readonly says: string }
  /** Every second: how far the log is published, and whether the disk is nearly full. */
  | { readonly kind: 'state'; readonly published: number; readonly diskLow: boolean; readonly epoch: number };

/** How the thread is started. */
export interface ThreadOptions {
  /** The node's log: `wal`, `log` and `subjects` lie in it. */
  readonly directory: string;
  readonly origin: string;
  /** Folder of the checkpoint keys. */
  readonly keys: string;
  readonly segmentBytes: number;
}

/**
 * The same, with where the thread says how many records are on the disk, and since when (nanoseconds of the clock that all
 * threads share): known at once, whoever is busy.
 */
export type StartedThread = ThreadOptions & { readonly onDisk: BigInt64Array<SharedArrayBuffer> };
