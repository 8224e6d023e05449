import type { SubgraphFailure } from './failure.js';

/** When a question is asked once more. Times in milliseconds; `share` is of all first questions, `reserve` beyond it. */
export const RETRY = { share: 0.2, reserve: 3, mostSaved: 10, leastWait: 25, mostWait: 100 } as const;

const PASSING_STATUSES = [502, 503, 504];

/** Bounds retries by a share of all questions: an agency in trouble is not asked twice by everybody. */
export interface RetryBudget {
  asked(): void;
  /** Takes one retry; false when there is none. */
  take(): boolean;
}

export function createRetryBudget(): RetryBudget {
  let left: number = RETRY.reserve;
  return {
    asked() {
      left = Math.min(RETRY.mostSaved, left + RETRY.share);
    },
    take() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}

/**
 * How long to wait before a question is asked once more, or null when it is not: only where nothing was answered yet,
 * and the agency's own wish counts. `random` is from 0 to 1. Never call for a mutation: it may have been done.
 */
export function waitBeforeRetry(failure: SubgraphFailure, random: number = Math.random()): number | null {
  const passing =
    failure.kind === 'connection' || (failure.status !== null && PASSING_STATUSES.includes(failure.status));
  if (!passing) return null;
  const jittered = RETRY.leastWait + random * (RETRY.mostWait - RETRY.leastWait);
  return Math.max(jittered, failure.retryAfter ?? 0);
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, § 10.2.3). Null when it says nothing. */
export function readRetryAfter(header: string | string[] | undefined, wallClock: number): number | null {
  if (typeof header !== 'string') return null;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - wallClock);
}
