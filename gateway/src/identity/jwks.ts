import type { IssuerConfig } from '@agency-graph/composition';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jwksRsa from 'jwks-rsa';

/** Finds an issuer's key by its id; rejects when there is none. */
export type FindKey = (kid: string) => Promise<KeyObject>;

const TIMEOUT = 5_000;
const CACHE_FOR = 5 * 60_000;
const MOST_KEYS = 16;
const LEAST_RSA_BITS = 2_048;

/** Keys of an issuer: from a file, or fetched and cached at most 5 minutes, so that a withdrawn key dies by itself. */
export function createFindKey({ jwks }: IssuerConfig, resolve: (file: string) => string): FindKey {
  if (jwks.kind === 'file') {
    const keys = readKeys(resolve(jwks.file));
    return async (kid) => {
      const key = keys.get(kid);
      if (key === undefined) throw new Error('no such key');
      return key;
    };
  }
  const client = jwksRsa({
    jwksUri: jwks.url,
    timeout: TIMEOUT,
    cache: true,
    cacheMaxAge: CACHE_FOR,
    cacheMaxEntries: MOST_KEYS,
    rateLimit: true,
    jwksRequestsPerMinute: 2,
  });
  return async (kid) => checked(createPublicKey((await client.getSigningKey(kid)).getPublicKey()));
}

function readKeys(file: string): ReadonlyMap<string, KeyObject> {
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: (Record<string, string> & { kid: string })[] };
  const found = new Map<string, KeyObject>();
  for (const jwk of keys) {
    if (jwk['use'] !== undefined && jwk['use'] !== 'sig') continue;
    if (found.has(jwk.kid)) throw new Error(`${file}: the key id ${jwk.kid} stands twice`);
    found.set(jwk.kid, checked(createPublicKey({ key: jwk, format: 'jwk' })));
  }
  return found;
}

/** Symmetric keys do not get this far; short RSA keys do. */
function checked(key: KeyObject): KeyObject {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType === 'rsa' && (bits ?? 0) < LEAST_RSA_BITS)
    throw new Error('an RSA key shorter than 2048 bits');
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') throw new Error('a key of another kind');
  return key;
}
