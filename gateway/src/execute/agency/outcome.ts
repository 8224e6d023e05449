import type { FailureKind, Refusing, SubgraphFailure } from './failure.js';
import type { RawAnswer } from './read-answer.js';

/** What came of one attempt to ask an agency, for who counts them and who watches over agencies. */
export type Outcome =
  | FailureKind
  | Refusing
  | 'answered'
  /** Answered, with errors about parts of what was asked, or about what the caller gave. */
  | 'with-errors'
  /** 401 or 403: it does not know the gateway, or not under these keys. */
  | 'refuses-gateway';

/** What a server says of a question that does not hold against its schema. */
const REFUSALS: ReadonlySet<unknown> = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);

/** What came of an attempt that was answered. */
export function outcomeOf({ data, errors }: RawAnswer): Outcome {
  if (errors.length === 0) return 'answered';
  // attacker-controlled: of a million errors the first one tells.
  const { path, extensions } = objectOf(errors[0]);
  const { code } = objectOf(extensions);
  if (REFUSALS.has(code)) return 'refuses-question';
  // An error of no place is about the question as a whole: a request error, as the specification calls it.
  const isOfAll = data === null && !Array.isArray(path) && code !== 'BAD_USER_INPUT';
  return isOfAll ? 'answers-nothing' : 'with-errors';
}

/** What an answer says of the question as a whole; null where it says something of its parts, or of the caller's mistakes. */
export function refusingOf(answer: RawAnswer): Refusing | null {
  const outcome = outcomeOf(answer);
  return outcome === 'refuses-question' || outcome === 'answers-nothing' ? outcome : null;
}

/** What came of an attempt that failed. */
export const outcomeOfFailure = ({ kind, status, refusing }: SubgraphFailure): Outcome =>
  status === 401 || status === 403 ? 'refuses-gateway' : (refusing ?? kind);

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
