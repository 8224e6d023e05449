import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import type { ExecutionResult } from 'graphql';
import type { Words } from '../words/en.ts';
import type { Language } from '../words/language.ts';
import { WORDS } from '../words/words.ts';
import type { Session } from './session.ts';

/** The one who reads the page, as they are when they are asked about. */
export interface Reader {
  language(): Language;
  /** Whether this session is still the one that they ask in. */
  asksIn(session: Session): boolean;
}

/** An answer and the trace id that came in its header; empty where none did. */
export interface Answered {
  readonly result: ExecutionResult;
  readonly trace: string;
}

const INTROSPECTION = 'IntrospectionQuery';

/**
 * Sends operations to `POST /graphql` within a session; headers written in the editor win over the session's.
 * Every answer but the schema's own is shown to `onAnswer`, and nothing of one that comes when another session is asked
 * in: it would stand under the name of another persona.
 */
export function createFetcher(session: Session, reader: Reader, onAnswer: (answered: Answered) => void): Fetcher {
  const ask = async (request: FetcherParams, written: FetcherOpts['headers']): Promise<Answered> => {
    const language = reader.language();
    const headers = new Headers({
      accept: 'application/json',
      'accept-language': language,
      ...(await session.headers()),
    });
    for (const [name, value] of Object.entries(written ?? {})) headers.set(name, String(value));
    headers.set('content-type', 'application/json');
    return post(JSON.stringify(request), headers, WORDS[language]);
  };
  return async (request, options) => {
    const asked = ask(request, options?.headers);
    if (request.operationName === INTROSPECTION) return (await asked).result;
    await asked.catch(() => {});
    if (!reader.asksIn(session)) return nothing();
    const answered = await asked;
    onAnswer(answered);
    return answered.result;
  };
}

/** No answer at all, which leaves GraphiQL's response as it is. */
async function* nothing(): AsyncGenerator<never> {}

async function post(body: string, headers: Headers, words: Words): Promise<Answered> {
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
