import type { Choice } from './choice.ts';

/** An access token, kept in memory only. */
export interface Token {
  readonly token: string;
  /** ISO 8601; `null` for a pasted token, whose life the page does not judge. */
  readonly expiresAt: string | null;
}

/** A token with less than this to live is replaced before it is used, so that none expires on its way. Milliseconds. */
const RENEW_BEFORE_MS = 30_000;

export const isFresh = (token: Token, now: number): boolean =>
  token.expiresAt === null || Date.parse(token.expiresAt) - now > RENEW_BEFORE_MS;

/** A token of the development issuer; throws with the gateway's own sentence where it gives none. */
export async function requestToken(choice: Choice): Promise<Token> {
  const answer = await fetch('/dev/token', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      // Why there is none is said in the language of the page.
      'accept-language': document.documentElement.lang,
    },
    body: JSON.stringify({
      persona: choice.persona.code,
      zone: choice.zone,
      ...(choice.purpose === null ? {} : { purpose: choice.purpose }),
      ...(choice.endUser === '' ? {} : { endUser: choice.endUser }),
    }),
  });
  if (!answer.ok) throw new Error(await refusalSentence(answer));
  return (await answer.json()) as Token;
}

async function refusalSentence(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const body = JSON.parse(text) as { message?: unknown; errors?: readonly { message?: unknown }[] };
    const message = body.errors?.[0]?.message ?? body.message;
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: the status has to speak.
  }
  return `${answer.status} ${answer.statusText}`.trim();
}
