import type { Algorithm } from '@agency-graph/composition';
import { z } from 'zod';
import { parseStrictJson } from '../http/strict-json.js';
import { Refusal } from '../refusals.js';
import type { FindKey } from './jwks.js';
import { bearerOf, checkSignature, decode, refusalOfToken, scopesOf } from './token.js';

/** Keys of an issuer, and what its tokens must say; null asks for nothing. */
export interface TrustedKeys {
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly algorithms: readonly Algorithm[];
  readonly findKey: FindKey;
}

/** What a token says where there is no account directory: all its claims. */
export interface PlainIdentity {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly scopes: ReadonlySet<string>;
}

const header = z.object({
  alg: z.enum(['ES256', 'RS256', 'PS256']),
  kid: z.string().min(1).max(128).optional(),
  crit: z.undefined().optional(),
});

/**
 * Verifies a JWT of any OIDC issuer (RFC 7519, 8725) for a plain graph: signature by a trusted key and an algorithm of
 * the list, canonical encoding, no claim twice, `exp` and `nbf` within 5 s where they stand, issuer and audience where
 * they are asked for. Every failure of the token is the same `AUTH_ERROR`.
 */
export async function verifyPlainToken(
  authorization: string,
  trusted: readonly TrustedKeys[],
  scopeClaim: string,
  wallClock: () => number,
): Promise<PlainIdentity> {
  const token = bearerOf(authorization);
  if (token === undefined) throw new Refusal('AUTH_ERROR');
  try {
    const [head = '', body = '', signature = ''] = token.split('.');
    // attacker-controlled until the signature holds: read only to find the key.
    const { alg, kid = '' } = header.parse(parseStrictJson(decode(head)));
    const claims = parseStrictJson(decode(body)) as Record<string, unknown>;
    decode(signature);
    const keys = trusted.find(
      ({ issuer, algorithms }) => algorithms.includes(alg) && (issuer ?? claims['iss']) === claims['iss'],
    );
    if (keys === undefined) throw new Error('issuer or algorithm');
    checkSignature(token, await keys.findKey(kid, alg), alg, keys, wallClock());
    return { claims, scopes: scopesOf(claims[scopeClaim]) };
  } catch (failure) {
    throw refusalOfToken(failure);
  }
}
