import { hmac } from '@agency-graph/contract';

/** A row number in a sealed frame. Bytes. */
export const SEALED_ROW_BYTES = 8;

/** What the keystream is made for, so that nothing else made of the secret is ever a piece of it. */
const PURPOSE = Buffer.from('agency-graph/sealed row\u0001');
const COUNTER_BYTES = 4;
const BLOCK_BYTES = 32;

/** Rows of subjects as the frame of this salt names them: without the secret, nobody sees who stands in two frames. */
export function sealRows(rows: readonly number[], secret: Buffer, salt: Buffer): Buffer {
  const plain = Buffer.alloc(rows.length * SEALED_ROW_BYTES);
  rows.forEach((row, at) => plain.writeUIntBE(row, at * SEALED_ROW_BYTES + 2, 6));
  return masked(plain, secret, salt);
}

/** The row numbers again. attacker-controlled: after a change of the frame they may be any. */
export function openRows(sealed: Buffer, secret: Buffer, salt: Buffer): number[] {
  const plain = masked(sealed, secret, salt);
  return Array.from({ length: plain.length / SEALED_ROW_BYTES }, (_, at) =>
    Number(plain.readBigUInt64BE(at * SEALED_ROW_BYTES)),
  );
}

/** XOR with HMAC-SHA-256(secret, purpose ‖ salt ‖ counter u32), block after block: undone by the same. */
function masked(bytes: Buffer, secret: Buffer, salt: Buffer): Buffer {
  const message = Buffer.concat([PURPOSE, salt, Buffer.alloc(COUNTER_BYTES)]);
  const result = Buffer.from(bytes);
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    message.writeUInt32BE(from / BLOCK_BYTES, message.length - COUNTER_BYTES);
    const block = hmac(secret, message);
    for (let at = from; at < Math.min(from + BLOCK_BYTES, bytes.length); at += 1) result[at]! ^= block[at - from]!;
  }
  return result;
}
