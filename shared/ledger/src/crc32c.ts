/** CRC-32C (Castagnoli; RFC 3720, § B.4), of several pieces one after the other. Finds accidents, not forgeries. */
export function crc32c(...pieces: readonly Uint8Array[]): number {
  let crc = ~0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += 1) crc = TABLE[(crc ^ piece[at]!) & 0xff]! ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

const REVERSED_POLYNOMIAL = 0x82f63b78;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ REVERSED_POLYNOMIAL : crc >>> 1;
  return crc;
});
