import type { FailureKind, SubgraphFailure } from './failure.js';
import type { RawAnswer } from './read-answer.js';

/** What came of one attempt to ask an agency, for who counts them and who watches over agencies. */
export type Outcome =
  | FailureKind
  | 'answered'
  /** Answered, with errors about parts of what was asked, or about what the caller gave. */
  | 'with-errors'
  /** It takes the question for none: its schema has drifted from the one that is served, or nothing of it works. */
  | 'refuses-question'
  /** 401 or 403: it does not know the gateway, or not under these keys. */
  | 'refuses-gateway';

/** What came of an attempt that was answered. */
export function outcomeOf({ data, errors }: RawAnswer): Outcome {
  if (errors.length === 0) return 'answered';
  // attacker-controlled: of a million errors the first one tells.
  const { path, extensions } = objectOf(errors[0]);
  const { code } = objectOf(extensions);
  if (code === 'GRAPHQL_VALIDATION_FAILED') return 'refuses-question';
  // An error of no place is about the question as a whole: a request error, as the specification calls it.
  const isOfAll = data === null && !Array.isArray(path) && code !== 'BAD_USER_INPUT';
  return isOfAll ? 'refuses-question' : 'with-errors';
}

/** What came of an attempt that failed. */
export const outcomeOfFailure = ({ kind, status }: SubgraphFailure): Outcome =>
  status === 401 || status === 403 ? 'refuses-gateway' : kind;

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
