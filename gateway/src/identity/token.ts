import { ZONES, type Zone } from '@agency-graph/contract';
import type { Algorithm, IssuerConfig } from '@agency-graph/composition';
import jsonwebtoken from 'jsonwebtoken';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parseStrictJson } from '../http/strict-json.js';
import { RecentlyUsed } from '../recently-used.js';
import { Refusal } from '../refusals.js';
import { KeysUnavailable, type FindKey } from './jwks.js';

/** What a valid token says: who, how strongly, for whom. Never what they may do. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly tokenId: string;
  readonly hardwareKey: boolean;
  readonly endUser: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Only the development issuer may claim one. */
  readonly zone: Zone | null;
}

export interface TrustedIssuer {
  readonly config: IssuerConfig;
  readonly findKey: FindKey;
}

/** Bytes, and seconds. */
const MAX_TOKEN = 4_096;
const SKEW = 5;
const MAX_LIFE = 15 * 60;
/** Tokens of one key, or of the issuers of a gateway, that are known to hold. */
const MOST_HELD = 4_000;

const seconds = z.int().min(0).max(4_102_444_800);
const text = z.string().min(1).max(256);

const header = z.object({
  alg: z.enum(['ES256', 'RS256', 'PS256']),
  kid: z.string().regex(/^[\w-]{1,128}$/),
  typ: z.string().regex(/^(?:application\/)?at\+jwt$/i),
  crit: z.undefined().optional(),
});

const claims = z.object({
  iss: text,
  sub: text,
  aud: text,
  jti: z.string().regex(/^[\w-]{1,64}$/),
  iat: seconds,
  nbf: seconds.optional(),
  exp: seconds,
  amr: z.array(z.string().max(32)).max(16).optional(),
  scope: z.string().max(1_024).optional(),
  zone: z.enum(ZONES).optional(),
  act: z.object({ sub: text }).optional(),
});

/**
 * Verifies an access token (RFC 9068): issuer known, algorithm one of the issuer's, signature, audience, times within
 * 5 s, life at most 15 minutes, canonical encoding, no claim twice. Every failure of the token is the same `AUTH_ERROR`.
 */
export async function verifyToken(
  authorization: string | undefined,
  issuers: ReadonlyMap<string, TrustedIssuer>,
  scopeClaim: string,
  wallClock: () => number,
): Promise<Identity> {
  const token = bearerOf(authorization ?? '');
  if (token === undefined) throw new Refusal('AUTH_ERROR');
  try {
    const known = believed.get(issuers)?.get(token);
    const read = known ?? readToken(token, issuers, scopeClaim);
    const { issuer, kid, algorithm, iat, exp, identity } = read;
    const key = await issuer.findKey(kid, algorithm);
    checkSignature(token, key, algorithm, issuer.config, wallClock());
    const now = wallClock() / 1_000;
    if (exp - iat > MAX_LIFE || exp <= iat || iat > now + SKEW) throw new Error('times');
    if (known === undefined) believe(token, read, issuers);
    return identity;
  } catch (failure) {
    throw refusalOfToken(failure);
  }
}

/** What is said of a token that is not believed: whose it is cannot be told where we lack the keys, which is no fault of it. */
export const refusalOfToken = (failure: unknown): Refusal =>
  new Refusal(failure instanceof KeysUnavailable ? 'DIRECTORY_UNAVAILABLE' : 'AUTH_ERROR');

/** What a token says, and by whose key that is to be believed. */
interface ReadToken {
  readonly issuer: TrustedIssuer;
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly iat: number;
  readonly exp: number;
  readonly identity: Identity;
}

/** Reads a token: attacker-controlled until its signature holds. */
function readToken(token: string, issuers: ReadonlyMap<string, TrustedIssuer>, scopeClaim: string): ReadToken {
  const [head = '', body = '', signature = ''] = token.split('.');
  const { alg, kid } = header.parse(parseStrictJson(decode(head)));
  const raw = parseStrictJson(decode(body)) as Record<string, unknown>;
  const said = claims.parse(raw);
  decode(signature);
  const issuer = issuers.get(said.iss);
  if (issuer === undefined || !issuer.config.algorithms.includes(alg)) throw new Error('issuer or algorithm');
  return {
    issuer,
    kid,
    algorithm: alg,
    iat: said.iat,
    exp: said.exp,
    identity: {
      issuer: said.iss,
      subject: said.sub,
      tokenId: said.jti,
      hardwareKey: said.amr?.includes('hwk') === true,
      endUser: said.act?.sub ?? null,
      scopes: scopesOf(raw[scopeClaim]),
      zone: issuer.config.development ? (said.zone ?? null) : null,
    },
  };
}

/**
 * Tokens of trusted issuers that held once: what one says does not change, and is not read again with every request. Whether
 * it still holds is asked each time.
 */
const believed = new WeakMap<ReadonlyMap<string, TrustedIssuer>, RecentlyUsed<ReadToken>>();

function believe(token: string, read: ReadToken, issuers: ReadonlyMap<string, TrustedIssuer>): void {
  const ofIssuers = believed.get(issuers) ?? new RecentlyUsed<ReadToken>(MOST_HELD);
  ofIssuers.set(token, read);
  believed.set(issuers, ofIssuers);
}

/** What of a token passes with time. */
type Times = Pick<jsonwebtoken.JwtPayload, 'exp' | 'nbf'>;

/**
 * Times of the tokens that a key signed: a caller shows one for minutes, and its signature holds as long as the key is
 * there. A key that is fetched anew is another object, so nothing outlives it.
 */
const held = new WeakMap<KeyObject, RecentlyUsed<Times>>();

/** Signature, `exp` and `nbf` where they stand, and issuer and audience where they are asked for; throws. */
export function checkSignature(
  token: string,
  key: KeyObject,
  algorithm: Algorithm,
  expected: { readonly issuer: string | null; readonly audience: string | null },
  now: number,
): void {
  const seconds = Math.floor(now / 1_000);
  const known = held.get(key)?.get(token);
  if (known !== undefined) {
    if (seconds >= (known.exp ?? Infinity) + SKEW || seconds < (known.nbf ?? 0) - SKEW) throw new Error('times');
    return;
  }
  const { exp, nbf } = jsonwebtoken.verify(token, key, {
    algorithms: [algorithm],
    ...(expected.issuer === null ? {} : { issuer: expected.issuer }),
    ...(expected.audience === null ? {} : { audience: expected.audience }),
    clockTolerance: SKEW,
    clockTimestamp: seconds,
  }) as jsonwebtoken.JwtPayload;
  const ofKey = held.get(key) ?? new RecentlyUsed<Times>(MOST_HELD);
  ofKey.set(token, { ...(exp === undefined ? {} : { exp }), ...(nbf === undefined ? {} : { nbf }) });
  held.set(key, ofKey);
}

/** Scopes of a claim, separated by spaces (RFC 8693, § 4.2). */
export const scopesOf = (claim: unknown): ReadonlySet<string> =>
  new Set(typeof claim === 'string' ? claim.split(' ').filter(Boolean) : []);

/** The token of an `Authorization` header that has the form of one, or undefined. */
export const bearerOf = (authorization: string): string | undefined => {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1];
  return token === undefined || token.length > MAX_TOKEN ? undefined : token;
};

/** Decodes base64url and demands its one canonical form: another spelling of the same token is not a token. */
export function decode(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Error('not canonical base64url');
  return bytes.toString('utf8');
}
