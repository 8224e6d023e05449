import { DEADLINE_HEADER, type ContextClaims } from '@agency-graph/contract';
import type { SubgraphLimits } from '@agency-graph/composition';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { LEAST_TIME, type Patience } from '../patience.js';
import { createBreaker, type BreakerState } from './agency/breaker.js';
import { createBulkhead } from './agency/bulkhead.js';
import { call, leftAlone, type Line } from './agency/call.js';
import { createDeadlines } from './agency/deadlines.js';
import { SubgraphFailure } from './agency/failure.js';
import { outcomeOf, outcomeOfFailure, type Outcome } from './agency/outcome.js';
import { createPace } from './agency/pace.js';
import type { RawAnswer } from './agency/read-answer.js';
import { resolveAgency } from './agency/resolve.js';
import { createRetryBudget, waitBeforeRetry } from './agency/retry.js';
import { traceparent } from './agency/traceparent.js';
import type { WireHeaders } from './wire-headers.js';

export type { Outcome } from './agency/outcome.js';
export type { RawAnswer } from './agency/read-answer.js';

/** How one agency is reached, and how much of it and of us is taken. */
export interface AgencyEndpoint {
  readonly url: string;
  readonly limits: SubgraphLimits;
}

/** One question to an agency, as it goes on the wire. */
export interface Question {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Asked once only, whatever happens: it may have been done. */
  readonly mutation: boolean;
  /** All of it as the JSON that is sent, where that is already written. */
  readonly body?: string;
}

/** Asks one agency within one request: the same signed context, a fresh proof each time. */
export type Ask = (question: Question) => Promise<RawAnswer>;

/** The request that asks, as far as it matters to whether and how long an agency is asked. */
export interface Errand extends Patience {
  /** Who is behind it, whatever they are called; never told to the agency. */
  readonly caller: string;
  /** Its trace id (W3C Trace Context), 32 hexadecimal digits. */
  readonly trace: string;
}

/** How an agency is doing, as seen from here. */
export interface AgencyState {
  readonly breaker: BreakerState;
  readonly inFlight: number;
  readonly waiting: number;
}

/**
 * One attempt to ask, for who counts them, and whose request it was for. Milliseconds; null for an answer that was told of
 * before, and is found to be of no use.
 */
export type OnAsked = (outcome: Outcome, milliseconds: number | null, caller: string) => void;

/** Opens a request's way to one agency; `claims` become its signed context where it has one. */
export interface SubgraphClient {
  open(claims: () => ContextClaims, errand: Errand): Ask;
  /** What it answered in a caller's request has not the form that was asked for. */
  misformed(caller: string): void;
  state(): AgencyState;
  /** Resolves once what is under way has ended. */
  close(): Promise<void>;
}

/** Milliseconds. */
const CONNECT_TIMEOUT = 1_000;
/** Of an agency's timeout, how much may pass before its answer begins. */
const HEADERS_SHARE = 2 / 3;

/**
 * A pool of connections to one agency, behind its limits: so many at once, so many a second, left alone when it fails,
 * asked once more where that is safe. Redirects are not followed, and no two requests ever share an answer.
 */
export function createSubgraphClient(
  { url: address, limits }: AgencyEndpoint,
  wire: WireHeaders,
  onAsked: OnAsked = () => {},
): SubgraphClient {
  const url = new URL(address);
  const target = url.pathname + url.search;
  const pool = new Pool(url.origin, {
    connections: limits.concurrency,
    connect: { timeout: CONNECT_TIMEOUT, lookup: resolveAgency },
    headersTimeout: Math.ceil(limits.timeoutMs * HEADERS_SHARE),
    bodyTimeout: limits.timeoutMs,
  });
  const breaker = createBreaker();
  const bulkhead = createBulkhead(limits.concurrency, limits.pending);
  const pace = createPace(limits.requestsPerSecond);
  const budget = createRetryBudget();
  const line: Line = {
    pool,
    target,
    bulkhead,
    breaker,
    deadlines: createDeadlines(),
    responseBytes: limits.responseBytes,
    enough: limits.timeoutMs * HEADERS_SHARE,
    heard: 0,
  };

  const open = (claims: () => ContextClaims, { deadline, gone, caller, trace }: Errand): Ask => {
    const admittedBy = wire(claims);

    const headersOf = (body: Buffer, left: number): Record<string, string> => ({
      host: url.host,
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...admittedBy({ method: 'POST', target, host: url.host, body }),
      traceparent: traceparent(trace),
      [DEADLINE_HEADER]: String(Math.max(0, Math.floor(left))),
    });

    const admit = (body: Buffer, leaving: AbortSignal | null, now: number): Promise<RawAnswer> => {
      const left = Math.min(limits.timeoutMs, deadline - now);
      if (left < LEAST_TIME) throw new SubgraphFailure('no-time', `${Math.floor(left)} ms are left`);
      if (breaker.isResting(caller)) throw leftAlone();
      if (!pace(caller)) throw new SubgraphFailure('rate', `more than ${limits.requestsPerSecond} requests a second`);
      return call(line, {
        body,
        headers: (remaining) => headersOf(body, remaining),
        deadline: now + left,
        gone: leaving,
        caller,
        hasItsTime: left === limits.timeoutMs,
      });
    };

    const attempt = async (body: Buffer, leaving: AbortSignal | null): Promise<RawAnswer> => {
      const began = performance.now();
      try {
        const answer = await admit(body, leaving, began);
        onAsked(outcomeOf(answer), performance.now() - began, caller);
        return answer;
      } catch (cause) {
        if (cause instanceof SubgraphFailure) onAsked(outcomeOfFailure(cause), performance.now() - began, caller);
        throw cause;
      }
    };

    return async (question) => {
      const body = Buffer.from(question.body ?? bodyOf(question));
      // What changes something is seen through to its end, so that the record says what became of it.
      if (question.mutation) return attempt(body, null);
      budget.asked();
      try {
        return await attempt(body, gone);
      } catch (failure) {
        const pause = failure instanceof SubgraphFailure ? waitBeforeRetry(failure) : null;
        const inTime = pause !== null && performance.now() + pause + LEAST_TIME < deadline;
        if (!inTime || breaker.isResting(caller) || !budget.take()) throw failure;
        await wait(pause, undefined, { signal: gone }).catch(() => Promise.reject(failure));
        return attempt(body, gone);
      }
    };
  };

  return {
    open,
    misformed: (caller) => onAsked('misformed', null, caller),
    state: () => ({ breaker: breaker.state(), inFlight: bulkhead.inFlight, waiting: bulkhead.waiting }),
    close: () => pool.close(),
  };
}

const bodyOf = ({ query, operationName, variables }: Question): string =>
  JSON.stringify({ query, variables, ...(operationName === undefined ? {} : { operationName }) });
