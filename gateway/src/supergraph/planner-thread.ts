import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../start-thread.js';

const WORKER = createRequire(import.meta.url).resolve('@agency-graph/gateway/planner-worker');
/** Mebibytes. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 48 };

/** A thread that loads the planner's code, and waits to be told what to plan over. It does not keep the process alive. */
export function startPlannerThread(): Worker {
  const worker = startThread(WORKER, { resourceLimits: MEMORY });
  worker.unref();
  return worker;
}

/** A thread that has the planner's code before there is a supergraph to plan over: most of what it takes to begin. */
export interface SpareThread {
  begin(): void;
  /** Null where it never began, was taken before or is gone. */
  take(): Worker | null;
  /** Ends it, unless it was taken. */
  close(): void;
}

export function createSpareThread(): SpareThread {
  let spare: Worker | null = null;
  const lost = (): void => void (spare = null);
  return {
    begin() {
      spare ??= startPlannerThread().once('error', lost);
    },
    take() {
      const worker = spare?.off('error', lost) ?? null;
      spare = null;
      return worker;
    },
    close() {
      void spare?.terminate();
      spare = null;
    },
  };
}
