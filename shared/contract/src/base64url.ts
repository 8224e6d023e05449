import { hash } from 'node:crypto';

const ALPHABET = /^[A-Za-z0-9_-]*$/;

/** Bytes of a base64url text, or `undefined` unless it is exactly how those bytes are written: one text per value. */
export function fromBase64url(text: string): Buffer | undefined {
  if (!ALPHABET.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** base64url of SHA-256, 43 characters; text is hashed as UTF-8. */
export const sha256 = (data: string | Buffer): string => hash('sha256', data, 'base64url');
