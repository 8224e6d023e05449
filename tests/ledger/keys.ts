import { createPrivateKey, hash } from 'node:crypto';
import { noteSigner, type KeyType, type NoteSigner } from '@agency-graph/ledger';

/** ASN.1 of an Ed25519 private key, before its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A signer from a seed of 32 bytes; a number stands for the seed of that many times its byte. */
export function signerOf(name: string, seed: Buffer | number, type: KeyType = 1): NoteSigner {
  const bytes = typeof seed === 'number' ? Buffer.alloc(32, seed) : seed;
  return noteSigner(name, type, createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' }));
}

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
