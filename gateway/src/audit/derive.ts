import { hmac } from '@agency-graph/contract';

const NO_SALT = Buffer.alloc(0);

/** HKDF-SHA-256 (RFC 5869), one block: 32 bytes. `info` ends in the byte 1. */
export const derive = (key: Buffer, info: Buffer, salt: Buffer = NO_SALT): Buffer => hmac(hmac(salt, key), info);
