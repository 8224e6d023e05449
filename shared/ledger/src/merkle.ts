import { hash } from 'node:crypto';

/** SHA-256 of a leaf, domain-separated from inner nodes (RFC 6962, § 2.1). 32 bytes. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, entry]));

/** SHA-256 of an inner node (RFC 6962, § 2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]));

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
