import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { sha256 } from './base64url.js';

/** A P-256 key and its RFC 7638 thumbprint. */
export interface NamedKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** A public P-256 key as JWKS has it: `use: "sig"` signs contexts (ES256), `use: "enc"` agrees on proof keys (ECDH). */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly use: 'sig' | 'enc';
  readonly alg: 'ES256' | 'ECDH-ES';
  readonly kid: string;
}
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
}
export interface Jwks<K extends PublicJwk = PublicJwk> {
  readonly keys: readonly K[];
}

/** RFC 7638 thumbprint of a P-256 key, public or private. */
export function thumbprint(key: KeyObject): string {
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256') throw new TypeError('not a P-256 key');
  return sha256(JSON.stringify({ crv, kty, x, y }));
}

/** Names a key by its thumbprint. */
export const named = (key: KeyObject): NamedKey => Object.freeze({ kid: thumbprint(key), key });

/** A new P-256 pair. */
export function generateKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

export function publicJwk(key: KeyObject, use: 'sig' | 'enc'): PublicJwk {
  const { x, y } = key.export({ format: 'jwk' }) as { x: string; y: string };
  const alg = use === 'sig' ? 'ES256' : 'ECDH-ES';
  return { kty: 'EC', crv: 'P-256', x, y, use, alg, kid: thumbprint(key) };
}

export function privateJwk(key: KeyObject, use: 'sig' | 'enc'): PrivateJwk {
  const { d } = key.export({ format: 'jwk' }) as { d: string };
  return { ...publicJwk(key, use), d };
}

/** Reads one JWK of the given use; throws a `TypeError` when it is not P-256 or its `kid` is not its thumbprint. */
export function keyOfJwk(jwk: PublicJwk, kind: 'public' | 'private'): NamedKey {
  const input = { key: jwk as unknown as JsonWebKey, format: 'jwk' as const };
  const key = named(kind === 'private' ? createPrivateKey(input) : createPublicKey(input));
  if (key.kid !== jwk.kid) throw new TypeError('kid is not the RFC 7638 thumbprint of its key');
  return key;
}
