import type { Unread } from './operations.js';

/** The few answers that are not GraphQL results: constant, so that they tell nothing. */
export const ANSWERS = {
  UNAUTHORIZED: { status: 401, body: body('AUTH_ERROR', 'Unauthorized') },
  BAD_REQUEST: { status: 400, body: body('BAD_REQUEST', 'Bad request') },
  TOO_LARGE: { status: 413, body: body('BAD_REQUEST', 'Request too large') },
  TEXT_WITH_NUL: { status: 200, body: body('BAD_USER_INPUT', 'Text must not contain the character U+0000.') },
  INTERNAL: { status: 500, body: body('INTERNAL', 'Internal error') },
  STARTING: { status: 503, body: body('STARTING', 'Not ready yet') },
} as const;

/** What the gateway is told of a question that is none to this schema: it knows by the code that the two have drifted apart. */
export const refusesQuestion = ({ code, message }: Unread): RawAnswer => ({ status: 400, body: body(code, message) });

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

export type Answer = (typeof ANSWERS)[keyof typeof ANSWERS];

function body(code: string, message: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
