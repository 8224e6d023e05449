import { diffieHellman, hkdfSync, timingSafeEqual } from 'node:crypto';
import { fromBase64url, sha256 } from './base64url.js';
import { hmac } from './hmac.js';
import type { NamedKey } from './keys.js';

export const PROOF_HEADER = 'agency-proof';
const SALT = 'agency-graph/wire/v1';
const FORM = /^v1 (0|[1-9]\d{0,5}) ([A-Za-z0-9_-]{43}) ([A-Za-z0-9_-]{43})$/;

/** What a proof binds of an HTTP request: all that a receiver acts upon. */
export interface ProvenRequest {
  readonly method: string;
  /** Path and query exactly as on the request line. */
  readonly target: string;
  readonly host: string;
  /** The exact bytes of the body. */
  readonly body: Buffer;
}

export interface Proof {
  /** The how-manieth HTTP request under this context, from 0. */
  readonly n: number;
  /** Thumbprint of the gateway's agreement key. */
  readonly kid: string;
  readonly mac: Buffer;
}

/** Who agrees on a key: thumbprints of both agreement keys, gateway node, subgraph and the UTC day of the context's `iat`. */
export interface ProofParties {
  readonly gatewayKid: string;
  readonly subgraphKid: string;
  readonly iss: string;
  readonly aud: string;
  readonly day: string;
}

export const DAY_SECONDS = 86_400;

/** UTC day of an instant in seconds: proof keys live for one day. */
export const dayOf = (iat: number): string => new Date(iat * 1000).toISOString().slice(0, 10);

/** ECDH of the two P-256 agreement keys: 32 bytes, kept as long as both keys are. */
export const agree = (own: NamedKey, theirs: NamedKey): Buffer =>
  diffieHellman({ privateKey: own.key, publicKey: theirs.key });

/** The key of one day between one gateway node and one subgraph (HKDF-SHA-256, RFC 5869). 32 bytes. */
export function proofKey(agreed: Buffer, parties: ProofParties): Buffer {
  const { gatewayKid, subgraphKid, iss, aud, day } = parties;
  const info = [gatewayKid, subgraphKid, iss, aud, day].join('\n');
  return Buffer.from(hkdfSync('sha256', agreed, SALT, info, 32));
}

/** The MAC of one HTTP request. */
export function proofMac(key: Buffer, jti: string, n: number, request: ProvenRequest): Buffer {
  const { method, target, host, body } = request;
  const lines = ['agency-proof/v1', jti, n, method, target, host, sha256(body)];
  return hmac(key, Buffer.from(lines.join('\n')));
}

/** Reads the header `Agency-Proof`; `undefined` for any other form. */
export function readProof(header: string): Proof | undefined {
  const [, n, kid, mac] = FORM.exec(header) ?? [];
  if (n === undefined || kid === undefined || mac === undefined) return undefined;
  const bytes = fromBase64url(mac);
  return bytes && { n: Number(n), kid, mac: bytes };
}

/** Compares MACs in constant time. */
export const macHolds = (proof: Proof, key: Buffer, jti: string, request: ProvenRequest): boolean =>
  timingSafeEqual(proof.mac, proofMac(key, jti, proof.n, request));

/** A line feed in any part would let one request read as another. */
export const isProvable = ({ method, target, host }: ProvenRequest): boolean =>
  /^[A-Z]+$/.test(method) && ![target, host].some((part) => part === '' || part.includes('\n'));
