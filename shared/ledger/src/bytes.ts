import { Malformed } from './malformed.js';

/** Standard base64 (RFC 4648, § 4), padded, in its one canonical spelling; of `length` bytes where that is given. */
export function fromBase64(text: string, length?: number): Buffer {
  // attacker-controlled: Buffer skips what is not base64 and takes loose bits, so that many texts would be one value.
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Malformed('not base64');
  if (length !== undefined && bytes.length !== length) throw new Malformed(`not ${length} bytes`);
  return bytes;
}

/** A decimal without leading zeroes, up to 2^53 - 1. */
export function fromDecimal(text: string): number {
  const value = Number(text);
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(value)) throw new Malformed('not a decimal number');
  return value;
}

/** UTF-8 without any leniency: no byte order mark is dropped, no bad sequence is replaced. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
