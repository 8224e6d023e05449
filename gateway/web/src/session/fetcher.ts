import type { Fetcher } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import type { Session } from './session.ts';

/** What the page says of answers that are not GraphQL, in the reader's language. */
export interface FetcherWords {
  readonly unreachable: string;
  notGraphql(status: number): string;
}

/** An answer and the trace id that came in its header; empty where none did. */
export interface Answered {
  readonly result: ExecutionResult;
  readonly trace: string;
}

const INTROSPECTION = 'IntrospectionQuery';

/**
 * Sends operations to `POST /graphql` within a session; headers written in the editor win over the session's.
 * Every answer but the schema's own is shown to `onAnswer`.
 */
export function createFetcher(
  session: Session,
  words: () => FetcherWords,
  onAnswer: (answered: Answered) => void,
): Fetcher {
  return async (request, options) => {
    const headers = new Headers({ accept: 'application/json', ...(await session.headers()) });
    for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value));
    headers.set('content-type', 'application/json');
    const answered = await post(JSON.stringify(request), headers, words());
    if (request.operationName !== INTROSPECTION) onAnswer(answered);
    return answered.result;
  };
}

async function post(body: string, headers: Headers, words: FetcherWords): Promise<Answered> {
  let response: Response;
  try {
    response = await fetch('/graphql', { method: 'POST', headers, body });
  } catch {
    throw new Error(words.unreachable);
  }
  // Refusals come with 4xx and 503 and are GraphQL answers all the same.
  try {
    return { result: (await response.json()) as ExecutionResult, trace: response.headers.get('x-trace-id') ?? '' };
  } catch {
    throw new Error(words.notGraphql(response.status));
  }
}
