import { DEADLINE_HEADER, type ContextClaims } from '@agency-graph/contract';
import type { SubgraphLimits } from '@agency-graph/composition';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { createBreaker, type BreakerState, type Permit, type Verdict } from './agency/breaker.js';
import { createBulkhead } from './agency/bulkhead.js';
import { SubgraphFailure, type FailureKind } from './agency/failure.js';
import { createPace } from './agency/pace.js';
import { readAnswer, readBody, type RawAnswer } from './agency/read-answer.js';
import { resolveAgency } from './agency/resolve.js';
import { createRetryBudget, readRetryAfter, waitBeforeRetry } from './agency/retry.js';
import type { Seal } from './seal.js';
import { traceparent } from './agency/traceparent.js';

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

/** What bounds every question of one request. */
export interface Patience {
  /** When, by `performance.now()`, the request must be over. */
  readonly deadline: number;
  /** Aborted when the client leaves. */
  readonly gone: AbortSignal;
}

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

/** One attempt to ask, for who counts them. Milliseconds. */
export type OnAsked = (outcome: FailureKind | 'answered', milliseconds: number) => void;

/** Opens a request's way to one agency; `claims` become its signed context where it has one. */
export interface SubgraphClient {
  open(claims: () => ContextClaims, errand: Errand): Ask;
  state(): AgencyState;
  /** Resolves once what is under way has ended. */
  close(): Promise<void>;
}

/** Milliseconds. */
const CONNECT_TIMEOUT = 1_000;
/** Of an agency's timeout, how much may pass before its answer begins. */
const HEADERS_SHARE = 2 / 3;
/** A question is not asked with less time left than this. Milliseconds. */
export const LEAST_TIME = 50;
/** What is read, so that its connection can be kept, of an answer that is of no use. Bytes and milliseconds. */
const OF_NO_USE = { bytes: 16 * 1024, within: 500 } as const;

/**
 * A pool of connections to one agency, behind its limits: so many at once, so many a second, left alone when it fails,
 * asked once more where that is safe. Redirects are not followed, and no two requests ever share an answer.
 */
export function createSubgraphClient(
  { url: address, limits }: AgencyEndpoint,
  seal: Seal,
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

  const send = async (body: Buffer, headers: Record<string, string>, signal: AbortSignal): Promise<RawAnswer> => {
    const response = await pool
      .request({ method: 'POST', path: target, body, headers, signal })
      .catch((cause: unknown) => Promise.reject(failureOf(cause, signal, 'connection')));
    const { statusCode: status } = response;
    if (status !== 200) {
      const unread = { limit: OF_NO_USE.bytes, signal: AbortSignal.timeout(OF_NO_USE.within) };
      response.body.dump(unread).catch(() => {});
      const retryAfter = readRetryAfter(response.headers['retry-after'], Date.now());
      throw new SubgraphFailure('status', `status ${status}`, { status, retryAfter });
    }
    const text = await readBody(response.body, response.headers, limits.responseBytes).catch((cause: unknown) =>
      Promise.reject(failureOf(cause, signal, 'broken')),
    );
    return readAnswer(text);
  };

  const open = (claims: () => ContextClaims, { deadline, gone, caller, trace }: Errand): Ask => {
    const admittedBy = seal(claims);

    const headersOf = (body: Buffer, left: number): Record<string, string> => ({
      host: url.host,
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...admittedBy({ method: 'POST', target, host: url.host, body }),
      traceparent: traceparent(trace),
      [DEADLINE_HEADER]: String(Math.max(0, Math.floor(left))),
    });

    const attempt = async (body: Buffer, leaving: AbortSignal | null): Promise<RawAnswer> => {
      const began = performance.now();
      const left = Math.min(limits.timeoutMs, deadline - began);
      if (left < LEAST_TIME) throw new SubgraphFailure('no-time', `${Math.floor(left)} ms are left`);
      if (breaker.isResting()) throw leftAlone();
      if (!pace()) throw new SubgraphFailure('rate', `more than ${limits.requestsPerSecond} requests a second`);
      const { signal, end } = bounded(left, leaving);
      try {
        const leave = await bulkhead.enter(signal);
        try {
          const permit = breaker.enter();
          if (permit === null) throw leftAlone();
          const headers = headersOf(body, left - (performance.now() - began));
          // A timeout tells of the agency only when it had all of its time.
          const verdict = (failure: unknown): Verdict => verdictOf(failure, caller, left === limits.timeoutMs);
          return await judged(permit, verdict, () => send(body, headers, signal));
        } finally {
          leave();
        }
      } finally {
        end();
      }
    };

    const counted = async (body: Buffer, leaving: AbortSignal | null): Promise<RawAnswer> => {
      const began = performance.now();
      const tell = (outcome: FailureKind | 'answered'): void => onAsked(outcome, performance.now() - began);
      try {
        const answer = await attempt(body, leaving);
        tell('answered');
        return answer;
      } catch (cause) {
        if (cause instanceof SubgraphFailure) tell(cause.kind);
        throw cause;
      }
    };

    return async (question) => {
      const body = Buffer.from(question.body ?? bodyOf(question));
      // What changes something is seen through to its end, so that the record says what became of it.
      if (question.mutation) return counted(body, null);
      budget.asked();
      try {
        return await counted(body, gone);
      } catch (failure) {
        const pause = failure instanceof SubgraphFailure ? waitBeforeRetry(failure) : null;
        const inTime = pause !== null && performance.now() + pause + LEAST_TIME < deadline;
        if (!inTime || breaker.isResting() || !budget.take()) throw failure;
        await wait(pause, undefined, { signal: gone }).catch(() => Promise.reject(failure));
        return counted(body, gone);
      }
    };
  };

  return {
    open,
    state: () => ({ breaker: breaker.state(), inFlight: bulkhead.inFlight, waiting: bulkhead.waiting }),
    close: () => pool.close(),
  };
}

const bodyOf = ({ query, operationName, variables }: Question): string =>
  JSON.stringify({ query, variables, ...(operationName === undefined ? {} : { operationName }) });

const leftAlone = (): SubgraphFailure => new SubgraphFailure('left-alone', 'it failed too often and is left alone');

/** A signal that is aborted with the failure to tell: after so many milliseconds, or when the client leaves. */
function bounded(milliseconds: number, leaving: AbortSignal | null): { signal: AbortSignal; end: () => void } {
  const stop = new AbortController();
  const onGone = (): void => stop.abort(new SubgraphFailure('gone', 'the client has gone'));
  const onTime = (): void =>
    stop.abort(new SubgraphFailure('timeout', `no whole answer within ${Math.round(milliseconds)} ms`));
  const timer = setTimeout(onTime, milliseconds);
  if (leaving?.aborted === true) onGone();
  else leaving?.addEventListener('abort', onGone);
  return {
    signal: stop.signal,
    end() {
      clearTimeout(timer);
      leaving?.removeEventListener('abort', onGone);
    },
  };
}

/** Runs one call and tells the breaker how it went. */
async function judged(
  permit: Permit,
  verdict: (failure: unknown) => Verdict,
  call: () => Promise<RawAnswer>,
): Promise<RawAnswer> {
  try {
    const answer = await call();
    permit({ kind: 'well' });
    return answer;
  } catch (failure) {
    permit(verdict(failure));
    throw failure;
  }
}

/** What a call that was made says of the agency. */
function verdictOf(failure: unknown, caller: string, hadItsTime: boolean): Verdict {
  if (!(failure instanceof SubgraphFailure)) return { kind: 'unknown' };
  switch (failure.kind) {
    case 'gone':
      return { kind: 'unknown' };
    case 'timeout':
      return hadItsTime ? { kind: 'suspect', caller } : { kind: 'unknown' };
    case 'too-large':
      return { kind: 'suspect', caller };
    case 'status':
      // 4xx is about the question: an agency that says so is well.
      return { kind: failure.status! >= 400 && failure.status! < 500 ? 'well' : 'failed' };
    default:
      return { kind: 'failed' };
  }
}

/** What went wrong on the wire; `kind` is what an error means that says nothing more exact. */
function failureOf(cause: unknown, signal: AbortSignal, kind: 'connection' | 'broken'): SubgraphFailure {
  if (signal.aborted) return signal.reason as SubgraphFailure;
  if (cause instanceof SubgraphFailure) return cause;
  const { code = 'unknown' } = cause as { readonly code?: string };
  return new SubgraphFailure(/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code) ? 'timeout' : kind, code);
}
