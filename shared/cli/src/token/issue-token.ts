import { sign, type KeyObject } from 'node:crypto';

/** What a token of the development issuer says. Times are in seconds since 1970. */
export interface TokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly amr: readonly string[];
  /** The network the caller comes from. Only the development issuer may say it. */
  readonly zone: string;
  /** The end user for whom an application asks. */
  readonly act?: { readonly sub: string };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An access token (RFC 9068, `typ: at+jwt`) signed with ES256. */
export const issueToken = (claims: TokenClaims, signing: { readonly kid: string; readonly key: KeyObject }): string => {
  const text = `${part({ alg: 'ES256', typ: 'at+jwt', kid: signing.kid })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key: signing.key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
};
