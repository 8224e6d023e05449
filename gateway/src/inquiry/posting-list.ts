const MORE = 0x80;

/** Ascending leaves as the steps from a first leaf to them, each in LEB128: mostly a byte or two for one. */
export function encodeLeaves(first: number, leaves: readonly number[]): Buffer {
  const bytes: number[] = [];
  let at = first;
  for (const leaf of leaves) {
    let step = leaf - at;
    for (; step >= MORE; step = Math.floor(step / MORE)) bytes.push((step % MORE) | MORE);
    bytes.push(step);
    at = leaf;
  }
  return Buffer.from(bytes);
}

/** The leaves that some bytes stand for. The bytes are the index's, so what comes of them is believed of no leaf. */
export function decodeLeaves(first: number, bytes: Uint8Array): number[] {
  const leaves: number[] = [];
  let at = first;
  let step = 0;
  let worth = 1;
  for (const byte of bytes) {
    step += (byte % MORE) * worth;
    worth *= MORE;
    if (byte >= MORE) continue;
    at += step;
    // attacker-controlled: steps of any length.
    if (!Number.isSafeInteger(at)) break;
    leaves.push(at);
    step = 0;
    worth = 1;
  }
  return leaves;
}
