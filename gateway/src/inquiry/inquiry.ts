import { createRequire } from 'node:module';
import { startThread } from '../start-thread.js';
import { Refusal } from '../refusals.js';
import type { Calls, FromThread, IndexState, ThreadOptions, ToThread } from './protocol.js';

/** Questions over one log, answered in a thread of its own: reading a log takes the processor, and requests need it. */
export interface Inquiry extends Calls {
  /** The same for somebody who waits until a signal: what is not answered by then is looked for no longer, and refused. */
  until(signal: AbortSignal): Calls;
  readonly index: IndexState;
  /** Waits for what is under way; nothing is answered afterwards. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (cause: Error) => void;
  /** Whoever asks is not listened to any more: a signal outlives many questions. */
  readonly settled: () => void;
}

/** MiB. */
const ROOM = { maxYoungGenerationSizeMb: 24 };
/** Compiled, also for tests that run from the sources. */
const THREAD = createRequire(import.meta.url).resolve('@agency-graph/gateway/inquiry-thread');

/** Starts the thread. The log must have been begun. Whatever goes wrong in it, the gateway serves on. */
export function openInquiry(options: ThreadOptions): Inquiry {
  const thread = startThread(THREAD, { workerData: options, resourceLimits: ROOM });
  const waiting = new Map<number, Waiting>();
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  let broken: Error | null = null;
  let index: IndexState = { complete: 0, of: 0, problem: null };
  let last = 0;

  const fail = (cause: Error): void => {
    broken ??= cause;
    for (const { reject, settled } of waiting.values()) {
      settled();
      reject(broken);
    }
    waiting.clear();
  };
  thread.on('message', (message: FromThread) => {
    if ('state' in message) {
      index = message.state;
      return;
    }
    const { resolve, reject, settled } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    settled?.();
    if ('failed' in message) reject?.(new Error(message.failed));
    else resolve?.(message.value as never);
  });
  thread.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  thread.on('exit', () => fail(new Error('inquiry is closed')));

  const callsUntil = (signal: AbortSignal | null): Calls => {
    const ask = <Name extends keyof Calls>(call: Name, ...asked: Parameters<Calls[Name]>): ReturnType<Calls[Name]> =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken);
        if (signal?.aborted === true) return reject(tooLong());
        const id = (last += 1);
        const abandon = (): void => {
          if (!waiting.delete(id)) return;
          thread.postMessage({ call: 'abandon', id } satisfies ToThread);
          reject(tooLong());
        };
        waiting.set(id, { resolve, reject, settled: () => signal?.removeEventListener('abort', abandon) });
        signal?.addEventListener('abort', abandon, { once: true });
        thread.postMessage({ id, call, asked } as ToThread);
      }) as ReturnType<Calls[Name]>;
    return {
      find: (asked) => ask('find', asked),
      tally: (asked, by) => ask('tally', asked, by),
      usage: (steward, period, line) => ask('usage', steward, period, line),
      volumes: (organisation, period, line) => ask('volumes', organisation, period, line),
      gaps: (period, line, now) => ask('gaps', period, line, now),
      began: () => ask('began'),
      times: () => ask('times'),
      sealed: (index, line) => ask('sealed', index, line),
      evidence: (...asked) => ask('evidence', ...asked),
    };
  };

  return {
    ...callsUntil(null),
    until: callsUntil,
    get index() {
      return broken === null ? index : { ...index, problem: broken.message };
    },
    async close() {
      if (broken === null) thread.postMessage({ call: 'close' } satisfies ToThread);
      await ended;
    },
  };
}

const tooLong = (): Refusal =>
  new Refusal('LIMIT_EXCEEDED', 'The log holds too much to look through for this question: ask for a shorter period.');
