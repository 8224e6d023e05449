/**
 * Why an agency gave no answer. The first eight are the agency's or the way's; the rest are ours or the client's, and say
 * nothing of how the agency is.
 */
export const FAILURE_KINDS = [
  /** No connection, or one that broke before the first byte of an answer. */
  'connection',
  /** An HTTP status other than 200. */
  'status',
  /** No whole answer within the agency's timeout, or within what was left of the request's. */
  'timeout',
  /** The connection broke within the answer. */
  'broken',
  /** More bytes, levels or values than are read. */
  'too-large',
  /** Not JSON, or not a GraphQL response. */
  'unreadable',
  /** A GraphQL response, with values of other types than the schema's or without some: known once it is made use of. */
  'misformed',
  /** Its name leads to an address that no agency has. */
  'address',
  /** The breaker is open: the agency is left alone for a while. */
  'left-alone',
  /** As many requests are under way and waiting as the agency takes. */
  'busy',
  /** More requests this second than the agency takes. */
  'rate',
  /** Less time left than a request is worth, before its turn or when it came. */
  'no-time',
  /** The request holds as much of other answers as one may. */
  'no-room',
  /** The client has gone. */
  'gone',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Those that end a question before anything of it is sent. */
const UNSENT: ReadonlySet<FailureKind> = new Set(['address', 'left-alone', 'busy', 'rate', 'no-time', 'no-room']);

/** What an agency may say of a question as a whole. */
export type Refusing =
  /** It says that the question is none, as one does whose schema is not the one that is served. */
  | 'refuses-question'
  /** Nothing came but errors about the question as a whole: it is overloaded, drifted, or minds what the caller gave. */
  | 'answers-nothing';

/** An HTTP status that an agency answered with. */
export interface Status {
  readonly status: number;
  /** How long the agency asked to be left alone, in milliseconds (RFC 9110, § 10.2.3). */
  readonly retryAfter: number | null;
  /** What its body says of the question, where it is read. */
  readonly refusing: Refusing | null;
}

/** Whether the agency may have been asked, and have done what it was asked, although no answer came. */
export const mayHaveBeenAsked = (failure: unknown): boolean =>
  !(failure instanceof SubgraphFailure && UNSENT.has(failure.kind));

/** Why an agency did not answer; for our log, never for the client. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
  readonly kind: FailureKind;
  /** HTTP status, where there was one. */
  readonly status: number | null;
  readonly retryAfter: number | null;
  readonly refusing: Refusing | null;

  constructor(kind: FailureKind, says: string, of: Status | null = null) {
    super(says);
    this.kind = kind;
    this.status = of?.status ?? null;
    this.retryAfter = of?.retryAfter ?? null;
    this.refusing = of?.refusing ?? null;
  }
}
