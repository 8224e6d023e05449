import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { inLull } from '../lull.js';
import { startThread } from '../start-thread.js';
import type { LogPosition } from './record.js';
import type { Append, AppendsTogether, FromThread, StartedThread, ThreadOptions, ToThread } from './protocol.js';
import type { Witnesses } from './witnesses.js';

/** The log as the gateway sees it: what is appended is on the disk when its promise resolves. */
export interface Log {
  readonly origin: string;
  /** Index that the next record gets. */
  readonly next: number;
  /** Appends the frames of so many records from `next` on; resolves with the last one's position, rejects for good after any failure. */
  append(append: Append, records: number): Promise<LogPosition>;
  /** Bytes of an unfinished write that were left behind when it was opened. */
  readonly cut: number;
  /** Records that published checkpoints cover. */
  readonly published: number;
  readonly diskLow: boolean;
  /** Epoch of the key that signs checkpoints. */
  readonly epoch: number;
  /** For how many milliseconds in all the disk was at work: it stands while this thread has yet to hand over, or to hear. */
  readonly diskTime: number;
  /** Whether as much waits for the disk as may. */
  readonly isFull: boolean;
  /** Why the log can no longer be written, if so. */
  readonly broken: Error | null;
  /** Waits for what was appended; nothing can be appended afterwards. */
  close(): Promise<void>;
}

/** Appends that may wait for the disk at most; more are refused at once. */
const MOST_WAITING = 4_096;

interface Waiting {
  readonly append: Append;
  /** Of its first record, and of its last. */
  readonly index: number;
  readonly last: number;
  readonly resolve: (position: LogPosition) => void;
  readonly reject: (cause: Error) => void;
}

/** While more comes it may be more to append: so long is waited for that. A turn may be one long answer. */
const UNTIL_HANDED_OVER = { turns: 16, milliseconds: 20 };

/** How often it is looked whether all was handed over, when the log closes. Milliseconds. */
const CLOSE_LOOK = 1;

/** MiB: what it is told is short, and written at once. */
const ROOM = { maxYoungGenerationSizeMb: 12 };

/** Compiled, also for tests that run from the sources. */
const THREAD = createRequire(import.meta.url).resolve('@agency-graph/gateway/writer-thread');

/**
 * Starts the writer's thread. One batch is with the thread at a time; what arrives meanwhile is the next one: one client
 * pays one sync, a thousand share it. Throws when the log cannot be opened, or is not what was published of it.
 */
export async function openLog(options: ThreadOptions, witnesses: Witnesses): Promise<Log> {
  const onDisk = new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
  const thread = startThread(THREAD, {
    workerData: { ...options, onDisk } satisfies StartedThread,
    resourceLimits: ROOM,
  });
  const opened = await firstMessage(thread);
  const { origin } = options;
  let { next, published, epoch } = opened;
  let underWay: Waiting[] = [];
  /** Index behind what was handed to the thread, when that was, and the disk's time before it. Nanoseconds. */
  let handedOver = 0;
  let handedOverAt = 0n;
  let diskTime = 0n;
  const diskTimeNow = (): bigint => {
    if (underWay.length === 0) return diskTime;
    // The count is stored last, so with it the time is of this batch.
    const isTaken = Atomics.load(onDisk, 0) >= BigInt(handedOver);
    return diskTime + (isTaken ? Atomics.load(onDisk, 1) : process.hrtime.bigint()) - handedOverAt;
  };
  let diskLow = false;
  let broken: Error | null = null;
  let waiting: Waiting[] = [];
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));

  const post = (message: ToThread, given: ArrayBuffer[] = []): void => thread.postMessage(message, given);

  const fail = (says: string): void => {
    broken ??= new Error(says);
    for (const one of [...underWay, ...waiting]) one.reject(broken);
    underWay = [];
    waiting = [];
  };

  /** Runs once nothing else is to be done: what is appended until then shares a write and a sync. */
  const send = (): void => {
    if (broken !== null) return;
    underWay = waiting;
    waiting = [];
    handedOver = underWay.at(-1)!.last + 1;
    handedOverAt = process.hrtime.bigint();
    try {
      const batch = together(underWay);
      post({ kind: 'batch', ...batch }, [batch.frames.buffer]);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };

  thread.on('message', (message: FromThread) => {
    switch (message.kind) {
      case 'durable': {
        const batch = underWay;
        diskTime = diskTimeNow();
        underWay = [];
        for (const [at, one] of batch.entries()) one.resolve({ origin, index: one.last, leaf: message.leaves[at]! });
        if (waiting.length > 0) inLull(UNTIL_HANDED_OVER, send);
        return;
      }
      case 'signed':
        return witnesses.show(message.note, (note, witnessed) => post({ kind: 'publish', note, witnessed }));
      case 'broken':
        return fail(message.says);
      case 'state':
        ({ published, diskLow, epoch } = message);
        return;
      case 'opened':
        return;
      default:
        message satisfies never;
    }
  });
  thread.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
  thread.on('exit', () => fail('the log is closed'));

  return {
    origin,
    cut: opened.cut,
    get next() {
      return next;
    },
    get published() {
      return published;
    },
    get diskLow() {
      return diskLow;
    },
    get epoch() {
      return epoch;
    },
    get diskTime() {
      return Number(diskTimeNow()) / 1e6;
    },
    get isFull() {
      return waiting.length >= MOST_WAITING;
    },
    get broken() {
      return broken;
    },
    append(append, records) {
      if (broken !== null) return Promise.reject(broken);
      const index = next;
      next += records;
      return new Promise((resolve, reject) => {
        waiting.push({ append, index, last: index + records - 1, resolve, reject });
        if (underWay.length === 0 && waiting.length === 1) inLull(UNTIL_HANDED_OVER, send);
      });
    },
    async close() {
      // Behind what was appended.
      while (waiting.length > 0) await wait(CLOSE_LOOK);
      post({ kind: 'close' });
      await ended;
      witnesses.close();
    },
  };
}

/** The appends as one message: their frames in one piece of memory of its own, which is handed over and not copied. */
function together(waiting: readonly Waiting[]): AppendsTogether {
  const frames = Buffer.allocUnsafeSlow(waiting.reduce((sum, { append }) => sum + append.frames.length, 0));
  let end = 0;
  const ends = waiting.map(({ append }) => {
    frames.set(append.frames, end);
    return (end += append.frames.length);
  });
  return {
    first: waiting[0]!.index,
    frames,
    ends,
    keys: waiting.flatMap(({ append }) => append.keys ?? []),
    destroy: waiting.flatMap(({ append }) => append.destroy),
  };
}

/** What the thread says first: that the log is open. */
async function firstMessage(thread: Worker): Promise<Extract<FromThread, { kind: 'opened' }>> {
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('message', (message: FromThread) => {
      thread.off('error', reject);
      if (message.kind === 'opened') resolve(message);
      else reject(new Error('the audit log did not open'));
    });
  });
}
