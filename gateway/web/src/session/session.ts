import type { Choice } from './choice.ts';
import { isFresh, requestToken, type Token } from './token.ts';

/** What every request of one (persona, purpose, network) or of one pasted token carries. */
export interface Session {
  /** `Authorization` and `Access-Purpose`; throws with the gateway's sentence where it gives no token. */
  headers(): Promise<Readonly<Record<string, string>>>;
}

/** How the latest request for a development token ended. */
export type TokenState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'given'; readonly expiresAt: string | null }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * A session of the development issuer. Its token is asked for at the first request, shared by those that wait for it,
 * and renewed before it expires; `onState` hears how that went.
 */
export function developmentSession(choice: Choice, onState: (state: TokenState) => void): Session {
  let asked: Promise<Token> | undefined;

  async function token(): Promise<string> {
    const held = asked && (await asked);
    if (held && isFresh(held, Date.now())) return held.token;
    asked = requestToken(choice);
    try {
      const given = await asked;
      onState({ kind: 'given', expiresAt: given.expiresAt });
      return given.token;
    } catch (error) {
      asked = undefined; // The next request may try again.
      onState({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  return { headers: async () => headersOf(await token(), choice.purpose) };
}

/** A session with a token from elsewhere, for gateways without the development issuer. */
export const pastedSession = (token: string, purpose: string | null): Session => ({
  headers: () => Promise.resolve(headersOf(token, purpose)),
});

const headersOf = (token: string, purpose: string | null): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${token}`,
  ...(purpose === null ? {} : { 'access-purpose': purpose }),
});
