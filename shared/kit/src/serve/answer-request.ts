import { randomUUID } from 'node:crypto';
import { DEADLINE_HEADER, queryIsAsked, type Admission, type AgencyContext } from '@agency-graph/contract';
import { execute, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { SubgraphLimits } from '../config.js';
import type { Subgraph } from '../schema/build-subgraph.js';
import { ANSWERS, refusesQuestion, type RawAnswer } from './answer.js';
import { hasNul, readBody } from './body.js';
import { maskError } from './mask-error.js';
import { createOperations, type Unread } from './operations.js';
import { requestDatabase } from './request-database.js';
import type { AgencyRequest, CursorSealer, RequestBase } from './request.js';
import { createWithheld } from './withheld.js';

/** An HTTP request with the exact bytes of its body. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface AnswerOptions<DB> {
  readonly subgraph: Subgraph;
  readonly admission: Admission;
  readonly pool: Pool;
  readonly limits: SubgraphLimits;
  readonly cursors: CursorSealer;
  readonly loaders: (request: RequestBase<DB>) => unknown;
  readonly log: Logger;
  /** Version of this agency's copy of the register; undefined where it keeps none. */
  readonly registerVersion: () => number | undefined;
}

/** The way of a request: admit, read, ask whether it is asked, parse, execute, mask. */
export function createAnswer<DB>(options: AnswerOptions<DB>) {
  const { subgraph, admission, limits, log } = options;
  const operations = createOperations(subgraph.schema);
  const tellOfDrift = driftTeller(log);

  return async function answer(request: RawRequest): Promise<RawAnswer> {
    const admitted = await admission.admit(request);
    if (admitted.kind === 'refused') {
      log.warn({ reason: admitted.reason }, 'refused');
      return ANSWERS.UNAUTHORIZED;
    }
    const asked = readBody(request.body);
    if (asked === undefined) return ANSWERS.BAD_REQUEST;
    if (!queryIsAsked(admitted.context, asked.query)) {
      log.warn({ reason: 'query-not-asked', txn: admitted.context.txn }, 'refused');
      return ANSWERS.UNAUTHORIZED;
    }
    if (hasNul(request.body)) return ANSWERS.TEXT_WITH_NUL;
    const read = operations.read(asked.query);
    if ('unread' in read) {
      if (!read.unread.ofValue) tellOfDrift(read.unread);
      return refusesQuestion(read.unread);
    }

    const traceId = traceIdOf(request);
    const own = requestOf(options, admitted.context, deadlineOf(request, limits.requestMs));
    const schema = subgraph.schema;
    // Before the rows are read, so that they are never older than what is said of them.
    const register = options.registerVersion();
    const result = (await execute({
      schema,
      document: read.document,
      variableValues: asked.variables,
      contextValue: own,
    })) as ExecutionResult;
    const errors = result.errors?.map((error) => maskError(error, traceId, own.log));
    return {
      status: 200,
      body: JSON.stringify({
        ...(errors && { errors }),
        ...(result.data !== undefined && { data: result.data }),
        extensions: {
          withheld: own.withheld.list(),
          statements: own.statements.count,
          ...(register !== undefined && { register }),
        },
      }),
    };
  };
}

/** Mistakes told in the life of a process: what callers may vary does not fill the log. */
const MOST_TOLD = 100;

/** Says each mistake of the gateway's questions once. */
function driftTeller(log: Logger): (unread: Unread) => void {
  const told = new Set<string>();
  return ({ code, message }) => {
    if (told.has(message) || told.size >= MOST_TOLD) return;
    told.add(message);
    log.warn(
      { code, problem: message },
      'the gateway asks what this schema does not have: it was given another one than is deployed here',
    );
  };
}

function requestOf<DB>(options: AnswerOptions<DB>, agency: AgencyContext, deadlineMs: number): AgencyRequest<DB> {
  const statements = { count: 0 };
  const endsAt = performance.now() + deadlineMs;
  const base: RequestBase<DB> = {
    agency,
    now: agency.now,
    db: requestDatabase<DB>({ pool: options.pool, statements, endsAt }),
    withheld: createWithheld(),
    statements,
    log: options.log.child({ txn: agency.txn }),
    cursors: options.cursors,
    forgetLoaded() {
      loaders = options.loaders(base);
    },
  };
  let loaders = options.loaders(base);
  return {
    ...base,
    get loaders() {
      return loaders;
    },
  };
}

/** The gateway's trace id (W3C Trace Context), so that both logs tell of one request; a new one where there is none. */
function traceIdOf({ headers }: RawRequest): string {
  const parent = headers['traceparent'];
  const given =
    typeof parent === 'string' ? /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(parent)?.[1] : null;
  return given ?? randomUUID().replaceAll('-', '');
}

function deadlineOf(request: RawRequest, mostMs: number): number {
  const value = request.headers[DEADLINE_HEADER];
  // attacker-controlled: not proven, so it may only ever shorten.
  if (typeof value !== 'string' || !/^\d{1,7}$/.test(value)) return mostMs;
  return Math.min(Math.max(Number(value), 1), mostMs);
}
