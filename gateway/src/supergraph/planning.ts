import { sha256 } from '@agency-graph/contract';
import type { QueryPlan } from '@apollo/query-planner';
import type { Worker } from 'node:worker_threads';
import type { Planning } from '../plan/plan.js';
import { NotPlanned, Refusal } from '../refusals.js';
import { createFairQueue } from '../fair-queue.js';
import { startThread, type SpareThread } from './planner-thread.js';
import type { PlannerTask, Told } from './planner-worker.js';
import type { Twinned } from './twins/twins.js';

/** Bounds of planning. Milliseconds. */
const PLANNING_LIMITS = {
  /** Most processor time that one text may take. */
  processor: 250,
  /** Most time in all, where the processor is busy with others. */
  latest: 5_000,
  /** Texts that wait for their turn, all callers' together; of more, whoever has most waiting loses the last. */
  waiting: 32,
  /** Of these, how many of a caller's stay when one of theirs took too long. */
  waitingBehind: 2,
} as const;

/**
 * Texts that took too long are not tried again for a while, in milliseconds: it may have been the thread, which had just
 * begun. So many are remembered, by their hash.
 */
const TOO_LONG = { most: 1_000, for: 60_000 } as const;

interface Job {
  readonly text: string;
  readonly by: string;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Plans in a worker thread, one text at a time, callers taking turns. A text that takes longer than it may is ended with its
 * thread, and most of what else its caller has waiting, which may be like it, is refused; a new thread is started at once.
 * The first thread starts with the first text, or earlier through `ready()`, and is the spare one where there is one. An
 * idle thread does not keep the process alive.
 */
export function createPlanning(
  supergraphSdl: string,
  twinned: Twinned | null,
  spare: SpareThread | null = null,
): Planning {
  const waiting = createFairQueue<Job>(PLANNING_LIMITS.waiting);
  /** When each may be tried again, by `performance.now()`. */
  const tooLong = new Map<string, number>();
  let thread: { readonly worker: Worker; ready: boolean } | null = null;
  let current: { readonly job: Job; readonly id: number; timer: NodeJS.Timeout } | null = null;
  let ids = 0;
  let closed = false;
  /** Who waits for a thread that can begin. */
  const onReady = new Set<PromiseWithResolvers<void>>();
  const tellReady = (how: (one: PromiseWithResolvers<void>) => void): void => {
    for (const one of onReady) how(one);
    onReady.clear();
  };

  const start = (): void => {
    const worker = spare?.take() ?? startThread();
    worker.postMessage({ supergraphSdl, twinned } satisfies PlannerTask);
    const started = { worker, ready: false };
    thread = started;
    worker.on('message', (told: Told) => {
      if (thread !== started) return;
      if (told.kind === 'ready') {
        started.ready = true;
        tellReady(({ resolve }) => resolve());
        next();
      } else if (told.id === current?.id) settle(told);
    });
    worker.on('error', (cause) => {
      if (thread === started) lose(cause);
    });
  };

  const settle = (told: Exclude<Told, { kind: 'ready' }>): void => {
    const { job, timer } = current!;
    clearTimeout(timer);
    current = null;
    if (told.kind === 'plan') job.resolve(JSON.parse(told.plan) as QueryPlan);
    else job.reject(told.ofOperation ? new NotPlanned(told.problem) : new Error(`the planner failed: ${told.problem}`));
    next();
  };

  /** The thread is gone, or is made to go; the text it worked for, or all where it never began, are told why. */
  const lose = (cause: unknown): void => {
    const began = thread?.ready === true;
    void thread?.worker.terminate();
    thread = null;
    if (current !== null) clearTimeout(current.timer);
    const lost = current === null ? [] : [current.job];
    current = null;
    if (!began) {
      lost.push(...waiting.drain());
      tellReady(({ reject }) => reject(cause));
    }
    for (const { reject } of lost) reject(cause);
    if (began && !closed) start();
  };

  const next = (): void => {
    if (current !== null || closed) return;
    if (waiting.size > 0 && thread === null) start();
    if (thread === null) return;
    // A thread that nobody waits for does not keep the process alive.
    if (waiting.size === 0) return thread.worker.unref();
    thread.worker.ref();
    if (!thread.ready) return;
    const job = waiting.take()!;
    const id = (ids += 1);
    current = { job, id, timer: watch(thread.worker, id) };
    thread.worker.postMessage({ id, text: job.text });
  };

  /** Ends the thread when its text has had its time. */
  const watch = (worker: Worker, id: number): NodeJS.Timeout => {
    const began = performance.now();
    const before = worker.cpuUsage().catch(() => undefined);
    const look = async (): Promise<void> => {
      const used = await worker.cpuUsage(await before).catch(() => ({ user: Infinity, system: 0 }));
      if (current?.id !== id) return;
      const busy = (used.user + used.system) / 1_000;
      if (busy < PLANNING_LIMITS.processor && performance.now() - began < PLANNING_LIMITS.latest) {
        // The machine was busy elsewhere.
        current.timer = setTimeout(() => void look(), PLANNING_LIMITS.processor - busy + 1);
        return;
      }
      if (tooLong.size >= TOO_LONG.most) tooLong.clear();
      const { text, by } = current.job;
      tooLong.set(sha256(text), performance.now() + TOO_LONG.for);
      for (const { reject } of waiting.shorten(by, PLANNING_LIMITS.waitingBehind)) reject(new Refusal('OVERLOADED'));
      lose(takesTooLong());
    };
    return setTimeout(() => void look(), PLANNING_LIMITS.processor);
  };

  return {
    ready() {
      const one = Promise.withResolvers<void>();
      if (closed) one.reject(new Refusal('OVERLOADED'));
      else if (thread?.ready === true) one.resolve();
      else {
        onReady.add(one);
        if (thread === null) start();
      }
      return one.promise;
    },
    plan: (text, by, abandoned) =>
      new Promise((resolve, reject) => {
        if ((tooLong.get(sha256(text)) ?? 0) > performance.now()) return reject(takesTooLong());
        if (closed) return reject(new Refusal('OVERLOADED'));
        const job = { text, by, resolve, reject };
        waiting.add(by, job)?.reject(new Refusal('OVERLOADED'));
        const leave = (): void => {
          // What the thread works on already is kept for whoever asks next.
          if (current?.job === job) return;
          waiting.remove(by, job);
          reject(new Refusal('OVERLOADED'));
        };
        abandoned?.addEventListener('abort', leave, { once: true });
        next();
      }),
    async close() {
      closed = true;
      for (const { reject } of waiting.drain()) reject(new Refusal('OVERLOADED'));
      tellReady(({ reject }) => reject(new Refusal('OVERLOADED')));
      await thread?.worker.terminate();
    },
  };
}

const takesTooLong = (): Refusal =>
  new Refusal('LIMIT_EXCEEDED', 'The operation takes too long to plan: ask for less at once.', { limit: 'planning' });
