import { sign, verify } from 'node:crypto';
import { fromBase64url } from './base64url.js';
import type { NamedKey } from './keys.js';

/** A compact JWS taken apart, its signature not yet looked at. */
export interface UnverifiedJws {
  readonly kid: string;
  /** The payload's members: nothing to act upon before `signatureHolds`. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Signs payloads of compact JSON as ES256 JWSs whose header is exactly `{alg, typ, kid}`. */
export function createJwsSigner(typ: string, key: NamedKey): (payload: string) => string {
  const header = `${Buffer.from(JSON.stringify({ alg: 'ES256', typ, kid: key.kid })).toString('base64url')}.`;
  return (payload) => {
    const signed = header + Buffer.from(payload).toString('base64url');
    // A bare key: one with options beside it takes Node longer to read than all of the signing.
    const signature = fixedLength(sign('sha256', Buffer.from(signed, 'latin1'), key.key));
    return `${signed}.${signature.toString('base64url')}`;
  };
}

/** Bytes of each of a signature's two numbers under P-256. */
const NUMBER = 32;

/** An ECDSA signature as a JWS has it, both numbers in their full length (RFC 7518, § 3.4), from its DER. */
function fixedLength(der: Buffer): Buffer {
  const fixed = Buffer.alloc(2 * NUMBER);
  // SEQUENCE, then twice INTEGER: a tag, a length of one byte, and the number with a zero before a high first bit.
  let at = 2;
  for (const end of [NUMBER, 2 * NUMBER]) {
    const next = at + 2 + der[at + 1]!;
    const digits = Math.min(next - at - 2, NUMBER);
    der.copy(fixed, end - digits, next - digits, next);
    at = next;
  }
  return fixed;
}

/**
 * Takes a compact JWS apart; `undefined` unless the header is exactly `{alg: "ES256", typ, kid}` (no `crit`, no embedded
 * key) and the payload an object in compact JSON without duplicate names.
 */
export function readJws(text: string, typ: string): UnverifiedJws | undefined {
  const [head, body, tail, ...more] = text.split('.');
  if (head === undefined || body === undefined || tail === undefined || more.length > 0) return undefined;
  const header = readObject(head);
  if (header === undefined || Object.keys(header).length !== 3) return undefined;
  const { alg, kid } = header;
  // attacker-controlled: the algorithm is ours to say, the header may only agree.
  if (alg !== 'ES256' || header['typ'] !== typ || typeof kid !== 'string') return undefined;
  const claims = readObject(body);
  const signature = fromBase64url(tail);
  if (claims === undefined || signature?.length !== 64) return undefined;
  return { kid, claims, signed: `${head}.${body}`, signature };
}

/** Whether the signature is this key's over exactly the bytes that were read. */
export const signatureHolds = (jws: UnverifiedJws, key: NamedKey): boolean =>
  verify('sha256', Buffer.from(jws.signed), { key: key.key, dsaEncoding: 'ieee-p1363' }, jws.signature);

function readObject(segment: string): Record<string, unknown> | undefined {
  const bytes = fromBase64url(segment);
  if (bytes === undefined) return undefined;
  const text = bytes.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    // attacker-controlled: JSON.parse keeps the last of duplicate names; another parser might keep the first.
    return JSON.stringify(value) === text ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
