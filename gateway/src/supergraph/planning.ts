import { sha256 } from '@agency-graph/contract';
import type { QueryPlan } from '@apollo/query-planner';
import type { Worker } from 'node:worker_threads';
import type { Planning } from '../plan/plan.js';
import { Refusal } from '../refusals.js';
import { createFairQueue } from '../fair-queue.js';
import { noPlanFor, noPlanInTime } from './no-plan.js';
import { startPlannerThread, type SpareThread } from './planner-thread.js';
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

/** How long whoever asked for one comes behind all others, in milliseconds: the next may be like it. */
const BEHIND_FOR = 60_000;

interface Job {
  readonly text: string;
  readonly by: string;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (cause: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  ready: boolean;
}

/**
 * Plans in a worker thread, one text at a time, callers taking turns. A text that takes longer than it may is ended with its
 * thread, and most of what else its caller has waiting, which may be like it, is refused. For a while they come behind all
 * others, and only while a second thread stands by, so that nobody waits for one to begin where theirs is ended again.
 * The first thread starts with the first text, or earlier through `ready()`, and is the spare one where there is one. An
 * idle thread does not keep the process alive.
 */
export function createPlanning(
  supergraphSdl: string,
  twinned: Twinned | null,
  spare: SpareThread | null = null,
): Planning {
  const waiting = createFairQueue<Job>(PLANNING_LIMITS.waiting);
  /** Why each is refused, and when it may be tried again, by `performance.now()`. */
  const tooLong = new Map<string, { readonly refusal: Refusal; readonly until: number }>();
  let thread: Thread | null = null;
  /** Takes over when the thread is ended, once somebody who comes behind asked for more. */
  let standby: Thread | null = null;
  /** Who comes behind all others, each until their time is over. */
  const behind = new Map<string, NodeJS.Timeout>();
  let current: { readonly job: Job; readonly id: number; timer: NodeJS.Timeout } | null = null;
  let ids = 0;
  let closed = false;
  /** Who waits for a thread that can begin. */
  const onReady = new Set<PromiseWithResolvers<void>>();
  const tellReady = (how: (one: PromiseWithResolvers<void>) => void): void => {
    for (const one of onReady) how(one);
    onReady.clear();
  };

  const begin = (): Thread => {
    const worker = spare?.take() ?? startPlannerThread();
    worker.postMessage({ supergraphSdl, twinned } satisfies PlannerTask);
    const begun = { worker, ready: false };
    worker.on('message', (told: Told) => {
      if (told.kind === 'ready') {
        begun.ready = true;
        if (thread === begun) tellReady(({ resolve }) => resolve());
        next();
      } else if (thread === begun && told.id === current?.id) settle(told);
    });
    worker.on('error', (cause) => {
      // A text that fills the thread's memory would have taken too long as well.
      if (thread === begun && current !== null && isOutOfMemory(cause)) giveUp(current.job);
      else if (thread === begun) lose(cause);
      else if (standby === begun) standby = null;
    });
    return begun;
  };

  const start = (): void => {
    thread = standby ?? begin();
    standby = null;
  };

  const putBehind = (by: string): void => {
    clearTimeout(behind.get(by));
    const over = (): void => {
      behind.delete(by);
      if (behind.size > 0) return next();
      void standby?.worker.terminate();
      standby = null;
      next();
    };
    behind.set(by, setTimeout(over, BEHIND_FOR).unref());
  };

  const settle = (told: Exclude<Told, { kind: 'ready' }>): void => {
    const { job, timer } = current!;
    clearTimeout(timer);
    current = null;
    if (told.kind === 'plan') job.resolve(JSON.parse(told.plan) as QueryPlan);
    else
      job.reject(
        told.ofOperation ? noPlanFor(job.text, told.problem) : new Error(`the planner failed: ${told.problem}`),
      );
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

  /** None before there is a thread to take over where theirs is ended. */
  const takeOneBehind = (): Job | undefined => {
    standby ??= begin();
    return standby.ready ? waiting.take() : undefined;
  };

  const next = (): void => {
    if (current !== null || closed) return;
    if (waiting.size > 0 && thread === null) start();
    if (thread === null) return;
    // A thread that nobody waits for does not keep the process alive.
    if (waiting.size === 0) return thread.worker.unref();
    thread.worker.ref();
    if (!thread.ready) return;
    const job = waiting.take((by) => !behind.has(by)) ?? takeOneBehind();
    if (job === undefined) return;
    const id = (ids += 1);
    current = { job, id, timer: watch(thread.worker, id) };
    thread.worker.postMessage({ id, text: job.text });
  };

  /** Ends the thread for what its text takes, which is told to its caller and remembered of both. */
  const giveUp = ({ text, by }: Job): void => {
    if (tooLong.size >= TOO_LONG.most) tooLong.clear();
    const refusal = noPlanInTime(text);
    tooLong.set(sha256(text), { refusal, until: performance.now() + TOO_LONG.for });
    for (const { reject } of waiting.shorten(by, PLANNING_LIMITS.waitingBehind)) reject(new Refusal('OVERLOADED'));
    putBehind(by);
    lose(refusal);
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
      giveUp(current.job);
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
        const known = tooLong.get(sha256(text));
        if (known !== undefined && known.until > performance.now()) return reject(known.refusal);
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
      for (const timer of behind.values()) clearTimeout(timer);
      await Promise.all([thread?.worker.terminate(), standby?.worker.terminate()]);
    },
  };
}

const isOutOfMemory = (cause: unknown): boolean =>
  (cause as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
