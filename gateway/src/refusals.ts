import { DatabaseUnavailable } from '@agency-graph/postgres';
import type { KnownCaller } from './identity/caller.js';

/**
 * Everything the gateway ever says no with: one closed table, served at `/errors`. `status` is the HTTP status when
 * the whole request is refused; codes with 200 stand beside data, and so does `CHANGE_UNKNOWN` where other parts are answered.
 */
export const REFUSALS = {
  BAD_REQUEST: { status: 400, says: 'The request is not a GraphQL request in JSON.' },
  GRAPHQL_PARSE_FAILED: { status: 400, says: 'The query does not parse.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, says: 'The query does not fit the schema.' },
  LIMIT_EXCEEDED: { status: 400, says: 'The operation is larger than this gateway accepts.' },
  OPERATION_NOT_PLANNED: {
    status: 400,
    says: 'No way to answer this operation was found: where one response name stands for different things, give each an alias of its own.',
  },
  AUTH_ERROR: { status: 401, says: 'A valid token is needed: send `Authorization: Bearer <token>`.' },
  ACCOUNT_NOT_IN_FORCE: { status: 403, says: 'The account, or the organisation it is bound to, is not in force.' },
  PURPOSE_REFUSED: { status: 403, says: 'The purpose is not one of the account’s: send one in `Access-Purpose`.' },
  OPERATION_NOT_ALLOWED: { status: 403, says: 'This operation may not be run here.' },
  CASE_NEEDED: { status: 403, says: 'A question about a person needs a case: send its reference in `Access-Case`.' },
  APPROVAL_NEEDED: { status: 403, says: 'Another auditor must approve that so many persons are asked about.' },
  NOT_FOUND: { status: 404, says: 'There is nothing at this address.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    says: 'This method is not served here; queries by GET or POST, mutations by POST.',
  },
  NOT_ACCEPTABLE: { status: 406, says: 'Accept `application/graphql-response+json` or `application/json`.' },
  REQUEST_TIMEOUT: { status: 408, says: 'The request took too long to arrive.' },
  PAYLOAD_TOO_LARGE: { status: 413, says: 'The request body is larger than this gateway accepts.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, says: 'Send `Content-Type: application/json`, uncompressed, in UTF-8.' },
  HEADERS_TOO_LARGE: { status: 431, says: 'The request has more headers, or longer ones, than this gateway accepts.' },
  TOO_MANY_REQUESTS: { status: 429, says: 'Too many requests: try again later.' },
  AUDIT_UNAVAILABLE: { status: 503, says: 'The access cannot be recorded at present, so nothing is answered.' },
  DIRECTORY_UNAVAILABLE: {
    status: 503,
    says: 'The directory of accounts and counts, or the issuer of the token, does not answer at present: try again later.',
  },
  OVERLOADED: { status: 503, says: 'The gateway has too much to do at present: try again later.' },
  // A status that is known from other servers and stands in no registry: it is recorded and counted, and told to nobody.
  CLIENT_GONE: { status: 499, says: 'The client closed the connection before anybody was asked.' },
  INTERNAL_ERROR: { status: 500, says: 'Something went wrong on our side; the trace id finds it.' },
  CHANGE_UNKNOWN: {
    status: 500,
    says: 'The change was asked for and may have been made; what came of it cannot be told. Look before asking again.',
  },
  // These two are said in the words, and with the status, that clients of automatic persisted queries wait for; where they
  // ask for GraphQL's own media type they look at the words alone.
  PERSISTED_QUERY_NOT_FOUND: { status: 200, says: 'PersistedQueryNotFound' },
  PERSISTED_QUERY_NOT_SUPPORTED: { status: 200, says: 'PersistedQueryNotSupported' },
  UNAUTHORIZED_FIELD_OR_TYPE: { status: 200, says: 'Unauthorized field or type' },
  SUBGRAPH_UNAVAILABLE: { status: 200, says: 'An agency did not answer.' },
  BAD_USER_INPUT: { status: 200, says: 'An argument has a value that is not accepted.' },
} as const satisfies Record<string, { readonly status: number; readonly says: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** The caller's doing: turns a request away as a whole, with a code of the table and a sentence for the caller. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  /** What else the caller is told, e.g. `allowed` purposes; goes outward as it is. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Who was refused, as far as that was known; for the record, never outward. */
  readonly known: KnownCaller | null;

  constructor(
    code: RefusalCode,
    says: string = REFUSALS[code].says,
    details: Readonly<Record<string, unknown>> = {},
    known: KnownCaller | null = null,
  ) {
    super(says);
    this.name = 'Refusal';
    this.code = code;
    this.status = REFUSALS[code].status;
    this.details = details;
    this.known = known;
  }
}

/** An operation that fits the schema and that the planner has no plan for, with the planner's own words: for the log. */
export class NotPlanned extends Error {
  override readonly name = 'NotPlanned';

  constructor(
    message: string,
    /** What it lies in: names that the operation gives to different things, or the graph, whoever asks. */
    readonly liesIn: 'names' | 'graph',
  ) {
    super(message);
  }
}

const OF_GRAPH = 'The graph has no plan for this operation, which is no fault of it: its operators are told.';

/** What is said of a failure: its own refusal; of one on our side, only whether it passes, or what to ask instead. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof NotPlanned)
    return error.liesIn === 'names'
      ? new Refusal('OPERATION_NOT_PLANNED')
      : new Refusal('OPERATION_NOT_PLANNED', OF_GRAPH);
  return new Refusal(error instanceof DatabaseUnavailable ? 'DIRECTORY_UNAVAILABLE' : 'INTERNAL_ERROR');
}
