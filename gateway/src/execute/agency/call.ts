import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { LEAST_TIME } from '../../patience.js';
import type { Breaker, Permit, Verdict } from './breaker.js';
import type { Bulkhead } from './bulkhead.js';
import type { Deadlines, Timed } from './deadlines.js';
import { SubgraphFailure, type Status } from './failure.js';
import { refusingOf } from './outcome.js';
import { openBody, type AnswerBody, type RawAnswer } from './read-answer.js';
import { readRetryAfter } from './retry.js';

/** What all calls of one agency share. */
export interface Line {
  readonly pool: Pick<Dispatcher, 'dispatch'>;
  /** Path and query that are asked. */
  readonly target: string;
  readonly bulkhead: Bulkhead;
  readonly breaker: Breaker;
  readonly deadlines: Deadlines;
  /** Most bytes of an answer. */
  readonly responseBytes: number;
  /** With as much time as this, in milliseconds, an agency that is well has answered. */
  readonly enough: number;
  /** Answers that began, whatever they were. */
  heard: number;
}

/** One attempt to ask. */
export interface Attempt {
  readonly body: Buffer;
  /** Made when its turn comes, with the milliseconds that are left. */
  readonly headers: (left: number) => Record<string, string>;
  readonly deadline: number;
  readonly gone: AbortSignal | null;
  /** Whom a failure may be blamed on, and whose turn it is. */
  readonly caller: string;
  /** Whether all of the agency's timeout is left when it begins to wait for its turn. */
  readonly hasItsTime: boolean;
}

/** What is read, so that its connection can be kept, of an answer that is of no use. Bytes and milliseconds. */
const OF_NO_USE = { bytes: 16 * 1024, within: 500 } as const;
/** Statuses of a question that is none to the agency, and bytes of the body in which it may say why, of each of its fields. */
const REFUSING = { statuses: new Set([400, 422]), bytes: 64 * 1024 } as const;

/** Interim responses (1xx) to one question: they are no bytes of an answer, and each is read. */
const MOST_INTERIM = 100;
/** Pieces of an answer: it may come in as many as it has bytes, and each takes time of its own, however small. */
const MOST_PIECES = 250_000;

/** Asks once: waits for its turn, sends, reads the whole answer. What goes wrong on the way is a `SubgraphFailure`. */
export const call = (line: Line, attempt: Attempt): Promise<RawAnswer> =>
  new Promise((resolve, reject) => new Call(line, attempt, { resolve, reject }).begin());

interface Settled {
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (failure: unknown) => void;
}

/** A call is settled once, by whatever comes first: its answer, the wire, its time, its client. */
class Call implements Dispatcher.DispatchHandler, Timed {
  deadline: number;
  gone: AbortSignal | null;
  place = -1;
  readonly #line: Line;
  readonly #attempt: Attempt;
  readonly #settled: Settled;
  #isSettled = false;
  #leaveLine: (() => void) | null = null;
  #hasPlace = false;
  /** Whether a timeout would be the agency's: what the line took of the time is ours. */
  #isSentInTime = false;
  /** What was heard of the agency before it began to wait. */
  readonly #heard: number;
  #permit: Permit | null = null;
  #wire: Dispatcher.DispatchController | null = null;
  #body: AnswerBody | null = null;
  /** What it failed with already, while the rest is read: nothing that comes makes another failure of it. */
  #status: Status | null = null;
  #interim = 0;
  #pieces = 0;
  /** Bytes that came after it was settled. */
  #unread = 0;

  constructor(line: Line, attempt: Attempt, settled: Settled) {
    this.#line = line;
    this.#attempt = attempt;
    this.#settled = settled;
    this.deadline = attempt.deadline;
    this.gone = attempt.gone;
    this.#heard = line.heard;
  }

  begin(): void {
    if (this.gone?.aborted === true) return this.end(new SubgraphFailure('gone', 'the client has gone'));
    this.#line.deadlines.watch(this);
    this.#leaveLine = this.#line.bulkhead.enter({
      caller: this.#attempt.caller,
      onTurn: () => this.#send(),
      onTurnedAway: (failure) => this.end(failure),
    });
  }

  /** Ends it because its time is over. */
  endLate(): void {
    this.end(this.#hasPlace ? new SubgraphFailure('timeout', 'no whole answer in its time') : tooLate());
  }

  /** Ends it before its answer is whole; its connection, if it has one, is given up. */
  end(failure: unknown): void {
    this.#settle(failure);
    this.#line.deadlines.forget(this);
    this.#wire?.abort(failure as Error);
  }

  #send(): void {
    this.#hasPlace = true;
    const left = this.deadline - performance.now();
    // Who came straight through was looked at on the way in.
    if (this.#leaveLine !== null && left < LEAST_TIME) return this.end(tooLate());
    this.#permit = this.#line.breaker.enter(this.#attempt.caller);
    if (this.#permit === null) return this.end(leftAlone());
    this.#isSentInTime = left >= this.#line.enough;
    try {
      const { body } = this.#attempt;
      const headers = this.#attempt.headers(left);
      this.#line.pool.dispatch({ method: 'POST', path: this.#line.target, body, headers }, this);
    } catch (cause) {
      this.end(cause);
    }
  }

  onRequestStart(wire: Dispatcher.DispatchController): void {
    this.#wire = wire;
    // Settled while its connection was made.
    if (this.#isSettled) wire.abort(new SubgraphFailure('gone', 'nobody waits for it any more'));
  }

  onResponseStart(wire: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#line.heard += 1;
    if (this.#isSettled) return;
    if (status < 200) {
      this.#interim += 1;
      if (this.#interim > MOST_INTERIM)
        throw new SubgraphFailure('unreadable', `more than ${MOST_INTERIM} interim responses`);
      return;
    }
    if (status === 200) {
      this.#body = openBody(headers, this.#line.responseBytes, wire);
      return;
    }
    const until = performance.now() + OF_NO_USE.within;
    this.#status = { status, retryAfter: readRetryAfter(headers['retry-after'], Date.now()), refusing: null };
    if (REFUSING.statuses.has(status)) {
      this.deadline = Math.min(this.deadline, until);
      this.#body = openBody(headers, REFUSING.bytes, wire);
      return;
    }
    this.#settle(null);
    this.gone = null;
    this.deadline = until;
  }

  onResponseData(_wire: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) {
      if ((this.#unread += chunk.length) > OF_NO_USE.bytes) this.end(null);
      return;
    }
    this.#pieces += 1;
    if (this.#pieces > MOST_PIECES) throw new SubgraphFailure('too-large', `more than ${MOST_PIECES} pieces`);
    this.#body?.add(chunk);
  }

  onResponseEnd(): void {
    this.#wire = null;
    if (this.#isSettled || this.#body === null) return this.end(new SubgraphFailure('unreadable', 'no answer'));
    const read = this.#body.read();
    if (read instanceof Promise)
      void read.then(
        (answer) => this.#answered(answer),
        (cause) => this.end(cause),
      );
    else this.#answered(read);
  }

  onResponseError(_wire: Dispatcher.DispatchController, cause: unknown): void {
    this.#wire = null;
    this.end(failureOf(cause, this.#body === null ? 'connection' : 'broken'));
  }

  #answered(answer: RawAnswer): void {
    if (this.#status !== null) {
      this.#status = { ...this.#status, refusing: refusingOf(answer) };
      return this.end(null);
    }
    this.#line.deadlines.forget(this);
    if (this.#isOver()) return;
    this.#permit?.('well');
    this.#settled.resolve(answer);
  }

  #settle(cause: unknown): void {
    if (this.#isOver()) return;
    const failure = this.#status === null ? cause : statusFailure(this.#status);
    this.#permit?.(verdictOf(failure, this.#hadItsTime()));
    this.#settled.reject(failure);
  }

  /** Also where it had little of it: for as long as its timeout the agency answered nobody. */
  #hadItsTime(): boolean {
    return this.#attempt.hasItsTime && (this.#isSentInTime || this.#line.heard === this.#heard);
  }

  /** Whether it was settled before; if not it is now, and its place is free. */
  #isOver(): boolean {
    if (this.#isSettled) return true;
    this.#isSettled = true;
    if (this.#hasPlace) this.#line.bulkhead.leave();
    else this.#leaveLine?.();
    return false;
  }
}

export const leftAlone = (): SubgraphFailure =>
  new SubgraphFailure('left-alone', 'it failed too often and is left alone');

const statusFailure = (status: Status): SubgraphFailure =>
  new SubgraphFailure('status', `status ${status.status}`, status);

const tooLate = (): SubgraphFailure => new SubgraphFailure('no-time', 'its turn did not come in time');

/** What a call that was made says of the agency. */
function verdictOf(failure: unknown, hadItsTime: boolean): Verdict {
  if (!(failure instanceof SubgraphFailure)) return 'unknown';
  switch (failure.kind) {
    case 'gone':
      return 'unknown';
    case 'timeout':
      return hadItsTime ? 'suspect' : 'unknown';
    case 'too-large':
      return 'suspect';
    case 'status':
      // 4xx is about the question: an agency that says so is well.
      return failure.status! >= 400 && failure.status! < 500 ? 'well' : 'erred';
    case 'unreadable':
    case 'broken':
      return 'erred';
    default:
      return 'failed';
  }
}

/** What went wrong on the wire; `kind` is what an error means that says nothing more exact. */
function failureOf(cause: unknown, kind: 'connection' | 'broken'): SubgraphFailure {
  if (cause instanceof SubgraphFailure) return cause;
  const { code = 'unknown' } = cause as { readonly code?: string };
  return new SubgraphFailure(/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code) ? 'timeout' : kind, code);
}
