/** Milliseconds, and bytes. */
const WITHIN = 5_000;
const MOST_BYTES = 64 * 1024;

/** Fetches an issuer's key set: in 5 s and 64 KiB altogether, and from that address only, wherever it points to. */
export async function fetchKeySet(uri: string): Promise<{ keys: Record<string, unknown>[] }> {
  const response = await fetch(uri, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(WITHIN),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the key set was answered with status ${response.status}`);
  }
  // attacker-controlled where the issuer is: bounded before anything is read of it.
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > MOST_BYTES) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  const set: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof set !== 'object' || set === null || !('keys' in set) || !Array.isArray(set.keys))
    throw new Error('the answer is not a key set');
  return { keys: set.keys };
}
